#include <cardea/accounts/change_password.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: whoever knows the present password replaces it, and ends every other session by it.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr std::string_view new_password = "violet otter canyon 7";

struct ChangePasswordTest : testing::Test {
    Result<> change(std::string_view current, std::string_view replacement) {
        return change(test.accounts, current, replacement);
    }
    Result<> change(const Accounts& where, std::string_view current, std::string_view replacement) {
        return block_on(changing(where, current, replacement));
    }
    Async<Result<>> changing(const Accounts& where, std::string_view current,
                             std::string_view replacement) {
        PasswordChange wanted{.user = user.id,
                              .session = session.id,
                              .current = Secret{std::string{current}},
                              .replacement = Secret{std::string{replacement}}};
        return change_password(where, std::move(wanted), Origin{.address = "192.0.2.1"});
    }
    static std::vector<std::string> faults(const Result<>& outcome) {
        std::vector<std::string> found;
        if (outcome) return found;
        for (const auto& fault : outcome.error().fields())
            found.push_back(fault.loc.at(1) + "." + fault.type);
        return found;
    }

    TestAccounts test;
    User user = test.add(ada);
    Session session = test.log_in(ada).value();
    Session sibling = test.log_in(ada).value();
};

TEST_F(ChangePasswordTest, ends_every_other_session_and_lets_its_own_go_on) {
    EXPECT_TRUE(change(good_password, new_password));
    EXPECT_TRUE(test.lives(session));
    EXPECT_FALSE(test.lives(sibling));
    EXPECT_TRUE(test.rotate(session.refresh_token.reveal()));
    EXPECT_EQ(test.log_in(ada).error(), Errc::invalid_login);
    EXPECT_TRUE(test.log_in(ada, new_password));
}

TEST_F(ChangePasswordTest, tells_all_that_is_wrong_and_changes_nothing) {
    using testing::ElementsAre;
    EXPECT_THAT(faults(change("wrong", new_password)), ElementsAre("current_password.value_error"));
    EXPECT_THAT(faults(change(good_password, "short")),
                ElementsAre("new_password.string_too_short"));
    EXPECT_EQ(faults(change("wrong", "password")).size(), 2U);
    EXPECT_EQ(faults(change(good_password, "ada@example.test")).size(), 1U) << "the own address";
    EXPECT_EQ(faults(change(std::string(1'000'000, 'a'), new_password)).size(), 1U);
    EXPECT_TRUE(test.lives(sibling));
    EXPECT_TRUE(test.log_in(ada));
}

TEST_F(ChangePasswordTest, counts_as_an_attempt_to_sign_in_where_the_password_is_wrong) {
    auto options = cheap_options();
    options.login_rate = Rate{2, 60s};
    const Accounts strict{*test.database, options, test.clock};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(faults(change(strict, good_password, "short")).size(), 1U);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(change(strict, "wrong", new_password).error(), Errc::wrong_password);
    EXPECT_EQ(change(strict, good_password, new_password).error(), Errc::throttled);
    EXPECT_EQ(TestAccounts::log_in(strict, ada).error(), Errc::throttled) << "the same count";
}

TEST_F(ChangePasswordTest, does_nothing_for_a_session_that_has_ended) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    EXPECT_EQ(change(good_password, new_password).error(), Errc::invalid_token);
    EXPECT_TRUE(test.log_in(ada));
    EXPECT_TRUE(test.lives(sibling));
}

TEST_F(ChangePasswordTest, does_nothing_for_a_user_who_is_disabled_or_gone) {
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, true)));
    EXPECT_EQ(change(good_password, new_password).error(), Errc::invalid_token);
    EXPECT_TRUE(block_on(delete_user(test.accounts, user.id)));
    EXPECT_EQ(change(good_password, new_password).error(), Errc::invalid_token);
}

TEST_F(ChangePasswordTest, gives_way_to_a_change_that_came_between_check_and_write) {
    auto options = cheap_options();
    options.hashing_threads = 1;
    const Accounts held{*test.database, options, test.clock};
    HeldPool pool{held.hashing()};
    boost::asio::io_context loop{1};
    std::optional<Result<>> outcome;
    auto run = [](Async<Result<>> work, std::optional<Result<>>& out) -> Async<> {
        out.emplace(co_await std::move(work));
    };
    boost::asio::co_spawn(loop, run(changing(held, good_password, new_password), outcome),
                          [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
    loop.poll();
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(block_on(set_password(test.accounts, user.id, Secret{"harbour lantern thistle"s})));
    pool.release();
    loop.run();
    EXPECT_EQ(outcome->error(), Errc::invalid_token);
    EXPECT_TRUE(test.log_in(ada, "harbour lantern thistle"));
}

}  // namespace
}  // namespace cardea::accounts
