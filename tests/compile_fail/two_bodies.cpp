#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct One {
    int a;
};
struct Other {
    int b;
};

void declare(App& app) {
    app.post("/notes", [](Public, Body<One>, Form<Other>) {});
}
