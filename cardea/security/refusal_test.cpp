// Under test: what each policy answers whom it does not let in, to the letter: status, sentence and
// challenge (RFC 6750 section 3, RFC 9470 section 3).
#include <cardea/app/app.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/jose/private_claims.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace cardea {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Contract {
    int plan;
};

bool asks_for_oneself(const security::Caller& caller) {
    return caller.path_parameter("id") == caller.subject;
}
Result<> has_paid(const security::Caller& caller) {
    const auto contract = jose::private_claims<Contract>(*caller.claims);
    if (contract && contract->plan > 0) return {};
    return Error{security::Errc::forbidden}.say("Pay first");
}
Result<> is_told(const security::Caller& caller) {
    if (caller.session == "hidden") throw NotFound{"No such user"};
    if (caller.client_id == "slow") return Error{Errc::unavailable};
    if (caller.request->method() != Method::get) return security::sign_in_again(60s);
    return {};
}

inline constexpr auto fresh = signed_in_within(5min);
inline constexpr auto recent = signed_in_within(15min);
inline constexpr auto otp = with_factor("otp");
inline constexpr auto reader_or_oneself = scope<"users:read"> || satisfies<asks_for_oneself>;

struct RefusalTest : testing::Test {
    App& filled() {
        app.provide(Authority{.verify = [](std::string_view) -> Result<jose::VerifiedClaims> {
            return security::refused(security::Errc::invalid_token);
        }});
        add<scope<"a">>("/scope");
        add<any_scope<"a", "b">>("/any_scope");
        add<live_user>("/live");
        add<fresh>("/fresh");
        add<otp>("/otp");
        add<otp && with_factor("hwk")>("/factors");
        add<satisfies<has_paid>>("/paid");
        add<satisfies<is_told>>("/told");
        add<scope<"a"> && scope<"b"> && scope<"a">>("/scopes");
        add<scope<"a"> && fresh>("/scope_fresh");
        add<fresh && scope<"a">>("/fresh_scope");
        add<recent && fresh>("/recent_fresh");
        add<fresh && otp>("/fresh_otp");
        add<otp && fresh && scope<"a">>("/otp_fresh_scope");
        add<scope<"a"> && satisfies<has_paid>>("/scope_paid");
        add<satisfies<has_paid> && scope<"a">>("/paid_scope");
        add<reader_or_oneself>("/users/{id}");
        add<scope<"a"> || scope<"b">>("/either");
        add<scope<"a"> || fresh>("/scope_or_fresh");
        add<fresh || recent>("/fresh_or_recent");
        add<(scope<"a"> && fresh) || (scope<"b"> && recent)>("/branches");
        add<otp || fresh>("/otp_or_fresh");
        add<satisfies<has_paid> || satisfies<asks_for_oneself>>("/predicates");
        add<scope<"a"> || satisfies<is_told>>("/scope_or_told");
        add<scope<"a"> || live_user>("/scope_or_live");
        add<(scope<"a"> || scope<"b">) && fresh>("/choice_fresh");
        app.get("/ways", [](AnyOf<Guard<otp>, Guard<scope<"a">>>) {});
        return app;
    }
    template <auto policy>
    void add(std::string pattern) {
        app.get(pattern, [](Guard<policy>) {});
        app.delete_(pattern, [](Guard<policy>) {});
    }

    App app;
    TestClient client{filled()};
};

struct LetIn {
    const char* path;
    Principal who;
};
TEST_F(RefusalTest, is_for_nobody_who_fulfils_the_policy) {
    for (const auto& row : std::initializer_list<LetIn>{
             {"/scope", {.subject = "ada", .scope = "b a"}},
             {"/any_scope", {.subject = "ada", .scope = "b"}},
             {"/live", {.subject = "ada"}},
             {"/fresh", {.subject = "ada", .signed_in_ago = 299s}},
             {"/otp", {.subject = "ada", .methods = {"pwd", "otp"}}},
             {"/factors", {.subject = "ada", .methods = {"hwk", "otp"}}},
             {"/paid", {.subject = "ada", .private_claims = R"({"plan":1})"}},
             {"/told", {.subject = "ada", .session = "s", .client_id = "c"}},
             {"/scope_fresh", {.subject = "ada", .scope = "a"}},
             {"/recent_fresh", {.subject = "ada"}},
             {"/scope_paid", {.subject = "ada", .scope = "a", .private_claims = R"({"plan":1})"}},
             {"/users/ada", {.subject = "ada"}},
             {"/users/bob", {.subject = "ada", .scope = "users:read"}},
             {"/users/b%20c", {.subject = "b c"}},
             {"/either", {.subject = "ada", .scope = "b"}},
             {"/scope_or_fresh", {.subject = "ada", .scope = "a", .signed_in_ago = std::nullopt}},
             {"/scope_or_fresh", {.subject = "ada"}},
             {"/fresh_or_recent", {.subject = "ada", .signed_in_ago = 10min}},
             {"/branches", {.subject = "ada", .scope = "b", .signed_in_ago = 10min}},
             {"/scope_or_live", {.subject = "ada"}},
             {"/choice_fresh", {.subject = "ada", .scope = "b"}},
             {"/ways", {.subject = "ada", .methods = {"otp"}}},
         }) {
        client.sign_in(row.who);
        EXPECT_EQ(client.get(row.path).status, Status::no_content) << row.path;
    }
}

