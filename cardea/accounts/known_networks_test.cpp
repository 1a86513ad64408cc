#include <cardea/accounts/known_networks.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

// Under test: a network is known once its user has signed in from there, and to that user alone.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

struct KnownNetworks : testing::Test {
    bool knows(std::string_view email, std::string_view network) const {
        return block_on(is_known_network(*test.database, email, network));
    }
    TimePoint noted(std::string_view network) const {
        return test.value<TimePoint>("SELECT last_used_at FROM known_networks WHERE network = ?",
                                     network);
    }
    int rows() const { return test.value<int>("SELECT count(*) FROM known_networks"); }
    static AccountOptions unthrottled() {
        auto options = cheap_options();
        options.login_rate = std::nullopt;
        return options;
    }

    TestAccounts test{unthrottled()};
    User user = test.add(ada);
};

TEST_F(KnownNetworks, are_those_that_a_user_has_signed_in_from) {
    test.add(bob);
    EXPECT_FALSE(knows(ada, "192.0.2.1"));
    EXPECT_FALSE(test.log_in(ada, "wrong", "192.0.2.1"));
    EXPECT_FALSE(test.log_in("nobody@example.test", good_password, "192.0.2.1"));
    EXPECT_EQ(rows(), 0);
    EXPECT_TRUE(test.log_in(ada, good_password, "192.0.2.1"));
    EXPECT_TRUE(knows(ada, "192.0.2.1"));
    for (const auto* other : {"192.0.2.2", "192.0.2.10", "192.0.2.", "", "%"})
        EXPECT_FALSE(knows(ada, other)) << other;
    for (const auto other : {bob, std::string_view{"nobody@example.test"}, std::string_view{}})
        EXPECT_FALSE(knows(other, "192.0.2.1")) << other;
}

TEST_F(KnownNetworks, are_networks_and_not_addresses) {
    Credentials credentials{.email = std::string{ada},
                            .password = Secret{std::string{good_password}}};
    Origin origin{.address = "2001:db8::1", .network = "2001:db8::/64"};
    EXPECT_TRUE(block_on(sign_in(test.accounts, std::move(credentials), std::move(origin))));
    EXPECT_TRUE(knows(ada, "2001:db8::/64"));
    EXPECT_FALSE(knows(ada, "2001:db8::1"));
}

TEST_F(KnownNetworks, are_written_once_a_day) {
    EXPECT_TRUE(test.log_in(ada));
    test.clock.advance(24h - 1s);
    EXPECT_TRUE(test.log_in(ada));
    EXPECT_EQ(noted("192.0.2.1"), noon);
    test.clock.advance(1s);
    EXPECT_TRUE(test.log_in(ada));
    EXPECT_EQ(noted("192.0.2.1"), noon + 24h);
    EXPECT_EQ(rows(), 1);
}

TEST_F(KnownNetworks, are_at_most_32_of_a_user_the_latest) {
    test.add(bob);
    EXPECT_TRUE(test.log_in(bob, good_password, "203.0.113.1"));
    const auto network = [](int number) { return "198.51.100." + std::to_string(number); };
    for (int i = 0; i < 33; ++i) {
        EXPECT_TRUE(test.log_in(ada, good_password, network(i)));
        test.clock.advance(1s);
    }
    EXPECT_EQ(rows(), 32 + 1);
    EXPECT_FALSE(knows(ada, network(0)));
    EXPECT_TRUE(knows(ada, network(1)));
    EXPECT_TRUE(knows(ada, network(32)));
    EXPECT_TRUE(knows(bob, "203.0.113.1"));
}

TEST_F(KnownNetworks, include_the_present_one_where_many_are_noted_at_once) {
    for (int i = 99; i > 50; --i) {  // the later, the less by its text
        const auto network = "198.51.100." + std::to_string(i);
        EXPECT_TRUE(test.log_in(ada, good_password, network));
        EXPECT_TRUE(knows(ada, network));
        EXPECT_LE(rows(), 32);
    }
    for (int i = 10; i < 50; ++i) {
        const auto network = "198.51.100." + std::to_string(i);
        EXPECT_TRUE(test.log_in(ada, good_password, network));
        EXPECT_TRUE(knows(ada, network));
    }
}

TEST_F(KnownNetworks, go_with_their_user) {
    EXPECT_TRUE(test.log_in(ada));
    EXPECT_TRUE(block_on(delete_user(test.accounts, user.id)));
    EXPECT_EQ(rows(), 0);
    test.add(ada);
    EXPECT_FALSE(knows(ada, "192.0.2.1"));
}

TEST_F(KnownNetworks, do_not_include_nowhere) {
    EXPECT_TRUE(test.log_in(ada, good_password, ""));
    EXPECT_EQ(rows(), 0);
    EXPECT_FALSE(knows(ada, ""));
}

}  // namespace
}  // namespace cardea::accounts
