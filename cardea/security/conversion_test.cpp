// Under test: a guard is proof of all that its policy implies, and of nothing more; and a policy may
// be anybody's.
#include <cardea/security/guard.hpp>

#include <cardea/app/app.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace cardea {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// Policies as a user writes them: one without a value, one with, one that cannot be compared.
struct OnWeekdays {
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const security::Caller& caller) const {
        const auto day = caller.now.time_since_epoch() / std::chrono::days{1} % 7;  // 0: a Thursday
        if (day == 2 || day == 3) return Error{security::Errc::insufficient_scope};
        return {};
    }
    void append_scopes(std::string& scopes) const { scopes += "weekdays"; }
    void append_text(std::string& text) const { text += "on_weekdays"; }
};
struct AtLeast {
    int level;
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const security::Caller&) const { return {}; }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const { text += "at_least(" + std::to_string(level) + ")"; }
    bool operator==(const AtLeast&) const = default;
};
struct Incomparable {
    int level;
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const security::Caller&) const { return {}; }
    void append_scopes(std::string&) const {}
    void append_text(std::string&) const {}
};

inline constexpr auto reads = scope<"read">;
inline constexpr auto writes = scope<"write">;
inline constexpr OnWeekdays on_weekdays{};

template <auto held, auto wanted>
constexpr bool proves = std::is_convertible_v<Guard<held>, Guard<wanted>>;

static_assert(proves<reads, reads>);
static_assert(proves < reads && writes, reads >);
static_assert(proves < reads && writes, writes >);
static_assert(proves < reads && writes, writes&& reads >, "in any order");
static_assert(proves < reads && (writes && live_user), (reads && writes) >);
static_assert(proves < (reads && writes) && live_user, live_user&& writes >);
static_assert(proves < reads && live_user, authenticated >);
static_assert(proves<reads, authenticated>);
static_assert(proves < reads, reads&& authenticated >);
static_assert(proves < reads, reads&& reads >);
static_assert(!proves<reads, writes>);
static_assert(!proves < reads, reads&& writes >);
static_assert(!proves<reads, live_user>);
static_assert(!proves<live_user, reads>);
static_assert(!proves<authenticated, live_user>);
static_assert(!proves<authenticated, reads>);
static_assert(!proves<scope<"reads">, reads>);
static_assert(!proves<scope<"read:all">, reads>);

static_assert(proves<signed_in_within(5min), signed_in_within(15min)>);
static_assert(proves<signed_in_within(5min), signed_in_within(300s)>);
static_assert(proves < reads && signed_in_within(5min), signed_in_within(15min) >);
static_assert(!proves<signed_in_within(15min), signed_in_within(5min)>);
static_assert(!proves<reads, signed_in_within(5min)>);

static_assert(proves < reads && on_weekdays, on_weekdays >);
static_assert(!proves<reads, on_weekdays>);
static_assert(proves < reads && AtLeast{3}, AtLeast{3} >);
static_assert(!proves < reads && AtLeast{3}, AtLeast{2} >, "what cannot be told is no");
static_assert(!proves<AtLeast{2}, AtLeast{3}>);
static_assert(!proves < reads && Incomparable{1}, Incomparable{1} >);

static_assert(!std::is_default_constructible_v<Guard<reads>>);
static_assert(!std::is_constructible_v<Guard<reads>, security::Admission>, "nobody makes a guard");
static_assert(!std::is_assignable_v<Guard<reads>&, Guard<writes>>);

std::string proven(const Guard<reads>& who) {
    return std::string{who.subject()} + ":" + std::string{who.scope()} + ":" +
           std::string{who.claims().id()};
}

struct ConversionTest : testing::Test {
    App& filled() {
        app.provide(Authority{.verify = [](std::string_view) -> Result<jose::VerifiedClaims> {
            return security::refused(security::Errc::invalid_token);
        }});
        app.get("/", [](Guard<reads&& live_user&& signed_in_within(5min)> who) {
            const Guard<signed_in_within(15min)> recent = who;
            return proven(who) + (recent.may("read") ? " may" : "");
        });
        app.get("/weekdays", [](Guard<scope<"a">&& on_weekdays&& scope<"b">>) {});
        return app;
    }
    App app;
    TestClient client{filled()};
};

TEST_F(ConversionTest, keeps_who_calls) {
    client.sign_in({.subject = "ada", .scope = "read other", .user_scope = "read"});
    EXPECT_EQ(client.get("/").body, R"("ada:read:test may")");
}

TEST_F(ConversionTest, asks_a_policy_of_the_users_own) {
    client.sign_in({.subject = "ada", .scope = "a b", .lifetime = 240h});
    int open = 0;
    std::string challenge;
    for (int day = 0; day < 7; ++day) {
        const auto answer = client.get("/weekdays");
        if (answer.status == Status::no_content) ++open;
        if (answer.status == Status::forbidden) challenge = answer.fields.get("WWW-Authenticate");
        client.clock().advance(24h);
    }
    EXPECT_EQ(open, 5);
    EXPECT_THAT(challenge, HasSubstr(R"(scope="a weekdays b")"));
}

TEST_F(ConversionTest, writes_a_policy_as_the_code_has_it) {
    openapi::Operation operation;
    Guard<scope<"a"> && on_weekdays && AtLeast{3}>::describe(operation);
    EXPECT_THAT(operation.access,
                testing::ElementsAre(R"(Guard<scope<"a"> && on_weekdays && at_least(3)>)"));
    EXPECT_EQ(operation.security, (openapi::Alternatives{{{"bearer", {"a", "weekdays"}}}}));
}

}  // namespace
}  // namespace cardea
