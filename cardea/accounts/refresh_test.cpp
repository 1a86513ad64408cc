#include <cardea/accounts/refresh.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: a refresh token has one successor, whoever asks and however often; and a session that
// has ended has none.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

struct RefreshTest : testing::Test {
    static AccountOptions unthrottled() {
        auto options = cheap_options();
        options.login_rate.reset();
        return options;
    }
    // What a refused token looks like, whatever the reason.
    void expect_refused(const Result<std::string>& outcome) {
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error(), Errc::invalid_token);
        EXPECT_EQ(outcome.error().message(), "Invalid token");
        EXPECT_EQ(outcome.error().challenge(), R"(Bearer realm="cardea", error="invalid_token")");
    }
    int unused_tokens() {
        return test.value<int>("SELECT count(*) FROM refresh_tokens WHERE used_at IS NULL");
    }

    TestAccounts test{unthrottled()};
    User user = test.add(ada, good_password, "notes:read notes:write");
};

TEST_F(RefreshTest, carries_the_session_on) {
    const auto session = test.log_in(ada).value();
    test.clock.advance(1h);
    const auto next = block_on(refresh(test.accounts, session.refresh_token.copy())).value();
    EXPECT_EQ(next.id, session.id);
    EXPECT_EQ(next.user_id, user.id);
    EXPECT_EQ(next.client_id, "cardea");
    EXPECT_EQ(next.scope, "notes:read notes:write");
    EXPECT_EQ(next.amr, "pwd");
    EXPECT_EQ(next.auth_time, Timestamp{noon});  // of the sign-in, not of the refresh
    EXPECT_EQ(next.issued_at, noon + 1h);
    EXPECT_EQ(next.access_until, noon + 1h + 15min);
    EXPECT_NE(next.refresh_token.reveal(), session.refresh_token.reveal());
    EXPECT_TRUE(is_refresh_token(next.refresh_token.reveal()));
    EXPECT_EQ(test.value<TimePoint>("SELECT last_used_at FROM sessions"), noon + 1h);
    EXPECT_EQ(test.value<TimePoint>("SELECT access_until FROM sessions"), noon + 1h + 15min);
    EXPECT_TRUE(test.rotate(next.refresh_token.reveal()));
}

TEST_F(RefreshTest, gives_one_successor_to_all_who_ask_at_once) {
    const auto another = db::open(test.path);  // as of another process
    const Accounts elsewhere{*another, unthrottled(), test.clock};
    auto token = test.token_of(ada);
    for (int round = 0; round < 5; ++round) {
        const auto successors = at_once(16, [&](std::size_t i) {
            return TestAccounts::rotate(i % 2 == 0 ? test.accounts : elsewhere, token);
        });
        for (const auto& successor : successors) {
            ASSERT_TRUE(successor);
            EXPECT_EQ(*successor, *successors[0]);
        }
        EXPECT_NE(*successors[0], token);
        EXPECT_EQ(unused_tokens(), 1);
        token = *successors[0];
    }
}

TEST_F(RefreshTest, gives_a_retry_within_the_grace_time_the_same_successor) {
    const auto token = test.token_of(ada);
    const auto successor = test.rotate(token).value();
    EXPECT_EQ(test.rotate(token).value(), successor);
    test.clock.advance(10s);
    EXPECT_EQ(test.rotate(token).value(), successor);
    EXPECT_EQ(unused_tokens(), 1);
    EXPECT_TRUE(test.rotate(successor));
}

TEST_F(RefreshTest, gives_a_retry_the_same_successor_even_when_that_has_been_used) {
    const auto token = test.token_of(ada);
    const auto successor = test.rotate(token).value();
    const auto third = test.rotate(successor).value();
    EXPECT_EQ(test.rotate(token).value(), successor);
    EXPECT_EQ(test.rotate(successor).value(), third);
    EXPECT_EQ(unused_tokens(), 1);
}

TEST_F(RefreshTest, ends_the_session_and_only_that_when_a_token_is_used_after_the_grace_time) {
    const auto token = test.token_of(ada);
    const auto of_another_session = test.token_of(ada);
    test.add(bob);
    const auto of_another_user = test.token_of(bob);
    const auto successor = test.rotate(token).value();
    test.clock.advance(11s);
    expect_refused(test.rotate(token));
    expect_refused(test.rotate(successor));
    expect_refused(test.rotate(token));
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL"), 1);
    EXPECT_EQ(test.value<TimePoint>("SELECT ended_at FROM sessions WHERE ended_at IS NOT NULL"),
              noon + 11s);
    EXPECT_TRUE(test.rotate(of_another_session));
    EXPECT_TRUE(test.rotate(of_another_user));
}

TEST_F(RefreshTest, counts_the_grace_time_from_the_first_use_and_not_from_the_last_retry) {
    const auto token = test.token_of(ada);
    EXPECT_TRUE(test.rotate(token));
    test.clock.advance(6s);
    EXPECT_TRUE(test.rotate(token));
    test.clock.advance(5s);
    expect_refused(test.rotate(token));
}

