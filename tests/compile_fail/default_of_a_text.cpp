#include <cardea/app/app.hpp>

using namespace cardea;

void declare(App& app) {
    app.get("/notes", [](Query<"sort", std::string, 1>) {});
}
