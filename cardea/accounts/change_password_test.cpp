#include <cardea/accounts/change_password.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: whoever shows the present password, in a session that lives, replaces it, and is told
// all that is wrong with it otherwise; nothing else can, and nobody guesses faster here.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using journal::Event;
using journal::Reason;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view new_password = "a new and better passphrase";

PasswordChange password_change(const Session& session, std::string_view current = good_password,
                               std::string_view replacement = new_password) {
    return {.user = session.user_id,
            .session = session.id,
            .current = Secret{std::string{current}},
            .replacement = Secret{std::string{replacement}}};
}

Result<> change_by(const Accounts& where, PasswordChange wanted,
                   std::string address = "192.0.2.1") {
    return block_on(
        change_password(where, std::move(wanted), Origin{.address = std::move(address)}));
}

// The faults of a refused change, by their places.
std::vector<std::string> places_of(const Error& error) {
    std::vector<std::string> places;
    for (const auto& field : error.fields()) {
        EXPECT_EQ(field.loc.size(), 2U);
        EXPECT_FALSE(field.msg.empty());
        EXPECT_FALSE(field.type.empty());
        places.push_back(field.loc.at(0) + '.' + field.loc.at(1));
    }
    return places;
}

constexpr std::string_view at_current = "body.current_password";
constexpr std::string_view at_new = "body.new_password";

struct ChangePasswordTest : testing::Test {
    explicit ChangePasswordTest(AccountOptions options = unthrottled_options())
        : test{std::move(options)} {
        test.news();
    }
    Result<> change(std::string_view current = good_password,
                    std::string_view replacement = new_password) {
        return change_by(test.accounts, password_change(session, current, replacement));
    }
    std::string stored() const {
        return test.value<std::string>("SELECT password_hash FROM users WHERE id = ?", user.id);
    }
    void expect_unchanged() {
        EXPECT_EQ(stored(), before);
        EXPECT_EQ(test.value<TimePoint>("SELECT updated_at FROM users WHERE id = ?", user.id),
                  noon);
        EXPECT_TRUE(test.lives(session));
        EXPECT_TRUE(test.lives(sibling));
        EXPECT_THAT(test.news(), IsEmpty());
    }

    TestAccounts test;
    User user = test.add(ada);
    User other = test.add(bob);
    Session session = test.log_in(ada).value();
    Session sibling = test.log_in(ada).value();
    Session foreign = test.log_in(bob).value();
    std::string before = stored();
};

TEST_F(ChangePasswordTest, replaces_the_password_and_ends_the_other_sessions) {
    test.clock.advance(1min);
    EXPECT_TRUE(change());
    EXPECT_TRUE(test.lives(session));
    EXPECT_FALSE(test.lives(sibling));
    EXPECT_TRUE(test.lives(foreign));
    EXPECT_TRUE(test.rotate(session.refresh_token.reveal()));
    EXPECT_EQ(test.rotate(sibling.refresh_token.reveal()).error(), Errc::invalid_token);
    EXPECT_TRUE(test.rotate(foreign.refresh_token.reveal()));
    EXPECT_THAT(test.news(),
                testing::ElementsAre(line_of_end(sibling, Reason::password_changed, noon + 1min),
                                     line_about(user.id, Event::password_changed, noon + 1min) +
                                         " session " + session.id.text()));
    EXPECT_EQ(test.value<TimePoint>("SELECT updated_at FROM users WHERE id = ?", user.id),
              noon + 1min);
    EXPECT_EQ(test.log_in(ada).error(), Errc::invalid_login);
    EXPECT_TRUE(test.log_in(ada, new_password));
    EXPECT_TRUE(test.log_in(bob));
    EXPECT_THAT(test.bytes(), Not(HasSubstr(std::string{new_password})));
}

TEST_F(ChangePasswordTest, refuses_a_wrong_present_password) {
    const std::string good{good_password};
    for (const std::string& wrong :
         {""s, std::string{new_password}, good + ' ', ' ' + good, good + '\0',
          good.substr(0, good.size() - 1), "Correct horse battery staple"s, "\xff\xfe"s, before}) {
        const auto refused = change(wrong);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error(), Errc::wrong_password);
        EXPECT_THAT(places_of(refused.error()), testing::ElementsAre(at_current)) << wrong;
    }
    expect_unchanged();
}

