#include <cardea/accounts/credential_attempts.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// Under test: strangers get so many guesses and no more, however they spread them over accounts and
// addresses; nobody is kept out who comes from where it came from before; and a refusal says the
// same to everybody.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

constexpr Rate rate{3, 60s};  // so 30 of an account, and 30 of a network
constexpr int tenfold = 30;
const std::string home = "192.0.2.1";
const std::string nobody = "nobody@example.test";

std::string network(int number) { return "198.51.100." + std::to_string(number); }
std::string account(int number) { return "user-" + std::to_string(number) + "@example.test"; }

AccountOptions at_this_rate() {
    auto options = cheap_options();
    options.login_rate = rate;
    return options;
}

struct CredentialAttemptsTest : testing::Test {
    using Begun = Result<CredentialAttempts::Attempt>;

    Begun begin(std::string_view email, const std::string& from) const {
        return block_on(attempts.begin(std::string{email}, from));
    }
    // How many of `tries` are let through now.
    int let_through(std::string_view email, const std::string& from, int tries = 10) const {
        int passed = 0;
        for (int i = 0; i < tries; ++i) passed += begin(email, from) ? 1 : 0;
        return passed;
    }
    void fill_account(std::string_view email) const {
        for (int i = 0; i < tenfold; ++i) EXPECT_TRUE(begin(email, network(i)));
        EXPECT_FALSE(begin(email, network(99)));
    }
    void fill_network(const std::string& from) const {
        for (int i = 0; i < tenfold; ++i) EXPECT_TRUE(begin(account(i), from));
        EXPECT_FALSE(begin(account(99), from));
    }

    TestAccounts test{at_this_rate()};
    CredentialAttempts& attempts = test.accounts.credential_attempts();
};

TEST_F(CredentialAttemptsTest, count_an_account_and_a_network_together) {
    EXPECT_EQ(let_through(ada, home), 3);
    EXPECT_EQ(let_through(bob, home), 3);
    EXPECT_EQ(let_through(ada, network(1)), 3);
    test.clock.advance(20s);
    EXPECT_EQ(let_through(ada, home), 1);
    test.clock.advance(60s);
    EXPECT_EQ(let_through(ada, home), 3);
}

TEST_F(CredentialAttemptsTest, count_an_account_over_all_networks) {
    fill_account(ada);
    EXPECT_EQ(let_through(ada, home), 0);
    EXPECT_EQ(let_through(bob, network(99)), 3);
    test.clock.advance(2s);
    EXPECT_EQ(let_through(ada, home), 1);
}

TEST_F(CredentialAttemptsTest, count_a_network_over_all_accounts) {
    fill_network(home);
    EXPECT_EQ(let_through(ada, home), 0);
    EXPECT_EQ(let_through(account(99), network(1)), 3);
    test.clock.advance(2s);
    EXPECT_EQ(let_through(ada, home), 1);
}

TEST_F(CredentialAttemptsTest, count_nothing_where_the_account_and_network_together_refuse) {
    EXPECT_EQ(let_through(ada, home, 1000), 3);
    for (int i = 0; i < tenfold - 3; ++i) EXPECT_TRUE(begin(ada, network(i)));
    EXPECT_FALSE(begin(ada, network(99)));
    for (int i = 0; i < tenfold - 3; ++i) EXPECT_TRUE(begin(account(i), home));
    EXPECT_FALSE(begin(account(99), home));
}

TEST_F(CredentialAttemptsTest, count_nothing_where_the_account_refuses) {
    fill_account(ada);
    EXPECT_EQ(let_through(ada, home, 1000), 0);
    fill_network(home);
    test.clock.advance(20s);  // the account is free again, and the pair was never counted
    EXPECT_EQ(let_through(ada, network(98)), 3);
}

TEST_F(CredentialAttemptsTest, count_nothing_where_the_network_refuses) {
    fill_network(home);
    EXPECT_EQ(let_through(ada, home, 1000), 0);
    fill_account(ada);
}

TEST_F(CredentialAttemptsTest, exempt_a_known_network_from_what_others_do_to_the_account) {
    test.add(ada);
    EXPECT_TRUE(test.log_in(ada, good_password, home));
    fill_account(ada);
    EXPECT_EQ(let_through(ada, home), 3);  // its own
    EXPECT_EQ(let_through(ada, network(99)), 0);
}

TEST_F(CredentialAttemptsTest, exempt_a_known_network_from_nothing_else) {
    test.add(ada);
    EXPECT_TRUE(test.log_in(ada, good_password, home));
    fill_account(ada);
    fill_network(home);
    EXPECT_EQ(let_through(ada, home), 0);
}