TEST_F(RefreshTest, ends_the_session_when_an_ancestor_turns_up) {
    const auto stolen = test.token_of(ada);
    auto token = test.rotate(stolen).value();
    for (int i = 0; i < 5; ++i) {
        test.clock.advance(1min);
        token = test.rotate(token).value();
    }
    expect_refused(test.rotate(stolen));
    expect_refused(test.rotate(token));
}

TEST_F(RefreshTest, takes_every_reuse_for_theft_where_there_is_no_grace_time) {
    auto options = unthrottled();
    options.refresh_grace = 0s;
    const Accounts strict{*test.database, options, test.clock};
    const auto token = test.token_of(ada);
    const auto successor = TestAccounts::rotate(strict, token).value();
    expect_refused(TestAccounts::rotate(strict, token));
    expect_refused(TestAccounts::rotate(strict, successor));
}

TEST_F(RefreshTest, gives_nothing_after_logout_even_within_the_grace_time) {
    const auto token = test.token_of(ada);
    const auto successor = test.rotate(token).value();
    block_on(sign_out(test.accounts, Secret{std::string{successor}}));
    expect_refused(test.rotate(token));
    expect_refused(test.rotate(successor));
}

TEST_F(RefreshTest, gives_nothing_after_a_logout_that_raced_with_it) {
    for (int round = 0; round < 10; ++round) {
        const auto session = test.log_in(ada).value();
        const auto first = session.refresh_token.reveal();
        const auto last_tokens = at_once(4, [&](std::size_t i) {
            auto token = first;
            if (i == 0) block_on(sign_out(test.accounts, session.id, user.id));
            for (int step = 0; i != 0 && step < 5; ++step) {
                const auto next = test.rotate(token);
                if (next) token = *next;
            }
            return token;
        });
        for (const auto& token : last_tokens) expect_refused(test.rotate(token));
    }
}

TEST_F(RefreshTest, gives_nothing_to_a_user_who_was_disabled_even_once_enabled_again) {
    const auto token = test.token_of(ada);
    const auto successor = test.rotate(token).value();
    block_on(set_disabled(test.accounts, user.id, true));
    expect_refused(test.rotate(token));
    expect_refused(test.rotate(successor));
    block_on(set_disabled(test.accounts, user.id, false));
    expect_refused(test.rotate(token));
    expect_refused(test.rotate(successor));
}

TEST_F(RefreshTest, gives_nothing_to_a_disabled_user_whose_session_was_left_alive) {
    const auto token = test.token_of(ada);
    test.run("UPDATE users SET disabled = 1");
    expect_refused(test.rotate(token));
}

TEST_F(RefreshTest, gives_nothing_after_a_password_change_or_a_deletion) {
    const auto token = test.token_of(ada);
    EXPECT_TRUE(block_on(set_password(test.accounts, user.id, Secret{"another good password"s})));
    expect_refused(test.rotate(token));
    const auto later = test.log_in(ada, "another good password").value().refresh_token.reveal();
    EXPECT_TRUE(block_on(delete_user(test.accounts, user.id)));
    expect_refused(test.rotate(later));
}

TEST_F(RefreshTest, ends_with_the_idle_lifetime) {
    const auto kept = test.token_of(ada);
    const auto idle = test.token_of(ada);
    test.clock.advance(30 * 24h - 1s);
    EXPECT_TRUE(test.rotate(kept));
    test.clock.advance(1s);
    expect_refused(test.rotate(idle));
}

TEST_F(RefreshTest, begins_the_idle_lifetime_anew_each_time) {
    auto token = test.token_of(ada);
    test.clock.advance(29 * 24h);
    token = test.rotate(token).value();
    test.clock.advance(30 * 24h - 1s);
    EXPECT_TRUE(test.rotate(token));
}

TEST_F(RefreshTest, ends_with_the_absolute_lifetime_however_busy_the_session) {
    auto token = test.token_of(ada);
    for (int month = 0; month < 3; ++month) {
        test.clock.advance(29 * 24h);
        token = test.rotate(token).value();
    }
    test.clock.advance(3 * 24h - 1s);
    token = test.rotate(token).value();
    test.clock.advance(1s);
    expect_refused(test.rotate(token));  // within its grace time, too
}

TEST_F(RefreshTest, gives_no_access_beyond_the_absolute_end_of_the_session) {
    auto token = test.token_of(ada);
    const auto end = noon + 90 * 24h;
    for (int month = 0; month < 3; ++month) {
        test.clock.advance(29 * 24h);
        token = test.rotate(token).value();
    }
    test.clock.advance(3 * 24h - 901s);
    struct Row {
        std::chrono::seconds until_end;
        TimePoint access_until;
    };
    for (const auto& [until_end, access_until] :
         {Row{901s, end - 1s}, Row{900s, end}, Row{899s, end}, Row{1s, end}}) {
        test.clock.advance(end - test.clock.now() - until_end);
        const auto next = block_on(refresh(test.accounts, Secret{std::string{token}})).value();
        EXPECT_EQ(next.issued_at, end - until_end);
        EXPECT_EQ(next.access_until, access_until);
        EXPECT_EQ(test.value<TimePoint>("SELECT access_until FROM sessions"), access_until);
        const auto retried = block_on(refresh(test.accounts, Secret{std::string{token}})).value();
        EXPECT_EQ(retried.access_until, access_until);
        token = next.refresh_token.reveal();
    }
}

