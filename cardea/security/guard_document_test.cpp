// Under test: what a guard enforces it says: in the document as security requirements, in the table
// of routes as it is written.
#include <cardea/app/app.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cardea {
namespace {

using namespace std::chrono_literals;
using openapi::Alternatives;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

bool asks_for_oneself(const security::Caller& caller) {
    return caller.path_parameter("id") == caller.subject;
}

inline constexpr auto a = scope<"a">;
inline constexpr auto b = scope<"b">;
inline constexpr auto oneself = satisfies<asks_for_oneself>;

template <auto policy>
Alternatives ways() {
    return security::alternatives_of(policy);
}

TEST(GuardDocument, says_and_as_one_requirement_with_all_scopes) {
    EXPECT_EQ(ways<a>(), (Alternatives{{{"bearer", {"a"}}}}));
    EXPECT_EQ((ways<b && live_user && a && b>()), (Alternatives{{{"bearer", {"a", "b"}}}}));
    EXPECT_EQ(ways<live_user>(), (Alternatives{{{"bearer", {}}}}));
    EXPECT_EQ(ways<with_factor("otp")>(), (Alternatives{{{"bearer", {}}}}));
    EXPECT_EQ(ways<oneself>(), (Alternatives{{{"bearer", {}}}}));
}

TEST(GuardDocument, says_or_as_alternatives) {
    const Alternatives a_or_b{{{"bearer", {"a"}}}, {{"bearer", {"b"}}}};
    EXPECT_EQ((ways<b || a>()), a_or_b);
    EXPECT_EQ((ways<any_scope<"b", "a">>()), a_or_b);
    EXPECT_EQ((ways<a || b || a || any_scope<"a", "b">>()), a_or_b) << "none twice";
    EXPECT_EQ((ways<a || oneself>()), (Alternatives{{{"bearer", {}}}, {{"bearer", {"a"}}}}));
}

TEST(GuardDocument, multiplies_out_what_is_demanded_of_a_choice) {
    const Alternatives a_or_b_and_c{{{"bearer", {"a", "c"}}}, {{"bearer", {"b", "c"}}}};
    EXPECT_EQ((ways<scope<"c"> && (a || b)>()), a_or_b_and_c);
    EXPECT_EQ((ways<any_scope<"a", "b"> && scope<"c">>()), a_or_b_and_c);
    EXPECT_EQ((ways<(a && scope<"c">) || (scope<"c"> && b)>()), a_or_b_and_c);
    EXPECT_EQ((ways<(a || b) && (a || scope<"c">)>()), (Alternatives{{{"bearer", {"a"}}},
                                                                     {{"bearer", {"a", "b"}}},
                                                                     {{"bearer", {"a", "c"}}},
                                                                     {{"bearer", {"b", "c"}}}}));
}

inline constexpr auto sixteen = any_scope<"s01", "s02", "s03", "s04", "s05", "s06", "s07", "s08",
                                          "s09", "s10", "s11", "s12", "s13", "s14", "s15", "s16">;

TEST(GuardDocument, says_no_more_alternatives_than_it_has_room_for) {
    EXPECT_EQ(ways<sixteen>().size(), 16U);
    EXPECT_EQ((ways<sixteen || any_scope<"s16", "s01">>().size()), 16U) << "each counts once";
    EXPECT_EQ((ways<sixteen || a>()), Alternatives{});
    EXPECT_EQ((ways<a || sixteen || b>()), Alternatives{}) << "nor the few of those that are left";
    EXPECT_EQ((ways<a && (b || sixteen)>()), Alternatives{});
    constexpr auto five = any_scope<"a", "b", "c", "d", "e">;
    EXPECT_EQ((ways<five && five>().size()), 15U) << "of 25 pairs";
    EXPECT_EQ((ways<five && sixteen>()), Alternatives{});
}

struct GuardDocumentTest : testing::Test {
    GuardDocumentTest() {
        app.provide(Authority{});
        app.get("/plain", [](Guard<a>) {}, {.operation_id = "plain"});
        app.get("/either", [](Guard<a || b>) {}, {.operation_id = "either"});
        app.get("/users/{id}", [](Guard<a || oneself>) {}, {.operation_id = "user"});
        app.get("/fresh", [](Guard<a&& signed_in_within(5min)>) {}, {.operation_id = "fresh"});
        app.get("/otp", [](Guard<with_factor("otp") || b>) {}, {.operation_id = "otp"});
        app.get("/ways", [](AnyOf<Guard<oneself>, Guard<b>>) {}, {.operation_id = "ways"});
        app.get("/maybe", [](std::optional<Guard<oneself>>) {}, {.operation_id = "maybe"});
        app.get("/many", [](Guard<a || sixteen>) {}, {.operation_id = "many"});
    }
    /// The document's entry of an operation.
    std::string entry(const std::string& id) {
        const auto document = app.openapi();
        const auto at = document.find("\"operationId\": \"" + id + "\"");
        if (at == std::string::npos) return "";
        return document.substr(at, document.find("\"operationId\"", at + 1) - at);
    }
    App app;
};

TEST_F(GuardDocumentTest, tells_of_refusals_that_no_scope_explains) {
    const auto shared_401 = HasSubstr(R"("$ref": "#/components/responses/Unauthorized")");
    const auto shared_403 = HasSubstr(R"("$ref": "#/components/responses/Forbidden")");
    EXPECT_THAT(entry("plain"), AllOf(shared_401, shared_403));
    EXPECT_THAT(entry("either"), AllOf(shared_401, shared_403));
    EXPECT_THAT(entry("user"), AllOf(shared_401, Not(shared_403),
                                     HasSubstr("The credential is good, and does not allow this: "
                                               R"(scope<\"a\"> || satisfies<asks_for_oneself>)")));
    EXPECT_THAT(entry("fresh"), AllOf(Not(shared_401), shared_403,
                                      HasSubstr("or the sign-in is not as demanded: "
                                                R"(scope<\"a\"> && signed_in_within(300s))")));
    EXPECT_THAT(entry("otp"),
                AllOf(Not(shared_401), shared_403, HasSubstr(R"(with_factor(\"otp\") || scope)")));
    EXPECT_THAT(entry("ways"), HasSubstr("does not allow this: satisfies<asks_for_oneself>"));
    EXPECT_THAT(entry("maybe"), HasSubstr("does not allow this: satisfies<asks_for_oneself>"));
}

TEST_F(GuardDocumentTest, says_a_policy_of_too_many_alternatives_in_words) {
    const auto many = entry("many");
    EXPECT_THAT(many, HasSubstr(R"(does not allow this: scope<\"a\"> || any_scope<\"s01\", )"));
    const auto demands = many.substr(many.find("\"security\""));
    EXPECT_THAT(demands, AllOf(HasSubstr("\"bearer\": []"), Not(HasSubstr("\"s01\""))));
}

TEST_F(GuardDocumentTest, writes_policies_into_the_table_of_routes) {
    const auto table = table_of(app.routes());
    for (const auto* line : {R"(/users/{id}    Guard<scope<"a"> || satisfies<asks_for_oneself>>)",
                             R"(/fresh         Guard<scope<"a"> && signed_in_within(300s)>)",
                             R"(/otp           Guard<with_factor("otp") || scope<"b">>)"}) {
        EXPECT_THAT(table, HasSubstr(line));
    }
}

TEST(GuardDocument, hides_no_misspelt_scope_in_an_alternative) {
    AppOptions options;
    options.docs.scopes = {{"a", "See"}};
    App app{options};
    app.provide(Authority{});
    app.get("/1", [](Guard<a || scope<"b1">>) {});
    app.get("/2", [](Guard<any_scope<"a", "b2">>) {});
    app.get("/3", [](Guard<a&&(oneself || (a&& scope<"b3">))>) {});
    app.get("/4", [](Guard<sixteen || scope<"b4">>) {});
    app.get("/5", [](AnyOf<Guard<a>, Guard<sixteen || scope<"b5">>>) {});
    app.get("/6", [](std::optional<Guard<sixteen || scope<"b6">>>) {});
    try {
        app.seal();
        FAIL() << "sealed";
    } catch (const std::logic_error& error) {
        for (const auto* name : {"\"b1\"", "\"b2\"", "\"b3\"", "\"b4\"", "\"b5\"", "\"b6\""})
            EXPECT_THAT(error.what(), HasSubstr(name));
        EXPECT_THAT(error.what(), Not(HasSubstr("\"a\"")));
    }
}

}  // namespace
}  // namespace cardea