TEST_F(ChangePasswordTest, refuses_a_new_password_that_the_rules_refuse) {
    const auto& rules = test.accounts.options().password_rules;
    for (const std::string& weak : {""s, "short"s, "password1234"s, "ada@example.test"s,
                                    "a nul \0 within a passphrase"s, std::string(257, 'x')}) {
        const auto refused = change(good_password, weak);
        ASSERT_FALSE(refused) << weak;
        EXPECT_EQ(refused.error(), Errc::wrong_password);
        EXPECT_THAT(places_of(refused.error()), testing::ElementsAre(at_new)) << weak;
        const auto flaw = rules.flaw_of(weak, ada).value();
        EXPECT_EQ(refused.error().fields()[0].type, flaw.type);
        EXPECT_EQ(refused.error().fields()[0].msg, flaw.msg);
    }
    expect_unchanged();
}

TEST_F(ChangePasswordTest, tells_both_faults_at_once) {
    const auto refused = change("wrong", "short");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), Errc::wrong_password);
    EXPECT_THAT(places_of(refused.error()), testing::ElementsAre(at_current, at_new));
    expect_unchanged();
}

TEST_F(ChangePasswordTest, takes_both_passwords_however_their_accents_are_composed) {
    EXPECT_TRUE(change(good_password, "another cafe\u0301 passphrase"));
    EXPECT_TRUE(test.log_in(ada, "another caf\u00e9 passphrase"));
    EXPECT_TRUE(change("another caf\u00e9 passphrase", "a third na\u00efve passphrase"));
    EXPECT_TRUE(change("a third nai\u0308ve passphrase"));
    EXPECT_TRUE(test.log_in(ada, new_password));
}

TEST_F(ChangePasswordTest, refuses_a_present_password_that_is_longer_than_any_may_be) {
    const std::string longest(password_bytes_max, 'x');
    const auto has = [&](const std::string& password) {
        test.run("UPDATE users SET password_hash = '" + test.accounts.hasher().hash(password) +
                 "' WHERE id = '" + user.id.text() + "'");
    };
    has(longest);
    EXPECT_TRUE(change(longest));
    has(longest + 'x');  // as no rule of this program lets it be set
    for (const auto& too_long : {longest + 'x', std::string(1'000'000, 'x')}) {
        const auto refused = change(too_long);
        ASSERT_FALSE(refused);
        EXPECT_THAT(places_of(refused.error()), testing::ElementsAre(at_current));
    }
}

TEST_F(ChangePasswordTest, makes_the_new_hash_at_the_cost_of_today) {
    auto options = unthrottled_options();
    options.password_cost = {.memory_kib = 16, .passes = 2};
    const Accounts dearer{*test.database, options, test.clock};
    EXPECT_THAT(stored(), HasSubstr("m=8,t=1"));
    EXPECT_FALSE(change_by(dearer, password_change(session, "wrong")));
    EXPECT_THAT(stored(), HasSubstr("m=8,t=1"));
    EXPECT_TRUE(change_by(dearer, password_change(session)));
    EXPECT_THAT(stored(), HasSubstr("m=16,t=2"));
    EXPECT_TRUE(TestAccounts::log_in(dearer, ada, new_password));
}

TEST_F(ChangePasswordTest, needs_a_live_session_of_this_user) {
    const auto ended = test.log_in(ada).value();
    EXPECT_TRUE(block_on(sign_out(test.accounts, ended.id, user.id)));
    test.news();
    for (const auto id : {ended.id, foreign.id, make_id(), Uuid{}}) {
        auto wanted = password_change(session);
        wanted.session = id;
        EXPECT_EQ(change_by(test.accounts, std::move(wanted)).error(), Errc::invalid_token)
            << id.text();
    }
    expect_unchanged();
}

