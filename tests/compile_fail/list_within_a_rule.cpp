#include <cardea/app/routes_with.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

void declare(RoutesWith<Guard<authenticated>>& admin, Routes more) {
    admin.include(std::move(more), "/more");
}
