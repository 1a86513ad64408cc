// Under test: what each policy asks of a caller, how several are joined, and how they are written.
#include <cardea/security/policy.hpp>

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cardea::security {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint noon{std::chrono::seconds{1'700'000'000}};
constexpr std::array<std::string_view, 2> password_and_otp{"pwd", "otp"};

Caller caller_with(std::string_view scopes, std::optional<TimePoint> auth_time = {}) {
    return {.scope = scopes, .auth_time = auth_time, .now = noon};
}
Result<> ask(auto policy, std::string_view scopes, std::optional<TimePoint> auth_time = {}) {
    return policy.check(caller_with(scopes, auth_time));
}
std::string text_of(auto policy) {
    std::string text;
    policy.append_text(text);
    return text;
}
std::string scopes_of(auto policy) {
    std::string scopes;
    policy.append_scopes(scopes);
    return scopes;
}

int times_asked = 0;
bool is_ada(const Caller& caller) {
    ++times_asked;
    return caller.subject == "ada";
}
Result<> is_no_robot(const Caller& caller) {
    ++times_asked;
    if (caller.client_id == "robot") return Error{cardea::Errc::unavailable, "ask a captcha"};
    return {};
}
bool is_quiet(const Caller&) noexcept { return true; }
template <int level>
bool has_level(const Caller&) {
    return level > 1;
}

TEST(Policy, grants_a_scope_by_whole_words_alone) {
    EXPECT_TRUE(ask(scope<"notes:read">, "notes:read"));
    EXPECT_TRUE(ask(scope<"notes:read">, "a  notes:read b"));
    for (const auto* scopes :
         {"", "notes", "notes:reader", "xnotes:read", "NOTES:READ", "notes:read,b"}) {
        EXPECT_EQ(ask(scope<"notes:read">, scopes).error(), Errc::insufficient_scope) << scopes;
        EXPECT_EQ(ask(any_scope<"notes:read">, scopes).error(), Errc::insufficient_scope) << scopes;
        EXPECT_EQ(ask(any_scope<"a:x", "notes:read">, scopes).error(), Errc::insufficient_scope)
            << scopes;
    }
}

TEST(Policy, grants_any_scope_by_one_of_them) {
    constexpr auto any = any_scope<"a", "b", "c">;
    for (const auto* scopes : {"a", "b", "c", "x c", "a b c"})
        EXPECT_TRUE(ask(any, scopes)) << scopes;
    EXPECT_EQ(ask(any, "d").error().challenge(),
              R"(Bearer realm="cardea", error="insufficient_scope", scope="a b c")");
}

TEST(Policy, joined_by_and_demands_all_or_the_first_that_fails_is_named) {
    constexpr auto both = scope<"a"> && live_user && scope<"b">;
    static_assert(both.needs_live_user);
    static_assert(!(scope<"a"> && scope<"b">).needs_live_user);
    EXPECT_TRUE(ask(both, "b a"));
    EXPECT_FALSE(ask(both, "a"));
    EXPECT_EQ(scopes_of(both), "a b");
    EXPECT_EQ(ask(scope<"a"> && signed_in_within(5min), "").error(), Errc::insufficient_scope);
    EXPECT_EQ(ask(signed_in_within(5min) && scope<"a">, "").error(), Errc::stale_sign_in);
}

TEST(Policy, joined_by_or_demands_one) {
    constexpr auto either = scope<"a"> || (scope<"b"> && signed_in_within(5min));
    EXPECT_TRUE(ask(either, "a"));
    EXPECT_TRUE(ask(either, "b", noon));
    EXPECT_FALSE(ask(either, "b"));
    EXPECT_FALSE(ask(either, "c", noon));
    EXPECT_EQ(scopes_of(either), "a b");
    static_assert((scope<"a"> || live_user).needs_live_user, "for all of it");
    static_assert(!(scope<"a"> || scope<"b">).needs_live_user);
}

TEST(Policy, asks_for_a_fresh_sign_in_from_the_second_it_grows_too_old) {
    constexpr auto fresh = signed_in_within(5min);
    EXPECT_TRUE(ask(fresh, "", noon - 299s));
    EXPECT_EQ(ask(fresh, "", noon - 300s).error(), Errc::stale_sign_in);
    EXPECT_EQ(ask(fresh, "").error(), Errc::stale_sign_in);
    EXPECT_EQ(ask(fresh, "").error().challenge(),
              R"(Bearer realm="cardea", error="insufficient_user_authentication", max_age="300")");
}

TEST(Policy, asks_for_no_sign_in_that_there_cannot_be) {
    EXPECT_THROW(signed_in_within(0s), std::invalid_argument);
    EXPECT_THROW(signed_in_within(-5min), std::invalid_argument);
}

TEST(Policy, asks_for_a_factor_by_its_whole_name) {
    auto caller = caller_with("");
    caller.methods = password_and_otp;
    EXPECT_TRUE(with_factor("otp").check(caller));
    EXPECT_TRUE((with_factor("pwd") && with_factor("otp")).check(caller));
    EXPECT_EQ(with_factor("ot").check(caller).error(), Errc::missing_factor);
    EXPECT_EQ(with_factor("OTP").check(caller).error(), Errc::missing_factor);
    EXPECT_EQ(with_factor("hwk").check(caller).error(), Errc::missing_factor);
    EXPECT_EQ(ask(with_factor("otp"), "otp").error(), Errc::missing_factor) << "a scope is none";
}

TEST(Policy, asks_a_predicate_of_the_users_own) {
    auto caller = caller_with("");
    caller.subject = "ada";
    EXPECT_TRUE(satisfies<is_ada>.check(caller));
    EXPECT_TRUE(satisfies<is_no_robot>.check(caller));
    EXPECT_TRUE(satisfies<is_quiet>.check(caller));
    EXPECT_TRUE(satisfies<has_level<2>>.check(caller));
    EXPECT_EQ(satisfies<has_level<1>>.check(caller).error(), Errc::forbidden);
    caller = caller_with("");
    caller.client_id = "robot";
    EXPECT_EQ(satisfies<is_ada>.check(caller).error(), Errc::forbidden);
    const auto refusal = satisfies<is_no_robot>.check(caller).error();
    EXPECT_EQ(refusal, cardea::Errc::unavailable) << "its own failure is the answer";
    EXPECT_EQ(refusal.detail(), "ask a captcha");
}

TEST(Policy, asks_a_predicate_once_and_only_where_it_decides) {
    const auto asked = [](auto policy, std::string_view scopes) {
        times_asked = 0;
        static_cast<void>(ask(policy, scopes));
        return times_asked;
    };
    EXPECT_EQ(asked(scope<"a"> || satisfies<is_ada>, "a"), 0);
    EXPECT_EQ(asked(scope<"a"> || satisfies<is_ada>, ""), 1);
    EXPECT_EQ(asked(scope<"a"> && satisfies<is_ada>, "a"), 1);
    EXPECT_EQ(asked(scope<"a"> && satisfies<is_ada>, ""), 0) << "not for the refusal's sake either";
    EXPECT_EQ(asked(scope<"a"> && (live_user || satisfies<is_ada>), ""), 0);
    EXPECT_EQ(asked((satisfies<is_ada> && scope<"a">) || satisfies<is_no_robot>, ""), 2);
}

TEST(Policy, is_written_as_the_code_has_it) {
    EXPECT_EQ(text_of(any_scope<"a", "b">), R"(any_scope<"a", "b">)");
    EXPECT_EQ(text_of(with_factor("otp")), R"(with_factor("otp"))");
    EXPECT_EQ(text_of(satisfies<is_ada>), "satisfies<is_ada>");
    EXPECT_EQ(text_of(satisfies<is_quiet>), "satisfies<is_quiet>");
    EXPECT_EQ(text_of(satisfies<has_level<2>>), "satisfies<has_level>");
    constexpr auto nameless = [](const Caller&) { return true; };
    EXPECT_EQ(text_of(satisfies<nameless>), "satisfies<a predicate>");
    EXPECT_EQ(text_of((scope<"a"> || scope<"b">) && live_user),
              R"((scope<"a"> || scope<"b">) && live_user)");
    EXPECT_EQ(text_of(authenticated && (live_user || scope<"b">)),
              R"(authenticated && (live_user || scope<"b">))");
    EXPECT_EQ(text_of((scope<"a"> && live_user) || scope<"b">),
              R"((scope<"a"> && live_user) || scope<"b">)");
    EXPECT_EQ(text_of(scope<"a"> || scope<"b"> || scope<"c">),
              R"(scope<"a"> || scope<"b"> || scope<"c">)");
    EXPECT_EQ(text_of(scope<"a"> && scope<"b"> && scope<"c">),
              R"(scope<"a"> && scope<"b"> && scope<"c">)");
}

TEST(Scopes, of_a_token_count_only_as_far_as_the_user_still_has_them) {
    EXPECT_EQ(narrowed("a b c", "c a x"), "a c");
    EXPECT_EQ(narrowed("a b", ""), "");
    EXPECT_EQ(narrowed("", "a"), "");
}

TEST(Scopes, are_named_once_each) {
    EXPECT_EQ(each_once("b a  b ab a"), "b a ab");
    EXPECT_EQ(each_once(""), "");
}

TEST(Scopes, have_names_that_a_challenge_can_say) {
    for (const auto* good : {"a", "notes:read", "~!#", "https://api.test/read"})
        EXPECT_TRUE(is_scope_token(good));
    for (const auto* bad : {"", "a b", "a\"", "a\\", "\t", "\x7f", "\xc3\xa9"})
        EXPECT_FALSE(is_scope_token(bad));
}

}  // namespace
}  // namespace cardea::security
