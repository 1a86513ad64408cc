#include <cardea/app/app.hpp>

using namespace cardea;

void declare(App& app) {
    app.get("/notes", [](Query<"limit", Bounded<int, 1, 100>, 500>) {});
}
