#include <cardea/accounts/profile.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

// Under test: users find themselves, and change no more than they may.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

struct ProfileTest : testing::Test {
    std::optional<User> found(std::string_view who) {
        return block_on(find_user(*test.database, who));
    }
    std::optional<User> change(Uuid who, Patch<Text<1, 200>> name) {
        return block_on(
            change_profile(test.accounts, who, session.id, ProfileChange{.name = std::move(name)}));
    }
    static Patch<Text<1, 200>> to(std::string_view name) {
        return Patch{std::get<Text<1, 200>>(Text<1, 200>::read(name))};
    }

    TestAccounts test;
    User user = test.add(ada, good_password, "notes:read");
    std::string id = user.id.text();
    Session session = test.log_in(ada).value();
};

TEST_F(ProfileTest, finds_a_user_by_id) {
    const auto one = found(id);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->id, user.id);
    EXPECT_EQ(one->email, ada);
    EXPECT_EQ(one->name, std::nullopt);
    EXPECT_FALSE(one->email_verified);
    EXPECT_FALSE(one->disabled);
    EXPECT_EQ(one->scope, "notes:read");
    EXPECT_EQ(one->created_at, Timestamp{noon});
    EXPECT_EQ(one->updated_at, Timestamp{noon});
}

TEST_F(ProfileTest, shows_a_disabled_user_as_disabled) {
    block_on(set_disabled(test.accounts, user.id, true));
    EXPECT_TRUE(found(id).value().disabled);
}

TEST_F(ProfileTest, finds_nobody_who_is_not_there) {
    for (const std::string_view who :
         {"", "ada@example.test", "01890a5d-ac96-774b-bcce-b302099a8057", "' OR ''='"}) {
        EXPECT_FALSE(found(who)) << who;
    }
}

TEST_F(ProfileTest, changes_a_name_clears_it_or_leaves_it) {
    test.clock.advance(1h);
    const auto named = change(user.id, to("Ada L.")).value();
    EXPECT_EQ(named.name, "Ada L.");
    EXPECT_EQ(named.created_at, Timestamp{noon});
    EXPECT_EQ(named.updated_at, Timestamp{noon + 1h});
    test.clock.advance(1h);
    const auto left = change(user.id, {}).value();
    EXPECT_EQ(left.name, "Ada L.");
    EXPECT_EQ(left.updated_at, Timestamp{noon + 1h});
    EXPECT_EQ(change(user.id, Patch<Text<1, 200>>::null()).value().name, std::nullopt);
    EXPECT_EQ(block_on(find_user(*test.database, id)).value().updated_at, Timestamp{noon + 2h});
}

TEST_F(ProfileTest, changes_nobody_else) {
    const auto other = test.add(bob);
    EXPECT_TRUE(change(user.id, to("Ada")));
    EXPECT_EQ(block_on(find_user(*test.database, other.id.text())).value().name, std::nullopt);
}

TEST_F(ProfileTest, changes_nothing_by_a_session_that_has_ended_or_is_anothers) {
    const auto other = test.add(bob);
    EXPECT_FALSE(change(other.id, to("x")));
    EXPECT_FALSE(change(make_id(), to("x")));
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    EXPECT_FALSE(change(user.id, to("x")));
    EXPECT_EQ(found(id).value().name, std::nullopt);
}

TEST_F(ProfileTest, lets_a_disabled_user_change_and_see_nothing) {
    block_on(set_disabled(test.accounts, user.id, true));
    EXPECT_FALSE(change(user.id, to("x")));
    EXPECT_FALSE(change(user.id, {}));
    EXPECT_EQ(block_on(find_user(*test.database, id)).value().name, std::nullopt);
}

}  // namespace
}  // namespace cardea::accounts
