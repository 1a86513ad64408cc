// Under test: whoever describes a part of an operation adds it, and two that describe the same agree.
#include <cardea/openapi/operation.hpp>

#include <cardea/schema/shape_of.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::openapi {
namespace {

using testing::ElementsAre;

const SecurityScheme bearer{.name = "bearer"};
const SecurityScheme api_key{.name = "key", .kind = SchemeKind::api_key, .parameter = "X-Key"};

Parameter parameter(std::string name, Place place, bool is_required) {
    Parameter out;
    out.name = std::move(name);
    out.place = place;
    out.is_required = is_required;
    out.shape = schema::shape_of<std::string>();
    return out;
}

TEST(Security, of_two_demands_is_every_pair_sorted_and_none_twice) {
    const Alternatives one{{{"b", {"w"}}}, {{"a", {}}}};
    const Alternatives other{{{"a", {"r"}}}, {{"b", {"r"}}}};
    EXPECT_THAT(
        both(one, other),
        ElementsAre(Requirement{{"a", {}}, {"b", {"r"}}}, Requirement{{"a", {"r"}}},
                    Requirement{{"a", {"r"}}, {"b", {"w"}}}, Requirement{{"b", {"r", "w"}}}));
    EXPECT_THAT(both(one, one),
                ElementsAre(Requirement{{"a", {}}}, Requirement{{"a", {}}, {"b", {"w"}}},
                            Requirement{{"b", {"w"}}}));
}

TEST(Security, of_no_demand_is_the_other_one) {
    const Alternatives some{{{"a", {"r"}}}};
    EXPECT_EQ(both({}, some), some);
    EXPECT_EQ(both(some, {}), some);
    EXPECT_EQ(both({}, {}), Alternatives{});
}

TEST(Security, of_a_choice_is_all_of_both_sorted_and_none_twice) {
    const Alternatives one{{{"b", {"w"}}}, {{"a", {}}}};
    EXPECT_THAT(
        either(one, {{{"a", {"r"}}}, {{"a", {}}}}),
        ElementsAre(Requirement{{"a", {}}}, Requirement{{"a", {"r"}}}, Requirement{{"b", {"w"}}}));
    EXPECT_EQ(either(one, {}), Alternatives{}) << "one of which is no demand";
    EXPECT_EQ(either({}, one), Alternatives{});
}

TEST(Security, that_lets_anonymous_in_is_narrowed_by_a_demand) {
    const Alternatives maybe{{}, {{"bearer", {}}}};
    EXPECT_EQ(both(maybe, {}), maybe);
    EXPECT_THAT(both(maybe, {{{"bearer", {"r"}}}}), ElementsAre(Requirement{{"bearer", {"r"}}}));
}

TEST(Operation, has_the_further_scopes_of_all_its_parts) {
    Operation operation;
    operation.add_further_scopes({{"bearer", {"b", "a"}}});
    operation.add_further_scopes({{"bearer", {"c", "a"}}, {"key", {}}});
    EXPECT_EQ(operation.further_scopes, (Requirement{{"bearer", {"a", "b", "c"}}, {"key", {}}}));
    EXPECT_EQ(operation.security, Alternatives{}) << "which they are no part of";
}

TEST(Operation, demands_all_that_its_parts_demand) {
    Operation operation;
    operation.require(bearer, {"notes:read"});
    operation.require(bearer, {"notes:write"});
    EXPECT_THAT(operation.security,
                ElementsAre(Requirement{{"bearer", {"notes:read", "notes:write"}}}));
    EXPECT_THAT(operation.schemes, ElementsAre(bearer));
    operation.require_any({{{"bearer", {}}}, {{"key", {}}}}, {bearer, api_key});
    EXPECT_EQ(operation.security.size(), 2U);
    EXPECT_THAT(operation.schemes, ElementsAre(bearer, api_key));
}

TEST(Operation, has_a_parameter_once_and_needs_it_if_anybody_does) {
    Operation operation;
    operation.add_parameter(parameter("limit", Place::query, false));
    operation.add_parameter(parameter("limit", Place::query, true));
    operation.add_parameter(parameter("limit", Place::cookie, false));
    operation.add_parameter(parameter("Limit", Place::query, false));
    operation.add_parameter(parameter("X-Limit", Place::header, false));
    operation.add_parameter(parameter("x-limit", Place::header, false));
    ASSERT_EQ(operation.parameters.size(), 4U);
    EXPECT_TRUE(operation.parameters[0].is_required);
    EXPECT_FALSE(operation.parameters[1].is_required);
}

TEST(Operation, always_needs_what_stands_in_its_path) {
    Operation operation;
    operation.add_parameter(parameter("id", Place::path, false));
    EXPECT_TRUE(operation.parameters.at(0).is_required);
}

TEST(Operation, leaves_fields_to_openapis_own_words_for_them) {
    Operation operation;
    for (const auto* field : {"Authorization", "accept", "CONTENT-TYPE"}) {
        operation.add_parameter(parameter(field, Place::header, true));
    }
    operation.add_parameter(parameter("Authorization", Place::query, true));
    EXPECT_EQ(operation.parameters.size(), 1U);
}

TEST(Operation, has_one_body_in_many_media_types) {
    Operation operation;
    operation.add_body({.media_type = "application/json"}, false);
    EXPECT_FALSE(operation.body->is_required);
    operation.add_body({.media_type = "application/json", .shape = schema::shape_of<int>()}, true);
    operation.add_body({.media_type = "text/plain"}, false);
    EXPECT_TRUE(operation.body->is_required);
    ASSERT_EQ(operation.body->contents.size(), 2U);
    EXPECT_TRUE(operation.body->contents[0].shape);
}

TEST(Operation, keeps_the_first_answer_of_a_status_and_adds_what_it_lacks) {
    Operation operation;
    operation.add_answer(
        {.status = 200, .description = "The note.", .contents = {{}}, .headers = {{"ETag", ""}}});
    operation.add_answer({.status = 200,
                          .description = "Another.",
                          .contents = {{.media_type = "text/plain"}, {}},
                          .headers = {{"etag", ""}, {"Location", ""}}});
    operation.add_problem(404, "There is no such note.");
    ASSERT_EQ(operation.answers.size(), 2U);
    EXPECT_EQ(operation.answers[0].description, "The note.");
    EXPECT_EQ(operation.answers[0].contents.size(), 2U);
    EXPECT_EQ(operation.answers[0].headers.size(), 2U);
    EXPECT_TRUE(operation.answers[1].is_problem);
}

}  // namespace
}  // namespace cardea::openapi
