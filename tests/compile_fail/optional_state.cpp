#include <cardea/app/app.hpp>

using namespace cardea;

struct Notebook {};

void declare(App& app) {
    app.get("/notes", [](std::optional<State<Notebook>>) { return 1; });
}
