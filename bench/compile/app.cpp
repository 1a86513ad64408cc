// An app of twenty lines: what a beginner compiles again and again.
#include <cardea/app/app.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct Note {
    Text<1, 200> title;
};

int main() {
    const jose::Verifier verifier{jose::KeySet{}, {.audience = "notes"}};
    Authority authority;
    authority.verify = [&](std::string_view token) { return verifier.verify(token); };
    App app;
    app.provide(authority);
    app.get("/me", [](Guard<authenticated> who) { return std::string{who.subject()}; });
    app.post("/notes", [](Guard<scope<"notes:write">>, Body<Note> note) { return *note; });
    return app.run();
}
