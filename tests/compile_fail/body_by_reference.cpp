#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct Note {
    std::string title;
};

void declare(App& app) {
    app.post("/notes", [](Public, Body<Note>& note) { return *note; });
}
