// Under test: the small parts of http: field lists, encodings, media types, problems.
#include <cardea/http/errc.hpp>
#include <cardea/http/form.hpp>
#include <cardea/http/media_type.hpp>
#include <cardea/http/problem.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(FieldList, replaces_and_adds_whatever_the_case) {
    FieldList fields;
    fields.set("Allow", "GET");
    fields.add("Set-Cookie", "a=1");
    fields.add("set-cookie", "b=2");
    fields.set("ALLOW", "PUT");
    EXPECT_THAT(fields.all(), ElementsAre(Pair("Set-Cookie", "a=1"), Pair("set-cookie", "b=2"),
                                          Pair("ALLOW", "PUT")));
    fields.remove("SET-COOKIE");
    EXPECT_THAT(fields.all(), ElementsAre(Pair("ALLOW", "PUT")));
    fields.clear();
    EXPECT_FALSE(fields.has("Allow"));
    EXPECT_EQ(fields.get("Allow"), "");
}

TEST(FieldList, lets_nothing_split_an_answer) {
    FieldList fields;
    for (const auto* value : {"a\r\nX: y", "a\nb", "a\rb", "\x01", "\x7f"}) {
        EXPECT_THROW(fields.set("Location", value), std::invalid_argument);
        EXPECT_THROW(fields.add("Location", value), std::invalid_argument);
    }
    EXPECT_THROW(fields.set("Location", std::string_view{"a\0b", 3}), std::invalid_argument);
    for (const auto* name : {"", "a b", "a:", "a\r\n", "\xc3\xa9"})
        EXPECT_THROW(fields.set(name, "x"), std::invalid_argument);
    EXPECT_TRUE(fields.all().empty());
}

TEST(PercentDecode, decodes_once_and_strictly) {
    EXPECT_EQ(percent_decode("a%20b+%2525%C3%A9").value(), "a b+%25\xc3\xa9");
    for (const auto* text : {"%", "%1", "%zz", "a%2", "%c3", "%ff", "%c0%af", "%ed%a0%80"}) {
        EXPECT_EQ(percent_decode(text).error(), Errc::malformed_encoding) << text;
    }
}

TEST(ParsePairs, keeps_order_and_repetition) {
    EXPECT_THAT(parse_pairs("a=1&b=x+y%26&a=&c&&=z").value(),
                ElementsAre(Pair("a", "1"), Pair("b", "x y&"), Pair("a", ""), Pair("c", ""),
                            Pair("", "z")));
    EXPECT_THAT(parse_pairs("").value(), ElementsAre());
    EXPECT_THAT(parse_pairs("a==b").value(), ElementsAre(Pair("a", "=b")));
    EXPECT_EQ(parse_pairs("a=%").error(), Errc::malformed_encoding);
    std::string many;
    for (std::size_t i = 0; i <= pairs_max; ++i) many += "a=1&";
    EXPECT_EQ(parse_pairs(many).error(), Errc::too_many_pairs);
}

TEST(MediaType, is_known_by_its_essence) {
    for (const auto* type : {"application/json", "Application/JSON ; charset=UTF-8",
                             "application/problem+json", "application/json;charset=\"utf-8\""}) {
        EXPECT_TRUE(is_json(type)) << type;
    }
    for (const auto* type :
         {"", "text/json", "application/jsonx", "application/json; charset=latin1", "+json",
          "application/+json", "text/plain"}) {
        EXPECT_FALSE(is_json(type)) << type;
    }
    EXPECT_TRUE(is_form("application/x-www-form-urlencoded; charset=utf-8"));
    EXPECT_FALSE(is_form("multipart/form-data; boundary=x"));
}

TEST(Problem, says_what_the_contract_says) {
    Response response;
    response.body = "half an answer";
    response.fields.set("Location", "/nowhere");
    write_problem(Status::unauthorized, "Not authenticated", response);
    EXPECT_EQ(
        response.body,
        R"({"type":"about:blank","title":"Unauthorized","status":401,"detail":"Not authenticated"})");
    EXPECT_EQ(response.fields.get("WWW-Authenticate"), R"(Bearer realm="cardea")");
    EXPECT_EQ(response.fields.get("Content-Type"), "application/problem+json");
    EXPECT_FALSE(response.fields.has("Location"));
}

TEST(Problem, names_every_fault_of_the_request) {
    Response response;
    write_problem(Error{Errc::malformed_request}.with_fields(
                      {{{"body", "email"}, "Field required", "missing"}}),
                  response);
    EXPECT_THAT(
        response.body,
        testing::HasSubstr(
            R"("errors":[{"loc":["body","email"],"msg":"Field required","type":"missing"}])"));
}

TEST(Problem, keeps_a_defect_to_itself) {
    Response response;
    write_problem(Error{cardea::Errc::internal, "secret"}.say("also secret"), response);
    EXPECT_EQ(response.status, Status::internal_server_error);
    EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("secret")));
}

TEST(Problem, says_when_to_come_back) {
    Response response;
    write_problem(Error{cardea::Errc::exhausted}.retry_in(std::chrono::seconds{7}), response);
    EXPECT_EQ(response.status, Status::service_unavailable);
    EXPECT_EQ(response.fields.get("Retry-After"), "7");
}

TEST(Problem, of_an_http_error_keeps_its_own_fields) {
    Response response;
    write_problem(Unauthorized{"Come in"}.with("WWW-Authenticate", "Basic realm=\"x\""), response);
    EXPECT_EQ(response.fields.get("WWW-Authenticate"), "Basic realm=\"x\"");
    EXPECT_EQ(response.status, Status::unauthorized);
}

TEST(HttpError, keeps_its_status_as_an_error) {
    for (const auto status :
         {Status::bad_request, Status::unauthorized, Status::forbidden, Status::not_found,
          Status::request_timeout, Status::conflict, Status::content_too_large,
          Status::unsupported_media_type, Status::unprocessable_content, Status::too_many_requests,
          Status::internal_server_error, Status::service_unavailable}) {
        Response response;
        write_problem(HttpError{status, "why"}.error(), response);
        EXPECT_EQ(response.status, status);
    }
}

}  // namespace
}  // namespace cardea::http
