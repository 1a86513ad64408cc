#include <cardea/app/app.hpp>

using namespace cardea;

void declare(App& app) {
    app.get("/count", [count = 0]() mutable { return ++count; });
}
