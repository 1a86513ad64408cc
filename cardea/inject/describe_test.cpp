// Under test: what a handler's types say of it in the document and in the table of routes.
#include <cardea/inject/describe.hpp>

#include <cardea/inject/endpoint.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/basic.hpp>
#include <cardea/security/guard.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cardea::inject {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Note {
    std::string title;
};

template <class Handler>
openapi::Operation described(Handler handler) {
    openapi::Operation operation;
    make_endpoint(handler)->describe(operation);
    return operation;
}

std::vector<std::string> parameters_of(const openapi::Operation& operation) {
    std::vector<std::string> lines;
    for (const auto& one : operation.parameters) {
        lines.push_back(std::string{openapi::name_of(one.place)} + " " + one.name +
                        (one.is_required ? "" : "?"));
    }
    return lines;
}
std::vector<unsigned> statuses_of(const openapi::Operation& operation) {
    std::vector<unsigned> statuses;
    for (const auto& answer : operation.answers) statuses.push_back(answer.status);
    std::sort(statuses.begin(), statuses.end());
    return statuses;
}

int page(Query<"limit", int, 20>, std::optional<Header<"X-Trace">>) { return 1; }
int other_page(Query<"limit", int>, Depends<page>) { return 1; }

TEST(Describe, names_parameters_however_deep_each_once) {
    const auto operation = described([](Path<"id", int>, Depends<other_page>, Depends<page>,
                                        std::optional<Query<"cursor", int>>,
                                        Result<Query<"order", int>>, Cookie<"theme">) {});
    EXPECT_THAT(parameters_of(operation),
                ElementsAre("path id", "query limit", "header X-Trace?", "query cursor?",
                            "query order?", "cookie theme"));
    EXPECT_THAT(operation.access, IsEmpty());
    EXPECT_THAT(operation.security, IsEmpty());
}

TEST(Describe, tells_a_body_and_whether_it_is_needed) {
    const auto whole = described([](Body<Note>) {});
    ASSERT_TRUE(whole.body);
    EXPECT_TRUE(whole.body->is_required);
    EXPECT_EQ(whole.body->contents[0].media_type, "application/json");
    const auto maybe = described([](std::optional<Form<Note>>) {});
    ASSERT_TRUE(maybe.body);
    EXPECT_FALSE(maybe.body->is_required);
    EXPECT_EQ(maybe.body->contents[0].media_type, "application/x-www-form-urlencoded");
}

TEST(Describe, tells_the_answer) {
    EXPECT_THAT(statuses_of(described([] { return 1; })), ElementsAre(200));
    EXPECT_THAT(statuses_of(described([] {})), ElementsAre(204));
    EXPECT_THAT(statuses_of(described([]() -> Async<> { co_return; })), ElementsAre(204));
    EXPECT_THAT(statuses_of(described(
                    []() -> Async<Result<Created<Note>>> { co_return Errc::malformed_form; })),
                ElementsAre(201));
    EXPECT_THAT(statuses_of(described([] { return Reply<Note, Status::accepted>{{}}; })),
                ElementsAre(202));
    EXPECT_THAT(statuses_of(described([] { return Redirect{}; })), ElementsAre(303));
    const auto page_answer = described([] { return Html{}; }).answers.at(0);
    EXPECT_EQ(page_answer.contents.at(0).media_type, "text/html");
    EXPECT_THAT(statuses_of(described([] { return Response{}; })), IsEmpty());
}

using Reader = Guard<scope<"read"> && live_user>;
std::string owner(Reader) { return ""; }
std::string deep_owner(Depends<owner>) { return ""; }
template <class T>
int generic_owner(Basic) {
    return 1;
}

constexpr auto nameless = [](Basic) { return 1; };

TEST(Describe, tells_who_may_call) {
    const auto guarded = described([](Reader) {});
    EXPECT_EQ(guarded.security, (openapi::Alternatives{{{"bearer", {"read"}}}}));
    EXPECT_THAT(guarded.access, ElementsAre(R"(Guard<scope<"read"> && live_user>)"));
    EXPECT_THAT(described([](Public) {}).access, ElementsAre("Public"));
    EXPECT_THAT(described([](Bearer, Basic) {}).access, ElementsAre("Bearer", "Basic"));
    EXPECT_EQ(described([](Bearer, Basic) {}).security,
              (openapi::Alternatives{{{"basic", {}}, {"bearer", {}}}}));
    const auto maybe = described([](std::optional<Reader>) {});
    EXPECT_EQ(maybe.security, (openapi::Alternatives{{}, {{"bearer", {"read"}}}}));
    EXPECT_THAT(maybe.access, ElementsAre(R"(optional Guard<scope<"read"> && live_user>)"));
    EXPECT_THAT(described([](std::optional<Bearer>, Bearer) {}).security,
                ElementsAre(openapi::Requirement{{"bearer", {}}}))
        << "one taker wants it in any case";
}

TEST(Describe, tells_by_way_of_which_dependency) {
    EXPECT_THAT(described([](Depends<owner>) {}).access,
                ElementsAre(R"(Guard<scope<"read"> && live_user> via owner)"));
    EXPECT_THAT(described([](Depends<deep_owner>) {}).access,
                ElementsAre(R"(Guard<scope<"read"> && live_user> via owner)"))
        << "the one that takes it";
    EXPECT_THAT(described([](Result<Depends<owner>>) {}).access,
                ElementsAre(R"(optional Guard<scope<"read"> && live_user> via owner)"));
    EXPECT_THAT(described([](Depends<generic_owner<std::string>>) {}).access,
                ElementsAre("Basic via generic_owner"));
    EXPECT_THAT(described([](Depends<nameless>) {}).access, ElementsAre("Basic via a dependency"));
}

TEST(Describe, knows_the_name_of_a_function) {
    EXPECT_EQ(Depends<owner>::name(), "owner");
    EXPECT_EQ(Depends<generic_owner<std::vector<int>>>::name(), "generic_owner");
    EXPECT_EQ(name_of_function("no function at all"), "");
}

}  // namespace
}  // namespace cardea::inject
