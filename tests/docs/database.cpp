// The chapter on the database.
#include <tests/docs/book.hpp>

#include <cardea/db/migration.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/storage/transaction.hpp>

using namespace cardea;

// <schema>
constexpr std::array migrations{db::Migration{1, "notes_and_counts", R"(
    CREATE TABLE notes (id INTEGER PRIMARY KEY, author TEXT NOT NULL, title TEXT NOT NULL) STRICT;
    CREATE TABLE counts (author TEXT PRIMARY KEY, notes INTEGER NOT NULL) STRICT)"}};

std::shared_ptr<db::Database> open_notes() {
    std::shared_ptr<db::Database> database = db::open("notes.db");
    db::migrate(*database, "notes", migrations);
    return database;
}
// </schema>

// <model>
struct Note {
    std::int64_t id;
    std::string author;
    std::string title;
};

struct NewNote {
    Text<1, 40> author;
    Text<1, 200> title;
};
// </model>

// <read>
Async<Note> read_note(Path<"id", std::int64_t> id, Depends<database> rows) {
    const auto note =
        co_await rows->one<Note>("SELECT id, author, title FROM notes WHERE id = ?1", *id);
    if (!note) throw NotFound{};
    co_return *note;
}

Async<std::vector<Note>> list_notes(Depends<database> rows) {
    co_return co_await rows->all<Note>("SELECT id, author, title FROM notes ORDER BY id LIMIT 100");
}
// </read>

// <write>
Async<Note> rename_note(Public, Path<"id", std::int64_t> id, Body<NewNote> change,
                        Depends<database> rows) {
    const auto update = [id = *id, author = change->author.text(), title = change->title.text()](
                            db::Transaction& transaction) -> Async<std::optional<Note>> {
        co_return co_await transaction.one<Note>(
            "UPDATE notes SET title = ?3 WHERE id = ?1 AND author = ?2"
            " RETURNING id, author, title",
            id, author, title);
    };
    const auto note = co_await rows->write(update);
    if (!note) throw NotFound{};
    co_return *note;
}
// </write>

// <transaction>
Async<> count_one_more(Body<NewNote> note, Depends<transaction> changes) {
    const auto author = note->author.text();
    co_await changes->run(
        "INSERT INTO counts VALUES (?1, 1) ON CONFLICT DO UPDATE SET notes = notes + 1", author);
    const auto count =
        co_await changes->one<int>("SELECT notes FROM counts WHERE author = ?1", author);
    if (*count > 2) throw Conflict{"Two notes are enough"};  // takes the count back, too
}

Async<Created<Note>> add_note(Public, Body<NewNote> note, Depends<count_one_more>,
                              Depends<transaction> changes) {
    const auto author = note->author.text();
    const auto title = note->title.text();
    const auto made = co_await changes->one<Note>(
        "INSERT INTO notes (author, title) VALUES (?1, ?2) RETURNING id, author, title", author,
        title);
    co_return Created<Note>{*made, "/notes/" + std::to_string(made->id)};
}
// </transaction>

int main() {
    App app{book::options()};
    app.provide(open_notes());
    app.get("/notes", list_notes);
    app.get("/notes/{id}", read_note);
    app.put("/notes/{id}", rename_note);
    app.post("/notes", add_note);
    return book::run(app);
}
