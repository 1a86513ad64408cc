#include <cardea/accounts/sign_in.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <limits>

#include <algorithm>
#include <deque>

// Under test: a session is opened for the right password of a user as it is when the session is
// written, and a stranger learns nothing from a refusal.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

AccountOptions at_rate(std::optional<Rate> rate) {
    auto options = cheap_options();
    options.login_rate = rate;
    return options;
}

TEST(SignIn, opens_a_session_and_notes_where_it_comes_from) {
    TestAccounts test;
    const auto user = test.add(ada, good_password, "notes:read notes:write");
    const auto session = test.log_in(ada).value();
    EXPECT_EQ(session.user_id, user.id);
    EXPECT_EQ(session.client_id, "cardea");
    EXPECT_EQ(session.scope, "notes:read notes:write");
    EXPECT_EQ(session.amr, "pwd");
    EXPECT_EQ(session.auth_time, Timestamp{noon});
    EXPECT_EQ(session.issued_at, noon);
    EXPECT_EQ(session.access_until, noon + 15min);
    EXPECT_TRUE(is_refresh_token(session.refresh_token.reveal()));

    struct Row {
        std::string address;
        std::string user_agent;
        TimePoint created_at;
        TimePoint last_used_at;
        TimePoint expires_at;
        TimePoint ends_by;
        TimePoint access_until;
        std::optional<TimePoint> ended_at;
    };
    const auto row = test.value<Row>(
        "SELECT address, user_agent, created_at, last_used_at, expires_at, ends_by, access_until, "
        "ended_at"
        " FROM sessions WHERE id = ?",
        session.id);
    EXPECT_EQ(row.address, "192.0.2.1");
    EXPECT_EQ(row.user_agent, "a test");
    EXPECT_EQ(row.created_at, noon);
    EXPECT_EQ(row.last_used_at, noon);
    EXPECT_EQ(row.expires_at, noon + 30 * 24h);
    EXPECT_EQ(row.ends_by, noon + 90 * 24h);
    EXPECT_EQ(row.access_until, noon + 15min);
    EXPECT_EQ(row.ended_at, std::nullopt);
}

TEST(SignIn, never_outlives_the_absolute_lifetime_where_that_is_the_shorter) {
    auto options = cheap_options();
    options.refresh_ttl = 1h;
    TestAccounts test{options};
    test.add(ada);
    const auto session = test.log_in(ada).value();
    EXPECT_EQ(test.value<TimePoint>("SELECT expires_at FROM sessions"), noon + 1h);
    EXPECT_EQ(session.access_until, noon + 15min);
}

TEST(SignIn, gives_no_access_beyond_the_end_of_the_session) {
    for (const auto lifetime : {1s, 60s, 899s, 900s, 901s}) {
        auto options = cheap_options();
        options.refresh_ttl = lifetime;
        TestAccounts test{options};
        test.add(ada);
        test.clock.advance(1h);
        const auto session = test.log_in(ada).value();
        EXPECT_EQ(session.issued_at, noon + 1h);
        EXPECT_EQ(session.access_until,
                  noon + 1h + std::min<std::chrono::seconds>(lifetime, 15min));
        EXPECT_LE(session.access_until, test.value<TimePoint>("SELECT ends_by FROM sessions"));
        EXPECT_EQ(test.value<TimePoint>("SELECT access_until FROM sessions"), session.access_until);
    }
}

TEST(SignIn, finds_the_address_trimmed_and_in_any_ascii_case_and_no_other) {
    TestAccounts test;
    test.add("Kim@Example.test");
    for (const std::string_view same :
         {"kim@example.test", "KIM@EXAMPLE.TEST", " \tKim@example.test\r\n"})
        EXPECT_TRUE(test.log_in(same)) << same;
    const std::string with_nul{"kim@example.test\0", 17};
    for (const std::string& other : {"\u212aim@example.test"s, "kim@example.test."s, "kim"s, ""s,
                                     " "s, "%"s, "' OR 1=1 --"s, with_nul, "kim@example.test\xff"s})
        EXPECT_EQ(test.log_in(other).error(), Errc::invalid_login) << other;
}

