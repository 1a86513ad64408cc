#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

void declare(App& app) {
    app.get("/notes", [](Guard<with_factor("pwd otp")>) {});
}
