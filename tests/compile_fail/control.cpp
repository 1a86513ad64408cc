#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct Note {
    std::string title;
};

void declare(App& app) {
    app.post("/notes",
             [](Guard<scope<"notes:write">&& live_user>, Body<Note> note) { return *note; });
    app.post("/visitors", [](Public, Body<Note> note) { return *note; });
    app.get("/notes", [] { return Note{"hinge"}; });
}
