#include <cardea/accounts/administration.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: what an operator does to a user happens to that user, wholly, and to no other.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

struct AdministrationTest : testing::Test {
    std::optional<User> found(std::string_view who) {
        return block_on(find_by_name(test.accounts, who));
    }
    int living(const User& whose) {
        return test.value<int>(
            "SELECT count(*) FROM sessions WHERE user_id = ? AND ended_at IS NULL", whose.id);
    }

    TestAccounts test;
    User user = test.add(ada, good_password, "notes:read");
    User other = test.add(bob);
    Uuid nobody = make_id();
};

TEST_F(AdministrationTest, lists_all_users_the_oldest_first) {
    const auto third = test.add("a-third@example.test");
    std::vector<std::string> emails;
    for (const auto& each : block_on(list_users(test.accounts))) emails.push_back(each.email);
    EXPECT_THAT(emails, testing::UnorderedElementsAre(ada, bob, third.email));
    const auto list = block_on(list_users(test.accounts));
    EXPECT_TRUE(std::is_sorted(list.begin(), list.end(),
                               [](const User& a, const User& b) { return a.id < b.id; }));
}

TEST_F(AdministrationTest, finds_a_user_by_id_or_address_in_any_case) {
    auto capitals = user.id.text();
    for (char& c : capitals) c = static_cast<char>(std::toupper(c));
    for (const auto& who : {user.id.text(), capitals, "ada@example.test"s, " ADA@Example.Test "s}) {
        ASSERT_TRUE(found(who)) << who;
        EXPECT_EQ(found(who)->id, user.id);
    }
    for (const auto& who :
         {""s, "ada"s, "ada%"s, "%"s, nobody.text(), user.id.text().substr(0, 8), "' OR ''='"s})
        EXPECT_FALSE(found(who)) << who;
}

TEST_F(AdministrationTest, ends_every_session_of_whom_it_disables_and_brings_none_back) {
    const auto token = test.token_of(ada);
    test.token_of(ada);
    const auto of_other = test.token_of(bob);
    test.clock.advance(1h);
    const auto disabled = block_on(set_disabled(test.accounts, user.id, true)).value();
    EXPECT_TRUE(disabled.disabled);
    EXPECT_EQ(disabled.updated_at, Timestamp{noon + 1h});
    EXPECT_EQ(living(user), 0);
    EXPECT_EQ(living(other), 1);
    EXPECT_EQ(test.log_in(ada).error(), Errc::invalid_login);
    EXPECT_FALSE(block_on(set_disabled(test.accounts, user.id, false)).value().disabled);
    EXPECT_EQ(living(user), 0);
    EXPECT_EQ(test.rotate(token).error(), Errc::invalid_token);
    EXPECT_TRUE(test.rotate(of_other));
    EXPECT_TRUE(test.log_in(ada));
}

TEST_F(AdministrationTest, spares_the_sessions_of_whom_it_enables) {
    const auto token = test.token_of(ada);
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, false)));
    EXPECT_TRUE(test.rotate(token));
}

TEST_F(AdministrationTest, replaces_a_scope) {
    test.clock.advance(1h);
    const auto changed =
        block_on(set_scope(test.accounts, user.id, "users:read users:write")).value();
    EXPECT_EQ(changed.scope, "users:read users:write");
    EXPECT_EQ(changed.updated_at, Timestamp{noon + 1h});
    EXPECT_EQ(found(bob)->scope, "");
    EXPECT_EQ(block_on(set_scope(test.accounts, user.id, "")).value().scope, "");
}

TEST_F(AdministrationTest, replaces_a_password_and_ends_every_session) {
    const auto token = test.token_of(ada);
    const auto of_other = test.token_of(bob);
    EXPECT_TRUE(
        block_on(set_password(test.accounts, user.id, Secret{"another cafe\u0301 password"s})));
    EXPECT_EQ(test.log_in(ada).error(), Errc::invalid_login);
    EXPECT_EQ(test.rotate(token).error(), Errc::invalid_token);
    EXPECT_TRUE(test.rotate(of_other));
    EXPECT_TRUE(test.log_in(bob));
    EXPECT_TRUE(test.log_in(ada, "another caf\u00e9 password"));
    EXPECT_THAT(test.bytes(), testing::Not(testing::HasSubstr("another caf")));
}

TEST_F(AdministrationTest, says_so_where_there_is_no_such_user) {
    EXPECT_FALSE(block_on(set_disabled(test.accounts, nobody, true)));
    EXPECT_FALSE(block_on(set_scope(test.accounts, nobody, "users:write")));
    EXPECT_EQ(block_on(set_password(test.accounts, nobody, Secret{"another password"s})).error(),
              Errc::user_not_found);
    EXPECT_FALSE(block_on(delete_user(test.accounts, nobody)));
    EXPECT_EQ(test.value<int>(
                  "SELECT count(*) FROM users WHERE disabled = 0 AND scope IN ('', 'notes:read')"),
              2);
}

TEST_F(AdministrationTest, changes_no_password_where_the_hashing_pool_is_full) {
    auto options = cheap_options();
    options.hashing_threads = 1;
    options.hashing_places = 0;
    const Accounts small{*test.database, options, test.clock};
    const auto token = test.token_of(ada);
    const HeldPool held{small.hashing()};
    EXPECT_EQ(block_on(set_password(small, user.id, Secret{"another password"s})).error(),
              cardea::Errc::exhausted);
    EXPECT_TRUE(test.rotate(token));
    EXPECT_TRUE(test.log_in(ada));
}

