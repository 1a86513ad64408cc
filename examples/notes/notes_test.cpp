// Under test: the app of notes, called without a socket. This is how you test an app of your own: a
// TestClient signs in whomever it likes, moves the clock, and puts fakes in place of dependencies.
#include "notes.hpp"

#include <cardea/base/block_on.hpp>
#include <cardea/db/temporary_folder.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>

namespace notes {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

// Who may purge may write; who may only read may not.
static_assert(std::is_convertible_v<Guard<notes_purge>, Guard<notes_write>>);
static_assert(!std::is_convertible_v<Guard<notes_read>, Guard<notes_write>>);

constexpr TimePoint noon{TimePoint::duration{1'800'000'000}};
constexpr auto hinge = R"({"title":"hinge","text":"opens what is shut"})";
constexpr auto lock = R"({"title":"lock","text":"shuts what is open"})";

template <class T>
T read(const Response& response) {
    return schema::read_json<T>(response.body, "body").value();
}

struct NotesTest : testing::Test {
    NotesTest() {
        declare(app, folder / "notes.db");
        ada.emplace(app);
        ada->sign_in({.subject = "ada", .scope = "notes:read notes:write"});
        ada->override_with<now>(noon);
    }

    std::string added(std::string_view json = hinge) {
        return "/notes/" + read<Note>(ada->post("/notes", json)).id.text();
    }
    std::int64_t count_of(std::string_view table) {
        const auto sql = "SELECT count(*) FROM " + std::string{table};
        return *block_on(app.provided<db::Database>().one<std::int64_t>(sql));
    }

    db::TemporaryFolder folder;
    App app{app_options()};
    std::optional<TestClient> ada;
};

TEST_F(NotesTest, are_kept_for_their_owner) {
    const auto response = ada->post("/notes", hinge);
    EXPECT_EQ(response.status, Status::created);
    const auto note = read<Note>(response);
    EXPECT_EQ(response.fields.get("Location"), "/notes/" + note.id.text());
    EXPECT_EQ(note.changed_at.time(), noon);
    EXPECT_EQ(read<Note>(ada->get("/notes/" + note.id.text())).text, "opens what is shut");
}

TEST_F(NotesTest, of_others_are_not_there) {
    const auto note = added();
    TestClient eve{app};
    eve.sign_in({.subject = "eve", .scope = "notes:read notes:write"});
    EXPECT_EQ(eve.get(note).status, Status::not_found);
    EXPECT_EQ(eve.get(note + "/versions").status, Status::not_found);
    EXPECT_EQ(eve.put(note, lock).status, Status::not_found);
    EXPECT_EQ(eve.delete_(note).status, Status::not_found);
    EXPECT_EQ(eve.delete_("/notes").status, Status::no_content);
    EXPECT_TRUE(read<Page>(eve.get("/notes")).items.empty());
    EXPECT_EQ(read<Note>(ada->get(note)).title, "hinge");
}

TEST_F(NotesTest, are_written_by_live_users_with_the_scope) {
    ada->sign_in({.subject = "ada", .scope = "notes:read"});
    EXPECT_EQ(ada->post("/notes", hinge).status, Status::forbidden);
    // The token still says so, but the user may not any more.
    ada->sign_in({.subject = "ada", .scope = "notes:write", .user_scope = "notes:read"});
    EXPECT_EQ(ada->post("/notes", hinge).status, Status::forbidden);
    ada->sign_in({.subject = "ada", .scope = "notes:write", .is_live = false});
    EXPECT_EQ(ada->post("/notes", hinge).status, Status::unauthorized);
    ada->sign_out();
    EXPECT_EQ(ada->post("/notes", hinge).status, Status::unauthorized);
    EXPECT_EQ(ada->get("/notes/count").status, Status::unauthorized);
    EXPECT_EQ(count_of("notes"), 0);
}

TEST_F(NotesTest, are_all_removed_only_soon_after_the_sign_in) {
    added();
    ada->clock().advance(5min + 1s);
    EXPECT_THAT(ada->delete_("/notes").body, HasSubstr("Sign in again"));
    EXPECT_EQ(count_of("notes"), 1);
    ada->sign_in({.subject = "ada", .scope = "notes:write"});
    EXPECT_EQ(ada->delete_("/notes").status, Status::no_content);
    EXPECT_EQ(count_of("notes") + count_of("versions"), 0);
}

TEST_F(NotesTest, keep_what_they_were) {
    const auto note = added();
    ada->override_with<now>(noon + 60s);
    EXPECT_EQ(read<Note>(ada->put(note, lock)).version, 2);
    std::vector<std::string> titles;
    for (const auto& version : read<std::vector<Version>>(ada->get(note + "/versions")))
        titles.push_back(version.title);
    EXPECT_THAT(titles, ElementsAre("hinge", "lock"));
}

TEST_F(NotesTest, are_not_changed_where_their_version_cannot_be_kept) {
    const auto note = added();
    block_on(app.provided<db::Database>().write([](db::Transaction& changes) {
        return changes.script(
            "CREATE TRIGGER full BEFORE INSERT ON versions BEGIN SELECT RAISE(FAIL, 'full'); END");
    }));
    EXPECT_GE(ada->put(note, lock).status, Status::bad_request);
    EXPECT_EQ(read<Note>(ada->get(note)).title, "hinge");
}

TEST_F(NotesTest, come_in_pages) {
    for (int i = 0; i < 5; ++i) added();
    std::vector<std::size_t> sizes;
    std::string target = "/notes?limit=2";
    for (std::optional<Uuid> next = Uuid{}; next; target = "/notes?limit=2&after=" + next->text()) {
        const auto page = read<Page>(ada->get(target));
        sizes.push_back(page.items.size());
        next = page.next;
        if (!next) break;
    }
    EXPECT_THAT(sizes, ElementsAre(2U, 2U, 1U));
    EXPECT_EQ(ada->get("/notes?limit=101").status, Status::unprocessable_content);
    EXPECT_EQ(ada->get("/notes?after=1").status, Status::unprocessable_content);
}

}  // namespace
}  // namespace notes
