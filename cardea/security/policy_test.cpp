#include <cardea/security/policy.hpp>

#include <cardea/security/errc.hpp>

#include <gtest/gtest.h>

namespace cardea::security {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint noon{std::chrono::seconds{1'700'000'000}};

Result<> ask(auto policy, std::string_view scopes, std::optional<TimePoint> auth_time = {}) {
    return policy.check(Caller{.scope = scopes, .auth_time = auth_time, .now = noon});
}

TEST(Policy, grants_a_scope_by_whole_words_alone) {
    EXPECT_TRUE(ask(scope<"notes:read">, "notes:read"));
    EXPECT_TRUE(ask(scope<"notes:read">, "a  notes:read b"));
    for (const auto* scopes :
         {"", "notes", "notes:reader", "xnotes:read", "NOTES:READ", "notes:read,b"}) {
        EXPECT_EQ(ask(scope<"notes:read">, scopes).error(), Errc::insufficient_scope) << scopes;
    }
}

TEST(Policy, joined_demands_all_hold_or_the_first_that_fails_is_named) {
    constexpr auto both = scope<"a"> && live_user && scope<"b">;
    static_assert(both.needs_live_user);
    static_assert(!(scope<"a"> && scope<"b">).needs_live_user);
    EXPECT_TRUE(ask(both, "b a"));
    EXPECT_FALSE(ask(both, "a"));
    std::string scopes;
    both.append_scopes(scopes);
    EXPECT_EQ(scopes, "a b");
}

TEST(Policy, asks_for_a_fresh_sign_in_from_the_second_it_grows_too_old) {
    constexpr auto fresh = signed_in_within(5min);
    EXPECT_TRUE(ask(fresh, "", noon - 299s));
    EXPECT_EQ(ask(fresh, "", noon - 300s).error(), Errc::stale_sign_in);
    EXPECT_EQ(ask(fresh, "").error(), Errc::stale_sign_in);
    EXPECT_EQ(ask(fresh, "").error().challenge(),
              R"(Bearer realm="cardea", error="insufficient_user_authentication", max_age="300")");
}

TEST(Scopes, of_a_token_count_only_as_far_as_the_user_still_has_them) {
    EXPECT_EQ(narrowed("a b c", "c a x"), "a c");
    EXPECT_EQ(narrowed("a b", ""), "");
    EXPECT_EQ(narrowed("", "a"), "");
}

}  // namespace
}  // namespace cardea::security