TEST(SignIn, wants_the_whole_password) {
    TestAccounts test{at_rate(std::nullopt)};
    const std::string password = std::string(80, 'x') + "the end \u00e9";
    test.add(ada, password);
    EXPECT_TRUE(test.log_in(ada, password));
    EXPECT_TRUE(test.log_in(ada, std::string(80, 'x') + "the end e\u0301"));  // another keyboard
    for (const std::string& wrong :
         {""s, password.substr(0, 72), password.substr(0, password.size() - 1), password + '\0',
          password + '\0' + "more", password + ' ', ' ' + password,
          std::string(80, 'X') + "the end \u00e9", std::string(1'000'000, 'x')})
        EXPECT_EQ(test.log_in(ada, wrong).error(), Errc::invalid_login) << wrong.size();
}

TEST(SignIn, answers_an_unknown_address_a_wrong_password_and_a_disabled_user_alike) {
    TestAccounts test{at_rate(std::nullopt)};
    test.add(ada);
    const auto disabled = test.add(bob);
    block_on(set_disabled(test.accounts, disabled.id, true));
    const auto unknown = test.log_in("nobody@example.test").error();
    for (const Error& error : {unknown, test.log_in(ada, "wrong").error(), test.log_in(bob).error(),
                               test.log_in(bob, "wrong").error()}) {
        EXPECT_EQ(error, Errc::invalid_login);
        EXPECT_EQ(error.message(), "Invalid email or password");
        EXPECT_EQ(error.challenge(), unknown.challenge());
        EXPECT_EQ(error.headers(), unknown.headers());
        EXPECT_EQ(error.retry_after(), unknown.retry_after());
        EXPECT_TRUE(error.fields().empty());
    }
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
}

TEST(SignIn, narrows_the_session_to_what_was_asked_for) {
    TestAccounts test;
    test.add(ada, good_password, "notes:read notes:write");
    const auto scope_for = [&](std::optional<std::string> wanted) {
        Credentials credentials{.email = std::string{ada},
                                .password = Secret{std::string{good_password}}};
        credentials.scope = std::move(wanted);
        return block_on(sign_in(test.accounts, std::move(credentials), Origin{})).value().scope;
    };
    EXPECT_EQ(scope_for(std::nullopt), "notes:read notes:write");
    EXPECT_EQ(scope_for("notes:write users:write"), "notes:write");
    EXPECT_EQ(scope_for("users:write"), "");
}

TEST(SignIn, stores_neither_the_refresh_token_nor_the_password) {
    TestAccounts test;
    test.add(ada);
    const auto token = test.token_of(ada);
    const auto bytes = test.bytes();
    EXPECT_THAT(bytes, HasSubstr("ada@example.test"));  // so the scan sees the rows
    EXPECT_THAT(bytes, Not(HasSubstr(token)));
    EXPECT_THAT(bytes, Not(HasSubstr(token.substr(4))));
    EXPECT_THAT(bytes, Not(HasSubstr(std::string{good_password})));
}

// Sign-ins that have read the user, and wait for the hashing pool.
struct SignInRace : testing::Test {
    using Outcome = std::optional<Result<Session>>;