TEST_F(AdministrationTest, leaves_nothing_of_a_user_whom_it_deletes) {
    const auto token = test.token_of(ada);
    EXPECT_TRUE(test.rotate(token));
    const auto of_other = test.token_of(bob);
    EXPECT_TRUE(block_on(delete_user(test.accounts, user.id)));
    EXPECT_FALSE(block_on(delete_user(test.accounts, user.id)));
    EXPECT_FALSE(found(ada));
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 1);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM refresh_tokens"), 1);
    EXPECT_EQ(test.log_in(ada).error(), Errc::invalid_login);
    EXPECT_TRUE(test.rotate(of_other));
    EXPECT_NE(test.add(ada).id, user.id);
    EXPECT_EQ(test.rotate(token).error(), Errc::invalid_token);
}

struct ChangeUserTest : AdministrationTest {
    Result<User> change(UserChange wanted, std::string held = "users:write") {
        const Administrator by{.id = other.id, .session = session.id, .scope = std::move(held)};
        return block_on(change_user(test.accounts, by, user.id, std::move(wanted)));
    }
    static Patch<ScopeText, Null::refused> to(std::string_view scope) {
        return Patch<ScopeText, Null::refused>{std::get<ScopeText>(ScopeText::read(scope))};
    }
    void SetUp() override {
        EXPECT_TRUE(block_on(set_scope(test.accounts, other.id, "users:write")));
    }
    Session session = test.log_in(bob).value();
};

TEST_F(ChangeUserTest, changes_nothing_by_an_administrator_who_is_gone_meanwhile) {
    EXPECT_TRUE(block_on(set_scope(test.accounts, other.id, "")));
    EXPECT_EQ(change({.scope = to("")}).error(), Errc::scope_not_held) << "the token says more";
    SetUp();
    EXPECT_TRUE(block_on(end_sessions_of(test.accounts, other.id)));
    EXPECT_EQ(change({.scope = to("")}).error(), Errc::invalid_token);
    EXPECT_EQ(found(ada)->scope, "notes:read");
}

TEST_F(ChangeUserTest, changes_all_that_is_there_and_leaves_the_rest) {
    UserChange wanted{.scope = to("notes:read users:write")};
    wanted.name = Patch{std::get<Text<1, 200>>(Text<1, 200>::read("Ada"))};
    wanted.disabled = Patch<bool, Null::refused>{true};
    const auto changed = change(std::move(wanted)).value();
    EXPECT_EQ(changed.name, "Ada");
    EXPECT_TRUE(changed.disabled);
    EXPECT_EQ(changed.scope, "notes:read users:write");
    const auto same = change({}).value();
    EXPECT_EQ(same.name, "Ada");
    EXPECT_TRUE(same.disabled);
    UserChange cleared;
    cleared.name = Patch<Text<1, 200>>::null();
    EXPECT_EQ(change(std::move(cleared)).value().name, std::nullopt);
}

TEST_F(ChangeUserTest, grants_no_scope_that_is_not_the_administrators_and_then_changes_nothing) {
    UserChange wanted{.scope = to("notes:read billing:write users:write")};
    wanted.name = Patch{std::get<Text<1, 200>>(Text<1, 200>::read("Eve"))};
    const auto refused = change(std::move(wanted));
    EXPECT_EQ(refused.error(), Errc::scope_not_held);
    EXPECT_THAT(std::string{refused.error().challenge()},
                testing::HasSubstr(R"(scope="billing:write")"));
    EXPECT_EQ(found(ada)->scope, "notes:read");
    EXPECT_EQ(found(ada)->name, std::nullopt);
    EXPECT_EQ(change({.scope = to("x")}, "users:write").error(), Errc::scope_not_held);
}

TEST_F(ChangeUserTest, lets_stay_what_the_user_has_and_takes_what_is_left_out) {
    EXPECT_EQ(change({.scope = to("notes:read users:write")}).value().scope,
              "notes:read users:write");
    EXPECT_EQ(change({.scope = to("")}).value().scope, "");
    EXPECT_EQ(change({.scope = to("notes:read")}).error(), Errc::scope_not_held)
        << "what was taken is a grant again";
}

TEST_F(ChangeUserTest, finds_nobody_who_is_not_there) {
    const Administrator by{.id = other.id, .session = session.id, .scope = "users:write"};
    EXPECT_EQ(block_on(change_user(test.accounts, by, nobody, {})).error(), Errc::user_not_found);
    EXPECT_FALSE(block_on(end_sessions_of(test.accounts, nobody, other.id)));
}

TEST_F(AdministrationTest, ends_every_session_of_a_user_and_leaves_the_user) {
    test.token_of(ada);
    const auto of_other = test.token_of(bob);
    EXPECT_TRUE(block_on(end_sessions_of(test.accounts, user.id, other.id)));
    EXPECT_EQ(living(user), 0);
    EXPECT_TRUE(test.rotate(of_other));
    EXPECT_TRUE(test.log_in(ada));
}

TEST_F(AdministrationTest, lists_users_a_page_at_a_time_each_once) {
    for (int i = 0; i < 5; ++i) test.add("user" + std::to_string(i) + "@example.test");
    for (const std::size_t limit : {1U, 2U, 6U, 7U, 8U}) {
        std::vector<Uuid> ids;
        PageRequest request{.limit = limit};
        while (true) {
            const auto page = block_on(list_users(*test.database, request));
            for (const auto& each : page.items) ids.push_back(each.id);
            if (!page.next_cursor) break;
            request.after = std::get<Uuid>(Uuid::read(*page.next_cursor));
        }
        EXPECT_EQ(ids.size(), 7U) << limit;
        EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    }
}

}  // namespace
}  // namespace cardea::accounts
