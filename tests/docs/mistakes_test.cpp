// The mistakes that no compiler sees: `App::seal` names them, all at once, before anything is
// served. The sentences stand in docs/mistakes.md, word for word.
#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

#include <gtest/gtest.h>

using namespace cardea;

struct Notebook {};

namespace {

std::string what_seal_says(App& app) {
    try {
        app.seal();
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return "";
}

/// A literal without the line of its mark, and without its last end of a line.
std::string text(std::string_view literal) {
    literal.remove_prefix(literal.find('\n', 1) + 1);
    return std::string{literal.substr(0, literal.size() - 1)};
}

TEST(Mistakes, state_that_nobody_provided) {
    App app;
    // <state>
    app.get("/notes", [](State<Notebook>) { return 1; });  // and no app.provide(Notebook{})
    // </state>
    EXPECT_EQ(what_seal_says(app), text(R"(
// <state says>
The application is not wired up:
  - GET /notes: State<Notebook> is taken, but nothing of that type was provided: call app.provide(…)
)"));
}

TEST(Mistakes, name_that_the_path_does_not_have) {
    App app;
    // <path>
    app.get("/notes/{id}", [](Path<"note", int> note) { return *note; });
    // </path>
    EXPECT_EQ(what_seal_says(app), text(R"(
// <path says>
The application is not wired up:
  - GET /notes/{id}: Path<"note"> is taken, but the pattern has only {id}
)"));
}

TEST(Mistakes, route_that_is_there_twice) {
    App app;
    // <twice>
    app.get("/notes", [] { return 1; });
    app.get("/notes/", [] { return 2; });  // a last slash makes no other path
    // </twice>
    EXPECT_EQ(what_seal_says(app), text(R"(
// <twice says>
The application is not wired up:
  - GET /notes/ is declared twice
)"));
}

TEST(Mistakes, scope_that_nobody_declared) {
    // <scope>
    AppOptions options;
    options.docs.scopes = {{"notes:read", "Read the notes"}};
    App app{options};
    app.get("/notes", [](Guard<scope<"notes:raed">>) { return 1; });
    // </scope>
    app.provide(Authority{});
    EXPECT_EQ(what_seal_says(app), text(R"(
// <scope says>
The application is not wired up:
  - The scope "notes:raed" is demanded and is not among AppOptions::docs.scopes: is it misspelt?
)"));
}

TEST(Mistakes, guard_without_anybody_to_ask) {
    App app;
    // <authority>
    app.get("/notes", [](Guard<authenticated>) { return 1; });  // and no app.provide(authority)
    // </authority>
    EXPECT_EQ(what_seal_says(app), text(R"(
// <authority says>
The application is not wired up:
  - GET /notes: State<cardea::Authority> is taken, but nothing of that type was provided: call app.provide(…)
)"));
}

}  // namespace