    void begin(const Accounts& where, std::string_view email = ada,
               std::string_view password = good_password) {
        Credentials credentials{.email = std::string{email},
                                .password = Secret{std::string{password}}};
        auto run = [](Async<Result<Session>> work, Outcome& out) -> Async<> {
            out.emplace(co_await std::move(work));
        };
        auto& outcome = outcomes.emplace_back();
        boost::asio::co_spawn(loop, run(sign_in(where, std::move(credentials), Origin{}), outcome),
                              [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
        loop.poll();
        ASSERT_FALSE(outcome);
    }
    void finish() {
        held.release();
        loop.run();
    }
    static AccountOptions one_thread() {
        auto options = at_rate(std::nullopt);
        options.hashing_threads = 1;
        return options;
    }
    std::string stored_hash() { return test.value<std::string>("SELECT password_hash FROM users"); }

    TestAccounts test{one_thread()};
    Accounts other{*test.database, cheap_options(), test.clock};  // hashes on threads of its own
    User user = test.add(ada);
    HeldPool held{test.accounts.hashing()};
    boost::asio::io_context loop{1};
    std::deque<Outcome> outcomes;
};

TEST_F(SignInRace, leaves_no_session_where_the_password_changes_between_check_and_write) {
    begin(test.accounts);
    EXPECT_TRUE(block_on(set_password(other, user.id, Secret{"another good password"s})));
    finish();
    EXPECT_EQ(outcomes[0].value().error(), Errc::invalid_login);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
}

TEST_F(SignInRace, leaves_no_session_where_the_same_password_is_set_anew) {
    // Whoever sets a password ends all that the old hash opened; the one who waits is checked anew.
    begin(test.accounts, ada, "wrong");
    EXPECT_TRUE(block_on(set_password(other, user.id, Secret{"wrong"s})));
    finish();
    EXPECT_EQ(outcomes[0].value().error(), Errc::invalid_login);
}

TEST_F(SignInRace, leaves_no_session_where_the_user_is_disabled_between_check_and_write) {
    begin(test.accounts);
    EXPECT_TRUE(block_on(set_disabled(other, user.id, true)));
    finish();
    EXPECT_EQ(outcomes[0].value().error(), Errc::invalid_login);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
}

TEST_F(SignInRace, leaves_no_session_where_the_user_is_deleted_between_check_and_write) {
    begin(test.accounts);
    EXPECT_TRUE(block_on(delete_user(other, user.id)));
    finish();
    EXPECT_EQ(outcomes[0].value().error(), Errc::invalid_login);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
}

TEST_F(SignInRace, gives_the_scope_that_the_user_has_when_the_session_is_written) {
    begin(test.accounts);
    EXPECT_TRUE(block_on(set_scope(other, user.id, "notes:read")));
    finish();
    EXPECT_EQ(outcomes[0].value().value().scope, "notes:read");
}

struct DearerRace : SignInRace {
    static AccountOptions dearer() {
        auto options = one_thread();
        options.password_cost = {.memory_kib = 16, .passes = 1};
        return options;
    }

    Accounts dear{*test.database, dearer(), test.clock};
    HeldPool dear_held{dear.hashing()};
};

TEST_F(DearerRace, does_not_undo_a_password_change_with_a_rehash) {
    begin(dear);
    EXPECT_TRUE(block_on(set_password(other, user.id, Secret{"another good password"s})));
    const auto changed = stored_hash();
    dear_held.release();
    finish();
    EXPECT_EQ(outcomes[0].value().error(), Errc::invalid_login);
    EXPECT_EQ(stored_hash(), changed);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
    held.release();
    EXPECT_TRUE(test.log_in(ada, "another good password"));
}

TEST_F(DearerRace, lets_all_in_who_sign_in_at_once_while_the_hash_is_made_anew) {
    for (int i = 0; i < 5; ++i) begin(dear);
    dear_held.release();
    finish();
    for (const auto& outcome : outcomes) EXPECT_TRUE(outcome.value());
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 5);
}

TEST(SignIn, hashes_anew_when_the_cost_has_changed_and_only_for_the_right_password) {
    TestAccounts test;
    test.add(ada);
    auto options = cheap_options();
    options.password_cost = {.memory_kib = 16, .passes = 2};
    const Accounts dearer{*test.database, options, test.clock};
    const auto stored = [&] { return test.value<std::string>("SELECT password_hash FROM users"); };

    const auto before = stored();
    EXPECT_THAT(before, HasSubstr("m=8,t=1"));
    EXPECT_FALSE(TestAccounts::log_in(dearer, ada, "wrong"));
    EXPECT_EQ(stored(), before);
    EXPECT_TRUE(TestAccounts::log_in(dearer, ada));
    const auto after = stored();
    EXPECT_THAT(after, HasSubstr("m=16,t=2"));
    EXPECT_TRUE(TestAccounts::log_in(dearer, ada));
    EXPECT_EQ(stored(), after);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions WHERE ended_at IS NULL"),
              2);  // none is ended by it
}

