#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

void declare(App& app) {
    app.delete_("/notes/{id}", [](std::optional<Bearer>, Path<"id", int>) {});
}
