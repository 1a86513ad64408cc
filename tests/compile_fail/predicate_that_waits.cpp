#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

Async<bool> is_editor(const security::Caller& caller) { co_return caller.subject == "ada"; }

void declare(App& app) {
    app.get("/notes", [](Guard<satisfies<is_editor>>) {});
}
