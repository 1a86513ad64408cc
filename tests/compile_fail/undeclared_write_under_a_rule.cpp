#include <cardea/app/app.hpp>
#include <cardea/app/routes_with.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct Note {
    std::string title;
};

void declare(RoutesWith<Reads<Guard<authenticated>>>& notes) {
    notes.get("/", [] { return Note{}; });
    notes.post("/", [](Body<Note> note) { return *note; });
}
