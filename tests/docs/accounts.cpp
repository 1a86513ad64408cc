// The chapter on accounts: an app whose users register and log in.
#include <tests/docs/book.hpp>

#include <cardea/security/guard.hpp>
#include <cardea/server/account_routes.hpp>

using namespace cardea;

struct NewNote {
    Text<1, 200> title;
};

struct Note {
    std::string title;
    std::string author;
};

int main() {
    App app{book::options()};
    // <include>
    app.include(account_routes({.database = "notes.db",
                                .registration_scope = "notes:read notes:write",
                                .settings = {{"tokens.access_ttl", "5m"}}}));
    app.post("/notes", [](Guard<scope<"notes:write">&& live_user> who, Body<NewNote> note) {
        return Created<Note>{Note{note->title.text(), std::string{who.subject()}}};
    });
    // </include>
    return book::run(app);
}
