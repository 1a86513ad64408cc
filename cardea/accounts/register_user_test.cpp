#include <cardea/accounts/register_user.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/profile.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: a stranger becomes a user, once, with no more rights than the settings give.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Result<User> enrol(const Accounts& accounts, std::string_view email,
                   std::string address = "192.0.2.1", std::string scope = {}) {
    NewUser user{.email = email_of(email), .password = Secret{std::string{good_password}}};
    user.scope = std::move(scope);
    return block_on(register_user(accounts, std::move(user), address));
}

AccountOptions without_throttles() {
    auto options = cheap_options();
    options.register_rate.reset();
    options.login_rate.reset();
    return options;
}

TEST(Registration, makes_a_user_who_can_sign_in) {
    TestAccounts test;
    NewUser wanted{.email = email_of(" Ada@Example.test\t"),
                   .password = Secret{std::string{good_password}}};
    wanted.name = "Ada";
    const auto user =
        block_on(register_user(test.accounts, std::move(wanted), "192.0.2.1")).value();
    EXPECT_EQ(user.email, "Ada@Example.test");
    EXPECT_EQ(user.name, "Ada");
    EXPECT_FALSE(user.email_verified);
    EXPECT_FALSE(user.disabled);
    EXPECT_EQ(user.created_at, Timestamp{noon});
    EXPECT_EQ(user.updated_at, Timestamp{noon});

    const auto stored = block_on(find_user(*test.database, user.id.text())).value();
    EXPECT_EQ(stored.id, user.id);
    EXPECT_EQ(stored.email, user.email);
    EXPECT_EQ(stored.name, user.name);
    EXPECT_EQ(stored.created_at, user.created_at);
    EXPECT_EQ(test.log_in(ada).value().user_id, user.id);
}

TEST(Registration, takes_an_address_once_whatever_its_case) {
    TestAccounts test;
    EXPECT_TRUE(enrol(test.accounts, "ada@example.test"));
    for (const std::string_view again :
         {"ada@example.test", "ADA@EXAMPLE.TEST", " Ada@example.Test "})
        EXPECT_EQ(enrol(test.accounts, again).error(), Errc::email_taken) << again;
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM users"), 1);
}

TEST(Registration, makes_no_two_people_one_by_folding_more_than_ascii) {
    TestAccounts test;
    EXPECT_TRUE(enrol(test.accounts, "kim@example.test"));
    EXPECT_TRUE(enrol(test.accounts, "\u212aim@example.test"));  // KELVIN SIGN
    EXPECT_TRUE(enrol(test.accounts, "\u00c9va@example.test"));
    EXPECT_TRUE(enrol(test.accounts, "\u00e9va@example.test"));
}

