// The chapter on rules: what a list of routes demands of all its callers, and the table of it.
#include <tests/docs/book.hpp>

#include <cardea/app/routes_with.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>

#include <fstream>

using namespace cardea;

inline constexpr auto notes_read = scope<"notes:read">;
inline constexpr auto notes_write = scope<"notes:write">;

struct Note {
    std::string title;
};

void declare(App& app) {
    // <rule>
    RoutesWith<Reads<Guard<notes_read>>, Writes<Guard<notes_write>>> notes{
        {.prefix = "/notes", .tags = {"notes"}}};
    notes.get("/", [] { return std::vector{Note{"Oil the hinge"}}; });
    notes.post("/", [](Body<Note> note) { return *note; });
    notes.get("/count", [](Public) { return 1; });  // anybody, whatever the rule says
    app.include(std::move(notes));
    // </rule>
    // <table>
    std::ofstream{"routes.txt"} << table_of(app.routes());
    // </table>
}

// <options>
AppOptions notes_options() {
    AppOptions options;
    options.title = "Notes";
    options.docs.version = "1.2.0";
    options.docs.description = "Keeps what you must not forget.";
    options.docs.scopes = {{"notes:read", "Read the notes"}, {"notes:write", "Write notes"}};
    return options;
}
// </options>

void declare_described(App& app) {
    // <described route>
    app.get("/today", [] { return Note{"Oil the hinge"}; },
            {.summary = "The note of today",
             .description = "Another one each morning.",
             .tags = {"notes"},
             .operation_id = "note_of_today",
             .answers = {openapi::problem(404, "There is none on holidays")}});
    // </described route>
}

int main() {
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {}};
    Authority authority;
    authority.verify = [&](std::string_view token) { return verifier.verify(token); };
    App app{book::options(notes_options())};
    app.provide(authority);
    declare(app);
    declare_described(app);
    jose::Claims claims;
    claims.subject = "ada";
    claims.scope = "notes:read";
    claims.expires_at = system_clock().now() + std::chrono::minutes{15};
    book::say("READER", signer.sign(claims));
    return book::run(app);
}
