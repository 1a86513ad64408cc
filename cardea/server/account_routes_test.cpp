// Under test: accounts inside an app of one's own: its guards believe the tokens, and no longer than
// their sessions live.
#include <cardea/server/account_routes.hpp>

#include <cardea/app/app.hpp>
#include <cardea/db/database.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

#include <stdlib.h>

namespace cardea {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Pair {
    std::string access_token;
    std::string token_type;
    int expires_in;
    std::string refresh_token;
    std::string scope;
};

/// A folder that goes with its end.
class EmbeddedFolder {
public:
    EmbeddedFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "cardea-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no folder"};
        path_ = name;
    }
    ~EmbeddedFolder() { std::filesystem::remove_all(path_); }
    EmbeddedFolder(const EmbeddedFolder&) = delete;
    EmbeddedFolder& operator=(const EmbeddedFolder&) = delete;
    [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

struct AccountRoutesTest : testing::Test {
    EmbeddedFolder folder;

    AccountRoutesOptions options(const char* database = "notes.db") {
        return {.database = folder.file(database),
                .issuer = "https://notes.test",
                .registration_scope = "notes:read",
                .settings = {{"passwords.memory", "8KiB"},
                             {"passwords.passes", "1"},
                             {"tokens.access_ttl", "5m"}}};
    }
    /// An app with the account routes and guarded ones of its own.
    std::unique_ptr<App> app_with(AccountRoutesOptions accounts) {
        auto app = std::make_unique<App>();
        app->include(account_routes(std::move(accounts)));
        app->get("/notes",
                 [](Guard<scope<"notes:read">> who) { return std::string{who.subject()}; });
        app->post("/notes", [](Guard<scope<"notes:write">&& live_user>) {});
        app->get("/tables", [](Public, State<db::Database> database) -> Async<Result<>> {
            co_return co_await database->ping();
        });
        return app;
    }
    static constexpr auto credentials =
        R"({"email":"ada@example.com","password":"violet otter canyon"})";
    static Pair log_in(TestClient& client) {
        const auto answer = client.post("/auth/login", credentials);
        EXPECT_EQ(answer.status, Status::ok) << answer.body;
        return schema::read_json<Pair>(answer.body, "body", 4).value();
    }
    static Response notes(TestClient& client, const Pair& pair) {
        return client.get("/notes", {{"Authorization", "Bearer " + pair.access_token}});
    }
};

TEST_F(AccountRoutesTest, let_the_apps_own_guards_believe_their_tokens_until_the_logout) {
    const auto app = app_with(options());
    TestClient client{*app};
    EXPECT_EQ(client.get("/notes").status, Status::unauthorized);
    EXPECT_EQ(client.get("/tables").status, Status::no_content) << "the database is the app's, too";
    ASSERT_EQ(client.post("/auth/register", credentials).status, Status::created);
    const auto pair = log_in(client);
    const auto other = log_in(client);
    EXPECT_EQ(pair.scope, "notes:read");
    EXPECT_EQ(pair.expires_in, 300);
    EXPECT_EQ(notes(client, pair).status, Status::ok);
    const std::string bearer = "Bearer " + pair.access_token;
    EXPECT_EQ(client.post("/notes", "", {{"Authorization", bearer}}).status, Status::forbidden);
    EXPECT_EQ(client.send(Method::post, "/auth/logout", "", {{"Authorization", bearer}}).status,
              Status::no_content);
    const auto refused = notes(client, pair);
    EXPECT_EQ(refused.status, Status::unauthorized);
    EXPECT_THAT(refused.body, HasSubstr("Invalid token"));
    EXPECT_EQ(notes(client, other).status, Status::ok) << "another session goes on";
    EXPECT_EQ(client.get("/users/me", {{"Authorization", "Bearer " + other.access_token}}).status,
              Status::ok);
}

TEST_F(AccountRoutesTest, stand_in_one_document_and_table_with_the_apps_routes) {
    const auto app = app_with(options());
    EXPECT_THAT(app->openapi(), AllOf(HasSubstr("\"/auth/login\""), HasSubstr("\"/notes\"")));
    EXPECT_THAT(table_of(app->routes()),
                AllOf(HasSubstr("Guard<authenticated> via signed_in_user\n"),
                      HasSubstr(R"(Guard<scope<"notes:write"> && live_user>)")));
}

TEST_F(AccountRoutesTest, of_two_apps_believe_each_its_own) {
    const auto one = app_with(options("one.db"));
    const auto other = app_with(options("two.db"));
    TestClient client{*one};
    TestClient stranger{*other};
    ASSERT_EQ(client.post("/auth/register", credentials).status, Status::created);
    const auto pair = log_in(client);
    EXPECT_EQ(notes(client, pair).status, Status::ok);
    EXPECT_EQ(stranger.post("/auth/login", credentials).status, Status::unauthorized);
    EXPECT_EQ(notes(stranger, pair).status, Status::unauthorized);
}

TEST_F(AccountRoutesTest, keep_accounts_and_keys_beyond_the_app) {
    Pair pair;
    {
        const auto app = app_with(options());
        TestClient client{*app};
        ASSERT_EQ(client.post("/auth/register", credentials).status, Status::created);
        pair = log_in(client);
    }
    EXPECT_TRUE(std::filesystem::exists(folder.file("cardea.key")));
    const auto app = app_with(options());
    TestClient client{*app};
    EXPECT_EQ(notes(client, pair).status, Status::ok);
}

TEST_F(AccountRoutesTest, need_not_be_included) { (void)account_routes(options()); }

TEST_F(AccountRoutesTest, refuse_settings_that_are_none_or_would_change_nothing) {
    const auto refusal = [&](const char* name, const char* value) -> std::string {
        auto given = options();
        given.settings.insert_or_assign(name, value);
        try {
            (void)account_routes(std::move(given));
        } catch (const server::SettingError& error) {
            return error.what();
        }
        return "none";
    };
    EXPECT_THAT(refusal("tokens.acces_ttl", "5m"), HasSubstr("unknown setting"));
    EXPECT_THAT(refusal("tokens.access_ttl", "99d"), HasSubstr("tokens.access_ttl: "));
    EXPECT_THAT(refusal("server.listen", "127.0.0.1:1"), HasSubstr("the app's own affair"));
    EXPECT_THAT(refusal("cors.origins", "https://a.test"), HasSubstr("the app's own affair"));
    EXPECT_THAT(refusal("database.url", "x.db"), HasSubstr("AccountRoutesOptions"));
    auto nowhere = options();
    nowhere.issuer = "notes.test";
    EXPECT_THROW((void)account_routes(std::move(nowhere)), server::SettingError);
    EXPECT_FALSE(std::filesystem::exists(folder.file("notes.db"))) << "nothing was opened";
}

TEST_F(AccountRoutesTest, refuse_a_database_that_cannot_be_opened) {
    auto nowhere = options();
    nowhere.database = folder.file("no/such/folder.db");
    EXPECT_THROW((void)account_routes(std::move(nowhere)), std::runtime_error);
}

}  // namespace
}  // namespace cardea