TEST_F(RefreshTest, notes_how_long_the_access_token_of_a_retry_lives) {
    const auto token = test.token_of(ada);
    EXPECT_TRUE(test.rotate(token));
    test.clock.advance(7s);
    const auto retried = block_on(refresh(test.accounts, Secret{std::string{token}})).value();
    EXPECT_EQ(retried.issued_at, noon + 7s);
    EXPECT_EQ(retried.access_until, noon + 7s + 15min);
    EXPECT_EQ(test.value<TimePoint>("SELECT access_until FROM sessions"), noon + 7s + 15min);
}

TEST_F(RefreshTest, never_forgets_an_access_token_that_lives_longer_than_those_of_today) {
    auto options = unthrottled();
    options.access_ttl = 60s;
    const Accounts hasty{*test.database, options, test.clock};
    const auto token = test.token_of(ada);  // with an access token of 15 minutes
    EXPECT_TRUE(TestAccounts::rotate(hasty, token));
    EXPECT_EQ(test.value<TimePoint>("SELECT access_until FROM sessions"), noon + 15min);
}

TEST_F(RefreshTest, follows_the_users_scope_and_stays_within_what_was_granted) {
    Credentials credentials{.email = std::string{ada},
                            .password = Secret{std::string{good_password}}};
    credentials.scope = "notes:read users:read";
    auto narrow = block_on(sign_in(test.accounts, std::move(credentials), Origin{})).value();
    auto wide = test.log_in(ada).value();
    EXPECT_EQ(narrow.scope, "notes:read");
    block_on(set_scope(test.accounts, user.id, "users:read users:write"));
    narrow = block_on(refresh(test.accounts, std::move(narrow.refresh_token))).value();
    wide = block_on(refresh(test.accounts, std::move(wide.refresh_token))).value();
    EXPECT_EQ(narrow.scope, "") << "what the user did not have was not granted";
    EXPECT_EQ(wide.scope, "users:read users:write");
    block_on(set_scope(test.accounts, user.id, ""));
    EXPECT_EQ(block_on(refresh(test.accounts, std::move(wide.refresh_token))).value().scope, "");
}

TEST_F(RefreshTest, stores_no_token_in_clear_and_the_successor_only_while_it_may_be_asked_for) {
    const auto token = test.token_of(ada);
    const auto successor = test.rotate(token).value();
    const auto sealed = [&] {
        return test.value<int>(
            "SELECT count(*) FROM refresh_tokens WHERE successor_sealed IS NOT NULL");
    };
    EXPECT_EQ(sealed(), 1);
    for (const auto& secret : {token, successor, token.substr(4), successor.substr(4)})
        EXPECT_THAT(test.bytes(), Not(HasSubstr(secret)));
    test.clock.advance(11s);
    EXPECT_TRUE(test.rotate(successor));
    EXPECT_EQ(sealed(), 1);  // the new one's alone
    EXPECT_EQ(test.value<int>("SELECT successor_sealed IS NULL FROM refresh_tokens WHERE hash = ?",
                              hash_of(token)),
              1);
}

TEST_F(RefreshTest, does_not_believe_a_successor_that_was_moved_to_another_token) {
    const auto token = test.token_of(ada);
    const auto other = test.token_of(ada);
    EXPECT_TRUE(test.rotate(token));
    EXPECT_TRUE(test.rotate(other));
    test.run(
        "UPDATE refresh_tokens SET successor_sealed = (SELECT successor_sealed FROM refresh_tokens "
        "o"
        " WHERE o.successor_sealed IS NOT NULL AND o.hash <> refresh_tokens.hash)"
        " WHERE successor_sealed IS NOT NULL");
    expect_refused(test.rotate(token));
}

TEST_F(RefreshTest, refuses_what_it_never_gave_and_leaves_the_sessions_alone) {
    const auto token = test.token_of(ada);
    auto near_miss = token;
    near_miss[10] = near_miss[10] == 'A' ? 'B' : 'A';
    const auto hash = hash_of(token);
    for (const std::string& unknown :
         {""s, "cdr_"s, near_miss, token + "A", token.substr(0, 46), " " + token, token + "\n",
          "CDR_" + token.substr(4), make_refresh_token().reveal(),
          std::string(hash.begin(), hash.end()), std::string(1'000'000, 'A'),
          "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"s})
        expect_refused(test.rotate(unknown));
    EXPECT_TRUE(test.rotate(token));
}

TEST_F(RefreshTest, survives_a_restart) {
    const auto token = test.token_of(ada);
    const auto successor = test.rotate(token).value();
    const auto reopened = db::open(test.path);
    migrate(*reopened);
    const Accounts later{*reopened, unthrottled(), test.clock};
    EXPECT_EQ(TestAccounts::rotate(later, token).value(), successor);
    EXPECT_TRUE(TestAccounts::rotate(later, successor));
}

}  // namespace
}  // namespace cardea::accounts
