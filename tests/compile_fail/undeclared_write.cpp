#include <cardea/app/app.hpp>

using namespace cardea;

struct Note {
    std::string title;
};

void declare(App& app) {
    app.post("/notes", [](Body<Note> note) { return *note; });
}
