#include "notes.hpp"

#include <cardea/app/routes_with.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/server/account_routes.hpp>

#include <array>

namespace notes {
namespace {

// Once published, a migration is never changed: the next change of the tables is a number 2.
constexpr std::array migrations{db::Migration{1, "notes_and_versions", R"(
    CREATE TABLE notes (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL,
                        text TEXT NOT NULL, version INTEGER NOT NULL,
                        changed_at INTEGER NOT NULL) STRICT;
    CREATE INDEX notes_by_owner ON notes (owner, id);
    CREATE TABLE versions (note TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
                           version INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
                           changed_at INTEGER NOT NULL, PRIMARY KEY (note, version)) STRICT)"}};

/// Version 7, so that ids sort by the time at which they were made.
Uuid new_id() {
    const auto time =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return Uuid::v7(time, crypto::random_bytes<10>());
}

// --- reading -------------------------------------------------------------------------------------

using Limit = Query<"limit", Bounded<int, 1, 100>, 20>;
using After = Query<"after", std::optional<Uuid>>;

Async<Page> list_notes(const Guard<notes_read>& who, Limit limit, After after,
                       Depends<database> rows) {
    // One more than asked for tells whether there is a next page.
    Page page;
    page.items = co_await rows->all<Note>(
        "SELECT id, title, text, version, changed_at FROM notes WHERE owner = ?1 AND id > ?2"
        " ORDER BY id LIMIT ?3",
        who.subject(), after->value_or(Uuid{}), limit->value() + 1);
    if (std::cmp_greater(page.items.size(), limit->value())) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    co_return page;
}

/// Someone else's note is not there, so that nobody learns which ids exist.
Async<Note> own_note(const Guard<notes_read>& who, Path<"id", Uuid> id, Depends<database> rows) {
    auto note = co_await rows->one<Note>(
        "SELECT id, title, text, version, changed_at FROM notes WHERE id = ?1 AND owner = ?2", *id,
        who.subject());
    if (!note) throw NotFound{"Note not found"};
    co_return *std::move(note);
}

Note get_note(Depends<own_note> note) { return *note; }

Async<std::vector<Version>> list_versions(Depends<own_note> note, Depends<database> rows) {
    co_return co_await rows->all<Version>(
        "SELECT version, title, text, changed_at FROM versions WHERE note = ?1 ORDER BY version",
        note->id);
}

/// Takes no guard, so it has the one of the routes' rule.
Async<Count> count_notes(Depends<database> rows) {
    const auto count = co_await rows->one<std::int64_t>("SELECT count(*) FROM notes");
    co_return Count{count.value_or(0)};
}

// --- writing -------------------------------------------------------------------------------------

Async<Created<Note>> add_note(const Guard<notes_write>& who, Body<NewNote> note,
                              Depends<changes> notes) {
    auto added = co_await notes->add(who, *note);
    const auto location = "/notes/" + added.id.text();
    co_return Created{std::move(added), location};
}

Async<Note> replace_note(const Guard<notes_write>& who, Path<"id", Uuid> id, Body<NewNote> note,
                         Depends<changes> notes) {
    co_return co_await notes->replace(who, *id, *note);
}

Async<> remove_note(const Guard<notes_write>& who, Path<"id", Uuid> id, Depends<changes> notes) {
    co_await notes->remove(who, *id);
}

Async<> remove_notes(const Guard<notes_purge>& who, Depends<changes> notes) {
    co_await notes->remove_all(who);
}

}  // namespace

TimePoint now() { return system_clock().now(); }

Notes changes(Depends<transaction> transaction, Depends<now> time) {
    return Notes{*transaction, *time};
}

Async<Note> Notes::add(const Guard<notes_write>& who, const NewNote& note) {
    const auto added = co_await changes_->one<Note>(
        "INSERT INTO notes (id, owner, title, text, version, changed_at)"
        " VALUES (?1, ?2, ?3, ?4, 1, ?5) RETURNING id, title, text, version, changed_at",
        new_id(), who.subject(), note.title, note.text, now_);
    co_await keep_version(added->id);
    co_return *added;
}

Async<Note> Notes::replace(const Guard<notes_write>& who, Uuid id, const NewNote& note) {
    const auto changed = co_await changes_->one<Note>(
        "UPDATE notes SET title = ?3, text = ?4, version = version + 1, changed_at = ?5"
        " WHERE id = ?1 AND owner = ?2 RETURNING id, title, text, version, changed_at",
        id, who.subject(), note.title, note.text, now_);
    if (!changed) throw NotFound{"Note not found"};
    co_await keep_version(id);
    co_return *changed;
}

Async<> Notes::remove(const Guard<notes_write>& who, Uuid id) {
    const auto removed =
        co_await changes_->run("DELETE FROM notes WHERE id = ?1 AND owner = ?2", id, who.subject());
    if (removed == 0) throw NotFound{"Note not found"};
}

Async<> Notes::remove_all(const Guard<notes_purge>& who) {
    co_await changes_->run("DELETE FROM notes WHERE owner = ?1", who.subject());
}

Async<> Notes::keep_version(Uuid id) {
    co_await changes_->run(
        "INSERT INTO versions SELECT id, version, title, text, changed_at FROM notes WHERE id = ?1",
        id);
}

AppOptions app_options() {
    AppOptions options{.title = "Notes"};
    options.docs.token_url = "/oauth/token";  // where the page's Authorize button signs in
    options.docs.scopes = {{"notes:read", "Read your notes"}, {"notes:write", "Change them"}};
    return options;
}

void declare(App& app, const std::string& database_file) {
    app.include(account_routes(
        {.database = database_file, .registration_scope = "notes:read notes:write"}));
    db::migrate(app.provided<db::Database>(), "notes", migrations);

    RoutesWith<Reads<Guard<notes_read>>, Writes<Guard<notes_write>>> notes{
        {.prefix = "/notes", .tags = {"notes"}}};
    notes.get("", list_notes, {.summary = "Your notes, the oldest first"});
    notes.post("", add_note, {.summary = "Add a note"});
    notes.delete_("", remove_notes, {.summary = "Remove all of your notes"});
    notes.get("/count", count_notes, {.summary = "How many notes there are, of everybody"});
    notes.get("/{id}", get_note, {.summary = "One note"});
    notes.put("/{id}", replace_note, {.summary = "Replace a note"});
    notes.delete_("/{id}", remove_note, {.summary = "Remove a note"});
    notes.get("/{id}/versions", list_versions, {.summary = "What a note was before"});
    app.include(std::move(notes));
}

}  // namespace notes
