// Under test: operations become one OpenAPI 3.1 document, the same whatever their order.
#include <cardea/openapi/document.hpp>

#include <cardea/schema/json.hpp>
#include <cardea/schema/shape_of.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace cardea::openapi {
namespace shop {

enum class Colour { red, green };

struct Note {
    Uuid id;
    Text<1, 200> title;
    std::optional<Colour> colour;
    Default<int, 5> stars;
    static constexpr std::string_view description = "What somebody wants to remember.";
    static constexpr std::string_view example =
        R"({"id":"017f22e2-79b0-7fff-bfff-ffffffffffff","title":"Oil \"it\"","colour":null,"stars":5})";
};
struct NewNote {
    Text<1, 200> title;
    std::optional<Colour> colour;
    Patch<Email> owner;
    Secret<Text<8, 256>> password;
};
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next_cursor;
};
struct Tree {
    std::string name;
    std::vector<Tree> branches;
};
struct Parent;
struct Child {
    std::vector<Parent> parents;
};
struct Parent {
    Default<bool, true> is_kind;
    std::vector<Child> children;
};
struct Plain {
    double weight = 0;
};
struct Problem {
    std::string mine;
};

}  // namespace shop
namespace depot {
struct Note {
    std::string place;
};
}  // namespace depot
namespace {

using testing::HasSubstr;
using testing::Not;

const SecurityScheme bearer{.name = "bearer", .description = "A token of this server."};
const SecurityScheme oauth{
    .name = "oauth", .kind = SchemeKind::oauth2_password, .token_url = "/oauth/token"};
const SecurityScheme api_key{.name = "key", .kind = SchemeKind::api_key, .parameter = "X-Key"};
const SecurityScheme basic{.name = "basic", .kind = SchemeKind::basic};

template <class T>
Content json_of() {
    return {
        .media_type = "application/json",
        .shape = schema::shape_of<T>(),
    };
}

Operation operation(std::string method, std::string path) {
    Operation out;
    out.method = std::move(method);
    out.path = std::move(path);
    return out;
}

template <class T>
Operation answering(std::string method, std::string path) {
    auto out = operation(std::move(method), std::move(path));
    out.add_answer({.status = 200, .contents = {json_of<T>()}});
    return out;
}

template <class T>
Operation taking(std::string method, std::string path) {
    auto out = operation(std::move(method), std::move(path));
    out.add_body(json_of<T>());
    out.add_answer({.status = 204});
    return out;
}

std::string document_of(std::vector<Operation> operations) {
    Document document{{.title = "T", .version = "1"}};
    for (auto& one : operations) document.add(std::move(one));
    return document.json();
}

/// The names of an object's members, after a path of names.
std::vector<std::string> names_at(const std::string& json, const std::vector<std::string>& path) {
    auto value = schema::parse_json(json).value();
    for (const auto& step : path) value = value.member(step).value();
    std::vector<std::string> names;
    value.for_each_member(
        [&](std::string_view name, schema::JsonValue) { names.emplace_back(name); });
    return names;
}
std::string text_at(const std::string& json, const std::vector<std::string>& path) {
    auto value = schema::parse_json(json).value();
    for (const auto& step : path) value = value.member(step).value();
    return std::string{value.as_string().value()};
}
std::vector<std::string> schemas_of(const std::string& json) {
    return names_at(json, {"components", "schemas"});
}

/// A small API that has something of everything.
std::vector<Operation> notes_api() {
    std::vector<Operation> all;

    auto list = answering<shop::Page<shop::Note>>("get", "/notes");
    list.summary = "List \"notes\"";
    list.description = "Newest first.\n<b>All</b> of them.";
    list.tags = {"notes"};
    list.add_parameter({.name = "limit",
                        .is_required = false,
                        .shape = schema::shape_of<Default<Bounded<int, 1, 100>, 50>>(),
                        .description = "At most so many."});
    list.add_parameter({.name = "colour",
                        .is_required = false,
                        .is_list = true,
                        .shape = schema::shape_of<shop::Colour>(),
                        .description = {}});
    list.require_any({{{"bearer", {}}}, {{"oauth", {"notes:read"}}}}, {bearer, oauth});
    all.push_back(std::move(list));

    auto add = operation("post", "/notes");
    add.operation_id = "add_note";
    add.tags = {"notes"};
    add.add_body(json_of<shop::NewNote>());
    add.add_answer({.status = 201,
                    .contents = {json_of<shop::Note>()},
                    .headers = {{"Location", "Where the note is."}}});
    add.add_problem(409, "There is one of this title.");
    add.require_any({{{"bearer", {}}}, {{"oauth", {"notes:write"}}}}, {bearer, oauth});
    all.push_back(std::move(add));

    auto remove = operation("delete", "/notes/{id}");
    remove.tags = {"notes"};
    remove.is_deprecated = true;
    remove.add_parameter({.name = "id", .place = Place::path, .shape = schema::shape_of<Uuid>()});
    remove.add_answer({.status = 204});
    remove.require(api_key);
    remove.require(basic);
    all.push_back(std::move(remove));

    auto health = operation("get", "/healthz");
    health.tags = {"operations"};
    health.add_answer(
        {.status = 200,
         .contents = {{.media_type = "text/plain", .shape = {}, .example = R"("ok")"}}});
    all.push_back(std::move(health));
    return all;
}

Info notes_info() {
    return {.title = "Notes",
            .version = "1.2.3",
            .description = "An API for the test.",
            .license = License{.name = "Apache 2.0", .identifier = "Apache-2.0", .url = {}},
            .tags = {{"notes", "What is remembered."}},
            .scopes = {{"notes:read", "See notes."}}};
}

TEST(Document, is_this_text) {
    Document document{notes_info()};
    for (auto& one : notes_api()) document.add(std::move(one));
    std::ifstream file{CARDEA_TEST_FOLDER "/document_test.json"};
    std::ostringstream expected;
    expected << file.rdbuf();
    EXPECT_EQ(document.json(), expected.str());
}

TEST(Document, is_the_same_in_whatever_order_operations_came) {
    auto operations = notes_api();
    operations.push_back(answering<depot::Note>("get", "/depot"));
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    const auto expected = document_of(operations);
    while (std::next_permutation(order.begin(), order.end())) {
        std::vector<Operation> permuted;
        for (const auto at : order) permuted.push_back(operations[at]);
        ASSERT_EQ(document_of(std::move(permuted)), expected);
    }
}

TEST(Document, of_nothing_is_one_all_the_same) {
    EXPECT_EQ(document_of({}),
              "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\n    \"title\": \"T\",\n    "
              "\"version\": \"1\"\n  },\n"
              "  \"servers\": [\n    {\n      \"url\": \"/\"\n    }\n  ],\n  \"paths\": {}\n}\n");
}

TEST(Document, shows_paths_sorted_and_reads_before_writes) {
    const auto json =
        document_of({operation("delete", "/b"), operation("post", "/b"), operation("get", "/b"),
                     operation("patch", "/a"), operation("put", "/b")});
    EXPECT_EQ(names_at(json, {"paths"}), (std::vector<std::string>{"/a", "/b"}));
    EXPECT_EQ(names_at(json, {"paths", "/b"}),
              (std::vector<std::string>{"get", "post", "put", "delete"}));
}

TEST(Document, has_a_type_that_goes_both_ways_twice_only_where_it_differs) {
    const auto json =
        document_of({answering<shop::Note>("get", "/a"), taking<shop::Note>("put", "/a"),
                     answering<shop::Plain>("get", "/b"), taking<shop::Plain>("put", "/b")});
    EXPECT_EQ(schemas_of(json),
              (std::vector<std::string>{"Colour", "FieldFault", "Note-Input", "Note-Output",
                                        "Plain", "Problem", "ValidationProblem"}));
    EXPECT_EQ(text_at(json, {"paths", "/a", "put", "requestBody", "content", "application/json",
                             "schema", "$ref"}),
              "#/components/schemas/Note-Input");
    const auto one_way = document_of({answering<shop::Note>("get", "/a")});
    EXPECT_EQ(schemas_of(one_way), (std::vector<std::string>{"Colour", "Note", "Problem"}));
}

TEST(Document, has_a_type_twice_where_one_that_it_holds_differs) {
    const auto json = document_of({answering<shop::Page<shop::Note>>("get", "/a"),
                                   taking<shop::Page<shop::Note>>("put", "/a")});
    EXPECT_THAT(schemas_of(json), testing::IsSupersetOf({"Page_Note-Input", "Page_Note-Output"}));
}

TEST(Document, ends_where_types_hold_themselves) {
    const auto tree =
        document_of({answering<shop::Tree>("get", "/a"), taking<shop::Tree>("put", "/a")});
    EXPECT_THAT(schemas_of(tree), testing::Contains("Tree"));
    EXPECT_THAT(tree, HasSubstr("\"$ref\": \"#/components/schemas/Tree\""));
    const auto family =
        document_of({answering<shop::Child>("get", "/a"), taking<shop::Child>("put", "/a")});
    EXPECT_THAT(schemas_of(family), testing::IsSupersetOf({"Child-Input", "Child-Output",
                                                           "Parent-Input", "Parent-Output"}));
}

TEST(Document, tells_types_of_one_name_apart) {
    const auto json =
        document_of({answering<shop::Note>("get", "/a"), answering<depot::Note>("get", "/b"),
                     answering<shop::Problem>("get", "/c")});
    EXPECT_EQ(schemas_of(json), (std::vector<std::string>{"Colour", "Problem", "depot.Note",
                                                          "shop.Note", "shop.Problem"}));
    EXPECT_EQ(names_at(json, {"components", "schemas", "shop.Problem", "properties"}),
              std::vector<std::string>{"mine"});
}

TEST(Document, gives_every_operation_an_id_of_its_own) {
    auto given = operation("get", "/z");
    given.operation_id = "get_users_me";
    auto again = operation("put", "/z");
    again.operation_id = "get_users_me";
    const auto json =
        document_of({operation("get", "/users/me"), operation("get", "/users_me"), given, again,
                     operation("delete", "/users/me/sessions/{id}"), operation("get", "/"),
                     operation("get", "/.well-known/jwks.json")});
    EXPECT_EQ(text_at(json, {"paths", "/z", "get", "operationId"}), "get_users_me");
    EXPECT_EQ(text_at(json, {"paths", "/z", "put", "operationId"}), "get_users_me_2");
    EXPECT_EQ(text_at(json, {"paths", "/users/me", "get", "operationId"}), "get_users_me_3");
    EXPECT_EQ(text_at(json, {"paths", "/users_me", "get", "operationId"}), "get_users_me_4");
    EXPECT_EQ(text_at(json, {"paths", "/users/me/sessions/{id}", "delete", "operationId"}),
              "delete_users_me_sessions_id");
    EXPECT_EQ(text_at(json, {"paths", "/", "get", "operationId"}), "get_root");
    EXPECT_EQ(text_at(json, {"paths", "/.well-known/jwks.json", "get", "operationId"}),
              "get_well_known_jwks_json");
}

using Names = std::vector<std::string>;

TEST(Document, derives_the_problems_that_follow_from_an_operation) {
    auto scoped = taking<shop::Plain>("put", "/a");
    scoped.require(bearer, {"notes:write"});
    auto maybe = answering<shop::Plain>("get", "/a");
    maybe.require_any({{}, {{"bearer", {}}}}, {bearer});
    auto silent = scoped;
    silent.method = "patch";
    silent.derives_problems = false;
    auto own = scoped;
    own.method = "post";
    own.add_problem(401, "Wrong e-mail or password.");
    auto bytes = operation("post", "/b");
    bytes.add_body({.media_type = "application/octet-stream"});
    const auto json = document_of({scoped, maybe, silent, own, bytes, operation("get", "/c")});
    EXPECT_EQ(names_at(json, {"paths", "/a", "put", "responses"}),
              (Names{"204", "401", "403", "422", "default"}));
    EXPECT_EQ(names_at(json, {"paths", "/a", "get", "responses"}),
              (Names{"200", "401", "default"}));
    EXPECT_EQ(names_at(json, {"paths", "/a", "patch", "responses"}), (Names{"204", "default"}));
    EXPECT_EQ(text_at(json, {"paths", "/a", "post", "responses", "401", "description"}),
              "Wrong e-mail or password.");
    EXPECT_EQ(names_at(json, {"paths", "/a", "post", "responses", "401", "headers"}),
              Names{"WWW-Authenticate"});
    EXPECT_EQ(names_at(json, {"paths", "/b", "post", "responses"}), Names{"default"});
    EXPECT_EQ(names_at(json, {"paths", "/c", "get", "responses"}), Names{"default"});
}

TEST(Document, describes_a_parameter_of_the_path_that_nobody_took) {
    const auto json = document_of({operation("get", "/users/{user}/notes/{id}")});
    EXPECT_THAT(json, HasSubstr("\"name\": \"user\""));
    EXPECT_THAT(json, HasSubstr("\"name\": \"id\""));
}

TEST(Document, escapes_whatever_stands_in_an_operation) {
    auto odd = answering<shop::Plain>("get", "/\"\\");
    odd.summary = "a\"b\\c\n\x01 \xff";
    odd.tags = {"\"tag\""};
    const auto json = document_of({odd});
    EXPECT_EQ(text_at(json, {"paths", "/\"\\", "get", "summary"}), "a\"b\\c\n\x01 ?");
}

TEST(Document, refuses_what_it_cannot_say) {
    const auto refused = [](std::vector<Operation> operations) {
        try {
            document_of(std::move(operations));
        } catch (const std::invalid_argument& refusal) {
            return std::string{refusal.what()};
        }
        return std::string{};
    };
    auto unnamed = operation("get", "/a");
    unnamed.security = {{{"bearer", {}}}};
    auto first = operation("get", "/a");
    first.require(bearer);
    auto second = operation("get", "/b");
    second.require({.name = "bearer", .kind = SchemeKind::basic});
    auto example = operation("get", "/a");
    example.add_answer({.status = 200, .contents = {{.shape = {}, .example = "{no}"}}});
    EXPECT_EQ(refused({operation("get", "/a"), operation("get", "/a")}),
              "Cardea: get /a is described twice.");
    EXPECT_EQ(refused({operation("GET", "/a")}),
              "Cardea: GET /a has a method that OpenAPI does not know.");
    EXPECT_EQ(refused({operation("get", "a")}), "Cardea: get a needs a path that begins with /.");
    EXPECT_EQ(refused({unnamed}),
              "Cardea: get /a demands the security scheme bearer, which it does not describe.");
    EXPECT_EQ(refused({first, second}),
              "Cardea: get /b describes the security scheme bearer otherwise than another "
              "operation does.");
    EXPECT_EQ(refused({example}),
              "Cardea: an example or a default must be JSON, and this is not: {no}");
    EXPECT_EQ(refused({first}), "");
}

TEST(Document, says_how_each_scheme_shows_who_calls) {
    auto all = operation("get", "/a");
    all.require_any({{{"bearer", {}}}, {{"oauth", {"b", "a"}}}, {{"key", {}}}, {{"basic", {}}}},
                    {bearer, oauth, api_key, basic});
    const auto json = document_of({all});
    EXPECT_EQ(text_at(json, {"components", "securitySchemes", "bearer", "bearerFormat"}), "JWT");
    EXPECT_EQ(text_at(json, {"components", "securitySchemes", "basic", "scheme"}), "basic");
    EXPECT_EQ(text_at(json, {"components", "securitySchemes", "key", "in"}), "header");
    EXPECT_EQ(text_at(json, {"components", "securitySchemes", "key", "name"}), "X-Key");
    EXPECT_EQ(
        names_at(json, {"components", "securitySchemes", "oauth", "flows", "password", "scopes"}),
        (Names{"a", "b"}));
}

TEST(Document, declares_scopes_that_no_alternative_names) {
    auto all = operation("get", "/a");
    all.require(oauth, {"b"});
    all.add_further_scopes({{"oauth", {"a"}}, {"bearer", {"c"}}});
    EXPECT_EQ(names_at(document_of({all}),
                       {"components", "securitySchemes", "oauth", "flows", "password", "scopes"}),
              (Names{"a", "b"}));
}

struct Odd {
    std::optional<shop::Colour> colour;
    Default<shop::Colour, shop::Colour::green> paint;
    Secret<std::optional<std::string>> hint;
    std::optional<std::vector<shop::Plain>> plains;
    std::uint64_t count = 0;
};

TEST(Schema, says_of_each_member_what_reading_does_with_it) {
    const auto json = document_of({taking<Odd>("put", "/a")});
    const auto at = json.find("\"Odd\": {");
    EXPECT_EQ(json.substr(at, json.find("\n      },", at) - at), R"("Odd": {
        "type": "object",
        "properties": {
          "colour": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/Colour"
              },
              {
                "type": "null"
              }
            ]
          },
          "paint": {
            "$ref": "#/components/schemas/Colour",
            "default": "green"
          },
          "hint": {
            "type": [
              "string",
              "null"
            ],
            "format": "password",
            "writeOnly": true
          },
          "plains": {
            "type": [
              "array",
              "null"
            ],
            "items": {
              "$ref": "#/components/schemas/Plain"
            }
          },
          "count": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "count"
        ],
        "additionalProperties": false)");
}

}  // namespace
}  // namespace cardea::openapi