TEST(SignIn, takes_no_longer_for_the_right_password_of_a_disabled_user) {
    TestAccounts test{at_rate(std::nullopt)};
    block_on(set_disabled(test.accounts, test.add(ada).id, true));
    auto options = at_rate(std::nullopt);
    options.password_cost = {.memory_kib = 16 * 1024, .passes = 4};
    const Accounts dearer{*test.database, options, test.clock};
    // Processor time, which other programs do not lengthen; the least of several.
    const auto work_of = [&](std::string_view password) {
        auto least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 5; ++i) {
            const auto start = std::clock();
            EXPECT_FALSE(TestAccounts::log_in(dearer, ada, password));
            least = std::min(least, std::clock() - start);
        }
        return static_cast<double>(least);
    };
    EXPECT_LT(work_of(good_password), 1.5 * work_of("wrong"));  // no hash is made anew
}

TEST(SignIn, refuses_a_stored_hash_that_would_cost_the_machine_its_memory) {
    TestAccounts test;
    test.add(ada);
    for (const char* sql :
         {"UPDATE users SET password_hash = '$argon2id$v=19$m=4294967295,t=1,p=1$"
          "c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
          "UPDATE users SET password_hash = ''", "UPDATE users SET password_hash = 'plain'"}) {
        test.run(sql);
        EXPECT_EQ(test.log_in(ada).error(), Errc::invalid_login);
        EXPECT_EQ(test.log_in(ada, "").error(), Errc::invalid_login);
        EXPECT_EQ(test.log_in(ada, "plain").error(), Errc::invalid_login);
    }
}

TEST(SignIn, ends_the_oldest_session_of_a_hundred_and_one) {
    TestAccounts test{at_rate(std::nullopt)};
    test.add(ada);
    test.add(bob);
    const auto untouched = test.token_of(bob);
    std::vector<std::string> tokens;
    for (int i = 0; i < 101; ++i) {
        tokens.push_back(test.token_of(ada));
        test.clock.advance(1s);
    }
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions WHERE ended_at IS NULL"),
              101);  // bob's is one
    EXPECT_EQ(test.rotate(tokens[0]).error(), Errc::invalid_token);
    for (std::size_t i = 1; i < tokens.size(); ++i) EXPECT_TRUE(test.rotate(tokens[i])) << i;
    EXPECT_TRUE(test.rotate(untouched));
}

TEST(SignIn, counts_only_sessions_that_live) {
    auto options = at_rate(std::nullopt);
    options.sessions_max = 2;
    TestAccounts test{options};
    const auto user = test.add(ada);
    const auto first = test.token_of(ada);
    for (int i = 0; i < 5; ++i) {
        test.clock.advance(1s);
        const auto session = test.log_in(ada).value();
        test.run("UPDATE sessions SET ended_at = 1 WHERE id = '" + session.id.text() + "'");
    }
    EXPECT_TRUE(test.rotate(first));
}

TEST(SignIn, counts_no_session_that_has_expired) {
    auto options = at_rate(std::nullopt);
    options.sessions_max = 2;
    TestAccounts test{options};
    test.add(ada);
    const auto oldest = test.log_in(ada).value();
    test.clock.advance(24h);
    const auto idle = test.log_in(ada).value();
    test.clock.advance(28 * 24h);
    EXPECT_TRUE(test.rotate(oldest.refresh_token.reveal()));
    test.clock.advance(2 * 24h);  // nobody used the other one for thirty days
    EXPECT_EQ(test.rotate(idle.refresh_token.reveal()).error(), Errc::invalid_token);
    const auto second = test.log_in(ada).value();
    EXPECT_TRUE(test.lives(oldest));
    EXPECT_TRUE(test.lives(second));
    EXPECT_TRUE(test.lives(idle));  // is left to the sweep: there is nothing to revoke
    test.clock.advance(1s);
    const auto third = test.log_in(ada).value();
    EXPECT_FALSE(test.lives(oldest));  // too many that do live
    EXPECT_TRUE(test.lives(second));
    EXPECT_TRUE(test.lives(third));
}