TEST_F(ChangePasswordTest, is_not_for_users_who_are_gone_or_disabled) {
    auto of_nobody = password_change(session);
    of_nobody.user = make_id();
    const auto unknown = change_by(test.accounts, std::move(of_nobody));
    EXPECT_EQ(unknown.error(), Errc::invalid_token);
    EXPECT_THAT(unknown.error().challenge(), HasSubstr("invalid_token"));
    // Also where a session was left alive, as by hand.
    test.run("UPDATE users SET disabled = 1 WHERE id = '" + user.id.text() + "'");
    EXPECT_EQ(change().error(), Errc::invalid_token);
    expect_unchanged();
}

TEST_F(ChangePasswordTest, succeeds_once_where_several_sessions_change_it_at_once) {
    std::vector<Session> sessions;
    for (int i = 0; i < 6; ++i) sessions.push_back(test.log_in(ada).value());
    const auto outcomes = at_once(6, [&](std::size_t i) {
        return change_by(test.accounts,
                         password_change(sessions[i], good_password,
                                         "a new passphrase, number " + std::to_string(i)));
    });
    int changed = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        EXPECT_EQ(test.lives(sessions[i]), outcomes[i].has_value());
        const auto password = "a new passphrase, number " + std::to_string(i);
        EXPECT_EQ(test.log_in(ada, password).has_value(), outcomes[i].has_value());
        changed += outcomes[i] ? 1 : 0;
        if (!outcomes[i] && outcomes[i].error() != Errc::wrong_password) {
            EXPECT_EQ(outcomes[i].error(), Errc::invalid_token);
        }
    }
    EXPECT_EQ(changed, 1);
}

struct ThrottledPasswordChange : ChangePasswordTest {
    static AccountOptions at_three() {
        auto options = cheap_options();
        options.login_rate = Rate{3, 60s};
        return options;
    }
    ThrottledPasswordChange() : ChangePasswordTest{at_three()} {}
    void guess(int times) {
        for (int i = 0; i < times; ++i) EXPECT_EQ(change("wrong").error(), Errc::wrong_password);
    }
};

TEST_F(ThrottledPasswordChange, counts_wrong_ones_and_then_refuses_the_right_one_too) {
    guess(3);
    const auto refused = change();
    EXPECT_EQ(refused.error(), Errc::throttled);
    EXPECT_EQ(refused.error().retry_after(), 20s);
    expect_unchanged();
    test.clock.advance(20s);
    EXPECT_TRUE(change());
}

TEST_F(ThrottledPasswordChange, counts_together_with_sign_ins_from_the_same_place) {
    guess(2);
    EXPECT_EQ(test.log_in("ADA@example.test", "wrong").error(), Errc::invalid_login);
    EXPECT_EQ(test.log_in(ada).error(), Errc::throttled);
    EXPECT_EQ(change().error(), Errc::throttled);
    EXPECT_TRUE(test.log_in(bob));
    EXPECT_TRUE(change_by(test.accounts, password_change(session), "192.0.2.2"));
}

TEST_F(ThrottledPasswordChange, does_not_count_where_the_present_password_is_right) {
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(change(good_password, "weak"));
    EXPECT_TRUE(change());
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(change(new_password, good_password));
        EXPECT_TRUE(change());
    }
    for (int i = 0; i < 10; ++i) {
        auto again = password_change(session, new_password, good_password);
        again.session = sibling.id;  // which has ended
        EXPECT_EQ(change_by(test.accounts, std::move(again)).error(), Errc::invalid_token);
    }
}

TEST_F(ThrottledPasswordChange, does_not_forgive_wrong_ones_for_a_right_one) {
    for (int i = 0; i < 2; ++i) {
        guess(1);
        EXPECT_EQ(change(good_password, "weak").error(), Errc::wrong_password);
    }
    guess(1);
    EXPECT_EQ(change().error(), Errc::throttled);
}