TEST_F(CredentialAttemptsTest, do_not_exempt_a_network_that_another_user_came_from) {
    test.add(ada);
    test.add(bob);
    EXPECT_TRUE(test.log_in(bob, good_password, home));
    fill_account(ada);
    EXPECT_EQ(let_through(ada, home), 0);
    fill_account(nobody);
    EXPECT_EQ(let_through(nobody, home), 0);
}

TEST_F(CredentialAttemptsTest, count_an_account_that_there_is_not_as_one_that_there_is) {
    test.add(ada);
    const auto verdicts = [&](std::string_view email, int first) {
        std::vector<bool> passed;
        for (int i = 0; i < 50; ++i) {
            for (int times = 0; times < 2; ++times)
                passed.push_back(begin(email, network(first + i % 17)).has_value());
        }
        return passed;
    };
    const auto known = verdicts(ada, 0);
    EXPECT_EQ(verdicts(nobody, 100), known);
    EXPECT_EQ(std::count(known.begin(), known.end(), true), tenfold);
}

TEST_F(CredentialAttemptsTest, forgive_one_attempt_in_every_place) {
    for (int i = 0; i < 200; ++i) {
        auto attempt = begin(ada, home);
        ASSERT_TRUE(attempt);
        attempt->forgive();
    }
    EXPECT_EQ(let_through(ada, home), 3);
    for (int i = 0; i < tenfold - 3; ++i) EXPECT_TRUE(begin(ada, network(i)));
    EXPECT_FALSE(begin(ada, network(99)));
}

TEST_F(CredentialAttemptsTest, forgive_an_attempt_once) {
    auto first = begin(ada, home);
    EXPECT_EQ(let_through(ada, home), 2);
    auto moved = std::move(first).value();
    first->forgive();
    EXPECT_EQ(let_through(ada, home), 0);
    for (int i = 0; i < 5; ++i) moved.forgive();
    EXPECT_EQ(let_through(ada, home), 1);
}

TEST_F(CredentialAttemptsTest, stay_counted_where_nobody_forgives_them) {
    {
        const auto attempt = begin(ada, home);
        EXPECT_TRUE(attempt);
    }
    EXPECT_EQ(let_through(ada, home), 2);
}

TEST_F(CredentialAttemptsTest, give_strangers_no_room_by_forgiving_those_who_are_exempt) {
    test.add(ada);
    EXPECT_TRUE(test.log_in(ada, good_password, home));
    fill_account(ada);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(test.log_in(ada, good_password, home));
    EXPECT_EQ(let_through(ada, network(99)), 0);
}

TEST_F(CredentialAttemptsTest, refuse_nothing_without_a_rate) {
    auto options = cheap_options();
    options.login_rate = std::nullopt;
    const Accounts off{*test.database, options, test.clock};
    for (int i = 0; i < 200; ++i) {
        auto attempt = block_on(off.credential_attempts().begin(std::string{ada}, home));
        ASSERT_TRUE(attempt);
        attempt->forgive();
    }
}

TEST_F(CredentialAttemptsTest, say_the_same_whichever_limit_it_was) {
    test.add(ada);
    EXPECT_EQ(let_through(ada, home), 3);
    const auto pair = begin(ada, home).error();
    EXPECT_EQ(pair, Errc::throttled);
    EXPECT_EQ(pair.retry_after(), 20s);
    const std::vector<std::pair<std::string, std::string>> headers{
        {"RateLimit-Policy", R"("login";q=3;w=60)"}, {"RateLimit", R"("login";r=0;t=20)"}};
    EXPECT_EQ(pair.headers(), headers);

    fill_account(nobody);
    test.clock.advance(1s);
    fill_network(network(200));
    EXPECT_EQ(let_through(account(200), network(201)), 3);
    for (const auto& refused :
         {begin(account(200), network(201)), begin(nobody, network(202)), begin(ada, network(200)),
          begin(nobody, network(200)), begin(ada, home)}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error(), Errc::throttled);
        EXPECT_EQ(refused.error().message(), pair.message());
        EXPECT_EQ(refused.error().detail(), pair.detail());
        EXPECT_EQ(refused.error().headers(), pair.headers());
        EXPECT_EQ(refused.error().retry_after(), pair.retry_after());
    }
}

TEST_F(CredentialAttemptsTest, take_every_rate_that_the_settings_take) {
    const auto passed_of = [&](Rate wanted, int tries) {
        CredentialAttempts all{*test.database, wanted, test.clock};
        int passed = 0;
        for (int i = 0; i < tries; ++i) passed += block_on(all.begin("a", "1")) ? 1 : 0;
        return passed;
    };
    EXPECT_EQ(passed_of({.limit = 1'000'000, .period = 1s}, 1000), 1000);
    EXPECT_EQ(passed_of({.limit = 1'000'000, .period = 24h * 36600}, 1000), 1000);
    EXPECT_EQ(passed_of({.limit = 1, .period = 24h * 36600}, 3), 1);
    EXPECT_EQ(passed_of({.limit = 1, .period = 1s}, 3), 1);
}