TEST(SignIn, is_throttled_by_account_and_address_the_right_password_too) {
    TestAccounts test{at_rate(Rate{3, 60s})};
    test.add(ada);
    test.add(bob);
    for (const std::string_view alias :
         {"ada@example.test", "ADA@example.test", " ada@example.test "})
        EXPECT_EQ(test.log_in(alias, "wrong").error(), Errc::invalid_login);
    const auto refused = test.log_in(ada);
    EXPECT_EQ(refused.error(), Errc::throttled);
    EXPECT_EQ(refused.error().retry_after(), 20s);
    EXPECT_TRUE(test.log_in(ada, good_password, "192.0.2.2"));
    EXPECT_TRUE(test.log_in(bob));
    test.clock.advance(20s);
    EXPECT_TRUE(test.log_in(ada));
}

TEST(SignIn, throttles_an_address_that_nobody_has_as_one_that_somebody_has) {
    TestAccounts test{at_rate(Rate{2, 60s})};
    EXPECT_EQ(test.log_in("nobody@example.test").error(), Errc::invalid_login);
    EXPECT_EQ(test.log_in("nobody@example.test").error(), Errc::invalid_login);
    EXPECT_EQ(test.log_in("nobody@example.test").error(), Errc::throttled);
}

TEST(SignIn, does_not_hold_right_passwords_against_anybody) {
    TestAccounts test{at_rate(Rate{3, 60s})};
    test.add(ada);
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(test.log_in(ada));
    EXPECT_FALSE(test.log_in(ada, "wrong"));
    EXPECT_FALSE(test.log_in(ada, "wrong"));
    EXPECT_TRUE(test.log_in(ada));  // forgives itself, and not the wrong ones
    EXPECT_FALSE(test.log_in(ada, "wrong"));
    EXPECT_EQ(test.log_in(ada).error(), Errc::throttled);
}

TEST(SignIn, lets_no_more_guesses_through_when_they_come_at_once) {
    TestAccounts test{at_rate(Rate{10, 60s})};
    test.add(ada);
    const auto outcomes =
        at_once(50, [&](std::size_t i) { return test.log_in(ada, "guess " + std::to_string(i)); });
    int guessed = 0;
    for (const auto& outcome : outcomes) {
        ASSERT_FALSE(outcome);
        guessed += outcome.error() == Errc::invalid_login ? 1 : 0;
        if (outcome.error() != Errc::invalid_login) {
            EXPECT_EQ(outcome.error(), Errc::throttled);
        }
    }
    EXPECT_EQ(guessed, 10);
}

TEST(SignIn, sheds_load_where_the_hashing_pool_is_full_and_does_not_count_that) {
    auto options = at_rate(Rate{1, 60s});
    options.hashing_threads = 1;
    options.hashing_places = 0;
    TestAccounts test{options};
    const Accounts other{*test.database, cheap_options(), test.clock};
    NewUser user{.email = email_of(ada), .password = Secret{std::string{good_password}}};
    EXPECT_TRUE(block_on(add_user(other, std::move(user))));

    HeldPool held{test.accounts.hashing()};
    for (int i = 0; i < 25; ++i) {  // ten of a network would be too many too
        EXPECT_EQ(test.log_in(ada).error(), cardea::Errc::exhausted);
        EXPECT_EQ(test.log_in("nobody@example.test").error(), cardea::Errc::exhausted);
    }
    held.release();
    auto outcome = test.log_in(ada);
    while (!outcome && outcome.error() == cardea::Errc::exhausted) outcome = test.log_in(ada);
    EXPECT_TRUE(outcome);
}

}  // namespace
}  // namespace cardea::accounts