TEST_F(ThrottledPasswordChange, sheds_load_where_the_hashing_pool_is_full_and_does_not_count_that) {
    auto options = at_three();
    options.hashing_threads = 1;
    options.hashing_places = 0;
    const Accounts small{*test.database, options, test.clock};
    HeldPool held{small.hashing()};
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(change_by(small, password_change(session)).error(), cardea::Errc::exhausted);
        EXPECT_EQ(change_by(small, password_change(session, "wrong", "weak")).error(),
                  cardea::Errc::exhausted);
    }
    expect_unchanged();
    held.release();
    auto outcome = change_by(small, password_change(session));
    while (!outcome && outcome.error() == cardea::Errc::exhausted)
        outcome = change_by(small, password_change(session));
    EXPECT_TRUE(outcome);
}

// A change that has read the user, and waits for the hashing pool.
struct PasswordChangeRace : ChangePasswordTest {
    static AccountOptions one_thread() {
        auto options = unthrottled_options();
        options.hashing_threads = 1;
        return options;
    }
    PasswordChangeRace() : ChangePasswordTest{one_thread()} {
        auto run = [](Async<Result<>> work, std::optional<Result<>>& out) -> Async<> {
            out.emplace(co_await std::move(work));
        };
        boost::asio::co_spawn(
            loop, run(change_password(test.accounts, password_change(session), Origin{}), outcome),
            [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
        loop.poll();
        EXPECT_FALSE(outcome);
    }
    Result<> finish() {
        held.release();
        loop.run();
        return outcome.value();
    }

    HeldPool held{test.accounts.hashing()};
    boost::asio::io_context loop{1};
    std::optional<Result<>> outcome;
    Accounts elsewhere{*test.database, cheap_options(), test.clock};  // hashes on its own threads
};

TEST_F(PasswordChangeRace, is_not_undone_by_a_sign_in_meanwhile) {
    EXPECT_TRUE(TestAccounts::log_in(elsewhere, ada));
    EXPECT_TRUE(finish());
    EXPECT_TRUE(test.lives(session));
    EXPECT_EQ(test.value<int>(
                  "SELECT count(*) FROM sessions WHERE user_id = ? AND ended_at IS NULL", user.id),
              1);
}

TEST_F(PasswordChangeRace, is_lost_to_a_logout_of_the_own_session) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    test.news();
    EXPECT_EQ(finish().error(), Errc::invalid_token);
    EXPECT_EQ(stored(), before);
    EXPECT_TRUE(test.lives(sibling));
    EXPECT_THAT(test.news(), IsEmpty());
}

TEST_F(PasswordChangeRace, is_lost_to_another_change_of_the_password) {
    EXPECT_TRUE(block_on(set_password(elsewhere, user.id, Secret{"what an operator set"s})));
    const auto set = stored();
    test.news();
    EXPECT_EQ(finish().error(), Errc::invalid_token);
    EXPECT_EQ(stored(), set);
    EXPECT_THAT(test.news(), IsEmpty());
}

TEST_F(PasswordChangeRace, is_lost_to_another_change_even_where_the_own_session_was_spared) {
    EXPECT_TRUE(change_by(
        elsewhere, password_change(session, good_password, "the passphrase that came first")));
    const auto first = stored();
    EXPECT_EQ(finish().error(), Errc::invalid_token);
    EXPECT_EQ(stored(), first);
    EXPECT_TRUE(test.lives(session));
}

TEST_F(PasswordChangeRace, is_lost_where_the_user_is_disabled_meanwhile_and_enabled_again) {
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, true)));
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, false)));
    EXPECT_EQ(finish().error(), Errc::invalid_token);
    EXPECT_EQ(stored(), before);
}

TEST_F(PasswordChangeRace, is_lost_where_the_user_is_disabled_meanwhile) {
    test.run("UPDATE users SET disabled = 1");  // and the session left alive, as by hand
    EXPECT_EQ(finish().error(), Errc::invalid_token);
    EXPECT_EQ(stored(), before);
}

TEST_F(PasswordChangeRace, is_lost_where_the_user_is_deleted_meanwhile) {
    EXPECT_TRUE(block_on(delete_user(test.accounts, user.id)));
    test.news();
    EXPECT_EQ(finish().error(), Errc::invalid_token);
    EXPECT_THAT(test.news(), IsEmpty());
}

}  // namespace
}  // namespace cardea::accounts