TEST(Registration, makes_one_user_out_of_fifty_threads_with_one_address) {
    TestAccounts test{without_throttles()};
    const auto outcomes = at_once(50, [&](std::size_t i) {
        return enrol(test.accounts, i % 2 == 0 ? "ada@example.test" : "ADA@example.test");
    });
    int made = 0;
    for (const auto& outcome : outcomes) {
        made += outcome ? 1 : 0;
        if (!outcome) {
            EXPECT_EQ(outcome.error(), Errc::email_taken);
        }
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM users"), 1);
}

TEST(Registration, gives_the_scope_of_the_settings_and_never_the_strangers) {
    auto options = cheap_options();
    options.registration_scope = "notes:read";
    TestAccounts test{options};
    EXPECT_EQ(enrol(test.accounts, ada, "192.0.2.1", "users:write").value().scope, "notes:read");
    EXPECT_EQ(test.value<std::string>("SELECT scope FROM users"), "notes:read");
}

TEST(Registration, can_be_switched_off) {
    auto options = cheap_options();
    options.registration_enabled = false;
    TestAccounts test{options};
    EXPECT_EQ(enrol(test.accounts, ada).error(), Errc::registration_disabled);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM users"), 0);
    EXPECT_EQ(test.add(ada).email, ada);  // the operator's door stays open
}

TEST(Registration, is_throttled_by_address) {
    auto options = cheap_options();
    options.register_rate = Rate{2, 1h};
    TestAccounts test{options};
    EXPECT_TRUE(enrol(test.accounts, "a@example.test"));
    EXPECT_EQ(enrol(test.accounts, "a@example.test").error(),
              Errc::email_taken);  // counts: it asks who is here
    const auto refused = enrol(test.accounts, "b@example.test");
    EXPECT_EQ(refused.error(), Errc::throttled);
    EXPECT_EQ(refused.error().retry_after(), 30min);
    EXPECT_TRUE(enrol(test.accounts, "b@example.test", "192.0.2.2"));
    test.clock.advance(30min);
    EXPECT_TRUE(enrol(test.accounts, "c@example.test"));
}

TEST(Registration, sheds_load_where_the_hashing_pool_is_full_and_does_not_count_that) {
    auto options = cheap_options();
    options.register_rate = Rate{1, 1h};
    options.hashing_threads = 1;
    options.hashing_places = 0;
    TestAccounts test{options};
    HeldPool held{test.accounts.hashing()};
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(enrol(test.accounts, ada).error(), cardea::Errc::exhausted);
    held.release();
    auto outcome = enrol(test.accounts, ada);
    while (!outcome && outcome.error() == cardea::Errc::exhausted)
        outcome = enrol(test.accounts, ada);
    EXPECT_TRUE(outcome);
}

TEST(Registration, stores_no_password_and_salts_each_hash) {
    TestAccounts test;
    test.add(ada);
    test.add(bob);
    EXPECT_THAT(test.bytes(), HasSubstr("$argon2id$"));
    EXPECT_THAT(test.bytes(), Not(HasSubstr(std::string{good_password})));
    EXPECT_EQ(test.value<int>("SELECT count(DISTINCT password_hash) FROM users"), 2);
}

TEST(Registration, hashes_a_password_in_the_form_that_all_keyboards_share) {
    TestAccounts test;
    test.add(ada, "cafe\u0301 au lait");
    EXPECT_TRUE(test.log_in(ada, "caf\u00e9 au lait"));
}

TEST(Registration, keeps_hostile_texts_as_they_are) {
    TestAccounts test;
    NewUser wanted{.email = email_of(ada), .password = Secret{std::string{good_password}}};
    wanted.name = "Robert'); DROP TABLE users;--\r\n\u202e";
    const auto user = block_on(add_user(test.accounts, std::move(wanted))).value();
    EXPECT_EQ(test.value<std::string>("SELECT name FROM users WHERE id = ?", user.id), user.name);
}

TEST(Registration, finds_a_flaw_in_a_password_on_the_pool) {
    auto options = cheap_options();
    options.hashing_threads = 1;
    options.hashing_places = 0;
    TestAccounts test{options};
    const auto judged = [&](std::string password) {
        return block_on(flaw_of_password(test.accounts, std::move(password), "ada@example.test"));
    };
    const HeldPool held{test.accounts.hashing()};
    EXPECT_EQ(judged("short").error(), cardea::Errc::exhausted);
}

TEST(Registration, judges_a_password_by_the_settings_and_the_address) {
    auto options = cheap_options();
    options.password_rules.characters_min = 12;
    TestAccounts test{options};
    const auto type_of = [&](std::string password) {
        const auto flaw = block_on(flaw_of_password(test.accounts, std::move(password),
                                                    "gwendolyn.mary@example.test"))
                              .value();
        return flaw ? flaw->type : "none";
    };
    EXPECT_EQ(type_of("x7#Kp2mQ"), "string_too_short");
    EXPECT_EQ(type_of("gwendolyn.mary"), "value_error");
    EXPECT_EQ(type_of(std::string{good_password}), "none");
}

}  // namespace
}  // namespace cardea::accounts
