#include <cardea/app/app.hpp>

using namespace cardea;

void declare(App& app) {
    app.get("/notes", [](auto limit) { return 1; });
}
