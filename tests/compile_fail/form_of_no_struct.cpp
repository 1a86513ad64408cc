#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

void declare(App& app) {
    app.post("/notes", [](Public, Form<std::string>) {});
}
