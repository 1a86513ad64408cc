#include "guestbook.hpp"

#include <cardea/http/html.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/inject/background.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/storage/transaction.hpp>

#include <iostream>

namespace guestbook {
namespace {

using namespace cardea;

constexpr std::int64_t entries_max = 1000;
inline constexpr auto moderate = scope<"guestbook:moderate"> && live_user;

enum class Language { en, de };

struct NewEntry {
    Text<1, 80> name;
    Text<1, 500> text;
};
struct Choice {
    Language language;
};
struct Entry {
    std::int64_t id;
    std::string name;
    std::string text;
    Timestamp written_at;
};

using Entries = std::vector<Entry>;

Async<Entries> entries(Depends<database> rows) {
    co_return co_await rows->all<Entry>(
        "SELECT id, name, text, written_at FROM entries ORDER BY id DESC LIMIT 100");
}

constexpr auto form_en = R"(<form method="post" action="/entries">
<p><label>Name <input name="name" maxlength="80" required></label></p>
<p><label>Text <input name="text" maxlength="500" required></label></p>
<p><button>Write</button></p>
</form>
<form method="post" action="/language"><button name="language" value="de">Deutsch</button></form>
)";
constexpr auto form_de = R"(<form method="post" action="/entries">
<p><label>Name <input name="name" maxlength="80" required></label></p>
<p><label>Text <input name="text" maxlength="500" required></label></p>
<p><button>Schreiben</button></p>
</form>
<form method="post" action="/language"><button name="language" value="en">English</button></form>
)";

/// A cookie that is absent or that we never set is no reason to refuse the page: `Result` hands the
/// failure over instead.
Html show_page(Depends<entries> entries, const Result<Cookie<"language", Language>>& language) {
    const bool is_german = language && **language == Language::de;
    std::string page = is_german
                           ? "<!DOCTYPE html>\n<html lang=\"de\">\n<title>Gästebuch</title>\n"
                           : "<!DOCTYPE html>\n<html lang=\"en\">\n<title>Guestbook</title>\n";
    page += is_german ? form_de : form_en;
    for (const auto& entry : *entries)
        page += "<p><b>" + escape_html(entry.name) + "</b> " + escape_html(entry.text) + "</p>\n";
    return Html{std::move(page)};
}

/// Anybody may write; the answer to a form is a redirect, so that reloading does not send it again.
Async<Redirect> write_entry(Public, Form<NewEntry> form, Depends<transaction> changes,
                            Background background) {
    const auto id = co_await changes->one<std::int64_t>(
        "INSERT INTO entries (name, text, written_at) SELECT ?1, ?2, ?3"
        " WHERE (SELECT count(*) FROM entries) < ?4 RETURNING id",
        form->name, form->text, system_clock().now(), entries_max);
    if (!id) throw Full{};
    // Done once the answer has left; it would be a mail to the host.
    background.run([id = *id] { std::clog << "There is a new entry: " << id << std::endl; });
    co_return Redirect{"/"};
}

Reply<Redirect> choose_language(Public, Form<Choice> form) {
    const CookieAttributes a_year{.max_age = std::chrono::hours{24 * 365}};
    return Reply{Redirect{"/"}}.with(
        SetCookie{"language", schema::name_of_enum(form->language), a_year});
}

Async<> remove_entry(Guard<moderate>, Path<"id", std::int64_t> id, Depends<transaction> changes) {
    const auto removed = co_await changes->run("DELETE FROM entries WHERE id = ?1", *id);
    if (removed == 0) throw NotFound{"Entry not found"};
}

}  // namespace

Routes routes() {
    Routes guestbook{{.tags = {"guestbook"}}};
    guestbook.get("/", show_page, {.summary = "The page"});
    guestbook.post("/entries", write_entry, {.summary = "Write into the guestbook"});
    guestbook.post("/language", choose_language, {.summary = "Choose the language of the page"});
    guestbook.get("/entries", [](Depends<entries> all) { return *all; },
                  {.summary = "The entries"});
    guestbook.delete_("/entries/{id}", remove_entry, {.summary = "Remove an entry"});
    return guestbook;
}

}  // namespace guestbook
