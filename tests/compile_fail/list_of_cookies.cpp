#include <cardea/app/app.hpp>

using namespace cardea;

void declare(App& app) {
    app.get("/notes", [](Cookie<"theme", std::vector<std::string>>) {});
}