TEST_F(CredentialAttemptsTest, keep_their_word_on_when_to_come_back) {
    auto options = cheap_options();
    options.login_rate = Rate{7, 60s};  // 60 s is no multiple of 7
    const Accounts accounts{*test.database, options, test.clock};
    auto& seventh = accounts.credential_attempts();
    const auto fill = [&](auto email_of_attempt, auto network_of_attempt) {
        for (int i = 0; i < 1000; ++i) {
            auto email = email_of_attempt(i);
            auto from = network_of_attempt(i);
            const auto begun = block_on(seventh.begin(std::move(email), std::move(from)));
            if (!begun) return begun.error().retry_after().value();
        }
        return std::chrono::seconds{0};
    };
    const auto always = [](std::string text) { return [text](int) { return text; }; };
    EXPECT_EQ(fill(always("a"), always("1")), 9s);
    EXPECT_EQ(fill(always("b"), network), 9s);
    EXPECT_EQ(fill(account, always("2")), 9s);
    test.clock.advance(9s);
    EXPECT_TRUE(block_on(seventh.begin("a", "1")));
    EXPECT_TRUE(block_on(seventh.begin("b", "new")));
    EXPECT_TRUE(block_on(seventh.begin("new", "2")));
}

TEST_F(CredentialAttemptsTest, let_no_more_through_when_they_come_at_once) {
    const auto count_at_once = [&](auto email_of_attempt, auto network_of_attempt) {
        const auto begun = at_once(48, [&](std::size_t i) {
            const auto at = static_cast<int>(i);
            return begin(email_of_attempt(at), network_of_attempt(at)).has_value();
        });
        return std::count(begun.begin(), begun.end(), true);
    };
    const auto always = [](std::string text) { return [text](int) { return text; }; };
    EXPECT_EQ(count_at_once(always("a"), always("1")), 3);
    EXPECT_EQ(count_at_once(always("b"), network), tenfold);
    EXPECT_EQ(count_at_once(account, always("2")), tenfold);
}

TEST_F(CredentialAttemptsTest, lose_nothing_when_they_are_forgiven_at_once) {
    at_once(16, [&](std::size_t i) {
        for (int times = 0; times < 100; ++times) {
            auto attempt = begin(account(static_cast<int>(i)), network(static_cast<int>(i)));
            if (attempt) attempt->forgive();
        }
        return 0;
    });
    for (int i = 0; i < 16; ++i) EXPECT_EQ(let_through(account(i), network(i)), 3);
}

TEST_F(CredentialAttemptsTest, know_the_network_after_a_restart) {
    test.add(ada);
    EXPECT_TRUE(test.log_in(ada, good_password, home));
    const auto reopened = db::open(test.path);
    migrate(*reopened);
    const Accounts later{*reopened, at_this_rate(), test.clock};
    for (int i = 0; i < tenfold; ++i)
        EXPECT_EQ(TestAccounts::log_in(later, ada, "wrong", network(i)).error(),
                  Errc::invalid_login);
    EXPECT_EQ(TestAccounts::log_in(later, ada, good_password, network(99)).error(),
              Errc::throttled);
    EXPECT_TRUE(TestAccounts::log_in(later, ada, good_password, home));
}

TEST_F(CredentialAttemptsTest, count_a_network_of_ipv6_once) {
    test.add(ada);
    const auto try_from = [&](const std::string& address) {
        Credentials credentials{.email = std::string{ada}, .password = Secret<std::string>{"x"}};
        return block_on(sign_in(test.accounts, std::move(credentials),
                                Origin{.address = address, .network = "2001:db8::/64"}))
            .error();
    };
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(try_from("2001:db8::" + std::to_string(i)), Errc::invalid_login);
    EXPECT_EQ(try_from("2001:db8::9"), Errc::throttled);
}

TEST_F(CredentialAttemptsTest, take_no_e_mail_address_for_another) {
    for (const std::string_view email : {"a", "a\n", "a\nb", "\na", "A"})
        EXPECT_EQ(let_through(email, home), 3) << email;
    EXPECT_EQ(let_through("", home), 3);
    EXPECT_EQ(let_through(std::string(100'000, 'x'), home), 3);
    EXPECT_EQ(let_through(std::string(100'001, 'x'), home), 3);
}

}  // namespace
}  // namespace cardea::accounts
