// Under test: no guard converts to one that its caller would not have passed.
#include <cardea/security/implies.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace cardea::security {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint noon{std::chrono::seconds{1'700'000'000}};

bool is_ada(const Caller& caller) { return caller.subject == "ada"; }
bool has_no_scope(const Caller& caller) { return caller.scope.empty(); }

/// A policy of a user's own, with a value.
struct OfClient {
    int number;
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const Caller& caller) const {
        if (caller.client_id == std::to_string(number)) return {};
        return Errc::forbidden;
    }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const {
        text.append("of_client(").append(std::to_string(number)).append(")");
    }
    bool operator==(const OfClient&) const = default;
};

constexpr auto a = scope<"a">;
constexpr auto b = scope<"b">;
constexpr auto c = scope<"c">;
constexpr auto otp = with_factor("otp");
constexpr auto fresh = signed_in_within(5min);
constexpr auto recent = signed_in_within(15min);
constexpr auto ada = satisfies<is_ada>;
constexpr auto bare = satisfies<has_no_scope>;

/// Policies of every kind and shape, each of which is compared with each.
constexpr std::tuple policies{authenticated,
                              live_user,
                              a,
                              b,
                              any_scope<"a">,
                              any_scope<"a", "b">,
                              any_scope<"b", "c">,
                              any_scope<"c", "b", "a">,
                              fresh,
                              recent,
                              otp,
                              with_factor("pwd"),
                              with_factor("hwk"),
                              ada,
                              bare,
                              OfClient{1},
                              OfClient{2},
                              a&& b,
                              a&& live_user,
                              b && (a && fresh),
                              any_scope<"a", "b">&& recent,
                              a&& bare,
                              ada&& otp&& live_user,
                              a || b,
                              b || a || c,
                              a || live_user,
                              a || ada,
                              ada || fresh,
                              fresh || recent,
                              otp || recent,
                              authenticated || a,
                              OfClient{1} || a,
                              (a && b) || c,
                              (a && fresh) || (b && fresh),
                              (a || b) && (b || c),
                              (a || b) && live_user,
                              (a && live_user) || ada,
                              (a || ada) && recent,
                              (a || (b && live_user)) && otp,
                              any_scope<"a", "b"> || (c && otp)};

/// Whom a guard may meet: a token, and the user behind it.
struct Person {
    std::string_view subject;
    std::string_view scope;
    std::optional<std::string_view> user_scope;  // none: the user is gone
    std::optional<TimePoint> auth_time;
    std::vector<std::string_view> methods;
    std::string_view client_id;
};

std::vector<Person> everybody() {
    using Methods = std::vector<std::string_view>;
    std::vector<Person> all;
    for (const auto* subject : {"ada", "bob"})
        for (const auto* scope : {"", "a", "b", "c", "a b", "a c", "b c", "a b c"})
            for (const auto& user :
                 {std::optional<std::string_view>{}, {""}, {"a"}, {"b c"}, {"a b c"}})
                for (const auto& signed_in :
                     {std::optional<TimePoint>{}, {noon}, {noon - 10min}, {noon - 20min}})
                    for (const auto& methods :
                         {Methods{}, Methods{"pwd"}, Methods{"otp"}, Methods{"hwk", "swk"}})
                        for (const auto* client : {"1", "2"})
                            all.push_back({subject, scope, user, signed_in, methods, client});
    return all;
}

/// As a guard asks it.
template <class P>
bool lets_in(const P& policy, const Person& person) {
    if (P::needs_live_user && !person.user_scope) return false;
    const auto scope =
        P::needs_live_user ? narrowed(person.scope, *person.user_scope) : std::string{person.scope};
    return policy
        .check({.scope = scope,
                .auth_time = person.auth_time,
                .now = noon,
                .subject = person.subject,
                .client_id = person.client_id,
                .methods = person.methods})
        .has_value();
}

template <class P>
std::string text_of(const P& policy) {
    std::string text;
    policy.append_text(text);
    return text;
}

/// Calls `f` with each policy.
void for_each_policy(auto f) {
    std::apply([&](const auto&... policy) { (f(policy), ...); }, policies);
}

/// A predicate that more scopes make false says nothing of a caller whose scopes were narrowed for
/// the guard held, and only for it: the guard goes on carrying the narrowed ones.
template <class P>
bool minds_more_scopes(const P& policy) {
    return text_of(policy).find("has_no_scope") != std::string::npos;
}

TEST(Implication, is_sound) {
    const auto people = everybody();
    int implied = 0;
    for_each_policy([&]<class Held>(const Held& held) {
        std::vector<const Person*> inside;
        for (const auto& person : people) {
            if (lets_in(held, person)) inside.push_back(&person);
        }
        for_each_policy([&]<class Wanted>(const Wanted& wanted) {
            if (!implies(held, wanted)) return;
            if (minds_more_scopes(wanted) && Held::needs_live_user && !Wanted::needs_live_user)
                return;
            ++implied;
            for (const auto* person : inside) {
                EXPECT_TRUE(lets_in(wanted, *person))
                    << text_of(held) << " lets in whom " << text_of(wanted)
                    << " does not: " << person->subject << " '" << person->scope << "' '"
                    << person->user_scope.value_or("gone") << "'";
            }
        });
    });
    EXPECT_GT(implied, 150) << "and is told of more than the same policies";
}

TEST(Implication, misses_nothing_among_these) {
    // (Of others it does: it multiplies no conjunction of choices out, and knows no predicate.)
    const auto people = everybody();
    std::vector<std::string> missed;
    for_each_policy([&]<class Held>(const Held& held) {
        for_each_policy([&]<class Wanted>(const Wanted& wanted) {
            if (implies(held, wanted) || minds_more_scopes(held) || minds_more_scopes(wanted))
                return;
            for (const auto& person : people) {
                if (lets_in(held, person) && !lets_in(wanted, person)) return;
            }
            missed.push_back(text_of(held) + " => " + text_of(wanted));
        });
    });
    EXPECT_THAT(missed, testing::IsEmpty());
}

template <auto held, auto wanted>
constexpr bool proves = implies(held, wanted);

static_assert(proves<a, any_scope<"a", "b">>);
static_assert(proves<any_scope<"b", "a">, any_scope<"a", "b", "c">>);
static_assert(proves<any_scope<"a">, a>);
static_assert(proves<any_scope<"a", "b">, (b || a)>);
static_assert(proves<(a || b), any_scope<"a", "b">>);
static_assert(!proves<any_scope<"a", "b">, a>);
static_assert(!proves<any_scope<"a", "b", "c">, any_scope<"a", "b">>);
static_assert(proves<(a && c), (a || b)>);
static_assert(proves<(c && (a || b)), (b || a)>);
static_assert(proves<((a && c) || (b && c)), c>);
static_assert(!proves<(a || b), a>);
static_assert(!proves<(a || b), (a && b)>);
static_assert(proves<fresh, (recent || otp)>);
static_assert(proves<(fresh || otp), (otp || recent)>);
static_assert(!proves<(fresh || otp), otp>);
static_assert(proves<with_factor("otp"), otp>);
static_assert(!proves<with_factor("otp2"), otp>);
static_assert(!proves<with_factor("pin"), otp>);
static_assert(proves<(a && ada), ada>);
static_assert(!proves<ada, bare>);
static_assert(!proves<a, (a || live_user)>,
              "who was not asked for is in no policy that asks for users");
static_assert(proves<(a || live_user), live_user>, "in any branch it holds for the whole");
static_assert(proves<(a && live_user), (a || live_user)>);

}  // namespace
}  // namespace cardea::security