/// An answer to the letter.
struct Answer {
    int status;
    std::string detail;
    std::string challenge;
};
const std::string realm = R"(Bearer realm="cardea")";
const std::string age_300 = R"(, max_age="300")";
const std::string age_900 = R"(, max_age="900")";
const std::string scope_a = R"(, scope="a")";
const std::string with_otp = R"(, error_description="A sign-in with otp is needed")";
const Answer gone{401, "User not found", realm + R"(, error="invalid_token")"};
const Answer unpaid{403, "Pay first", ""};
const Answer hidden{404, "No such user", ""};
const Answer away{503, "The service is not available now; try again", ""};
constexpr auto never = std::optional<std::chrono::seconds>{};

Answer too_little(const std::string& scopes) {
    return {403, "Not enough permissions",
            realm + R"(, error="insufficient_scope", scope=")" + scopes + '"'};
}
Answer again(const std::string& wanted) {
    return {401, "Sign in again", realm + R"(, error="insufficient_user_authentication")" + wanted};
}
Answer further(const std::string& factors, const std::string& wanted = {}) {
    const auto why = R"(, error_description="A sign-in with )" + factors + R"( is needed")";
    return {401, "Sign in with a further factor",
            realm + R"(, error="insufficient_user_authentication")" + why + wanted};
}

struct Refused {
    const char* path;
    Principal who;
    Answer expected;
};
TEST_F(RefusalTest, names_what_would_mend_it) {
    for (const auto& [path, who, expected] : std::initializer_list<Refused>{
             {"/scope", {.subject = "ada", .scope = "b"}, too_little("a")},
             {"/any_scope", {.subject = "ada", .scope = "c"}, too_little("a b")},
             {"/live", {.subject = "ada", .is_live = false}, gone},
             {"/fresh", {.subject = "ada", .signed_in_ago = 5min}, again(age_300)},
             {"/fresh", {.subject = "ada", .signed_in_ago = never}, again(age_300)},
             {"/otp", {.subject = "ada", .methods = {"pwd"}}, further("otp")},
             {"/otp", {.subject = "ada"}, further("otp")},
             {"/factors", {.subject = "ada"}, further("otp and hwk")},
             {"/factors", {.subject = "ada", .methods = {"otp"}}, further("hwk")},
             {"/paid", {.subject = "ada"}, unpaid},
             {"/told", {.subject = "ada", .session = "hidden"}, hidden},
             {"/told", {.subject = "ada", .client_id = "slow"}, away},
             // Joined by &&: the first that fails is the answer; the rest stands beside it.
             {"/scopes", {.subject = "ada", .scope = "a"}, too_little("a b")},
             {"/scope_fresh", {.subject = "ada", .signed_in_ago = 1h}, too_little("a")},
             {"/scope_fresh",
              {.subject = "ada", .scope = "a", .signed_in_ago = 1h},
              again(age_300)},
             {"/fresh_scope", {.subject = "ada", .signed_in_ago = 1h}, again(age_300 + scope_a)},
             {"/recent_fresh", {.subject = "ada", .signed_in_ago = 1h}, again(age_300)},
             {"/recent_fresh", {.subject = "ada", .signed_in_ago = 10min}, again(age_300)},
             {"/fresh_otp", {.subject = "ada", .signed_in_ago = 1h}, again(with_otp + age_300)},
             {"/otp_fresh_scope",
              {.subject = "ada", .signed_in_ago = 1h},
              further("otp", age_300 + scope_a)},
             {"/scope_paid", {.subject = "ada"}, too_little("a")},
             {"/paid_scope", {.subject = "ada"}, unpaid},
             // Joined by ||: the alternative that tells the client most.
             {"/users/bob", {.subject = "ada"}, too_little("users:read")},
             {"/users/Ada", {.subject = "ada"}, too_little("users:read")},
             {"/either", {.subject = "ada", .scope = "c"}, too_little("a b")},
             {"/scope_or_fresh", {.subject = "ada", .signed_in_ago = 1h}, again(age_300)},
             {"/fresh_or_recent", {.subject = "ada", .signed_in_ago = 1h}, again(age_900)},
             {"/branches", {.subject = "ada", .scope = "b", .signed_in_ago = 1h}, again(age_900)},
             {"/branches",
              {.subject = "ada", .scope = "a", .signed_in_ago = 10min},
              again(age_300)},
             {"/branches", {.subject = "ada", .scope = "c"}, too_little("a b")},
             {"/otp_or_fresh", {.subject = "ada", .signed_in_ago = 1h}, again(age_300)},
             {"/predicates", {.subject = "ada"}, unpaid},
             {"/scope_or_told", {.subject = "ada", .session = "hidden"}, hidden},
             {"/scope_or_told", {.subject = "ada", .client_id = "slow"}, away},
             {"/scope_or_live", {.subject = "ada", .scope = "a", .is_live = false}, gone},
             {"/choice_fresh",
              {.subject = "ada", .scope = "c", .signed_in_ago = 1h},
              too_little("a b")},
         }) {
        client.sign_in(who);
        const auto answer = client.get(path);
        EXPECT_EQ(static_cast<int>(answer.status), expected.status) << path;
        EXPECT_THAT(answer.body, HasSubstr("\"detail\":\"" + expected.detail + "\"}")) << path;
        EXPECT_EQ(answer.fields.get("WWW-Authenticate"), expected.challenge) << path;
    }
}

TEST_F(RefusalTest, of_a_predicate_that_words_it_itself_stays_as_it_is) {
    client.sign_in({.subject = "ada"});
    EXPECT_EQ(client.delete_("/told").fields.get("WWW-Authenticate"),
              again(R"(, max_age="60")").challenge);
}

}  // namespace
}  // namespace cardea
