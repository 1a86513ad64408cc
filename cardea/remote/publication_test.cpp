// Under test: what is fetched in which order, and what must be said there, without a network.
#include <cardea/remote/publication.hpp>

#include <cardea/remote/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <vector>

namespace cardea::remote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string issuer = "https://id.example/one";
const std::string openid = issuer + "/.well-known/openid-configuration";
const std::string oauth = "https://id.example/.well-known/oauth-authorization-server/one";
const std::string set = "https://keys.example/set";

std::string metadata(const std::string& of, const std::string& jwks_uri) {
    return R"({"issuer":")" + of + R"(","jwks_uri":")" + jwks_uri +
           R"(","grant_types_supported":["x"]})";
}

struct PublicationTest : testing::Test {
    PublicationTest() {
        answers[set] = {200, jose::public_jwk_set(jose::KeySet{key}), std::chrono::seconds{7}};
    }

    Result<PublishedKeys> fetch(Publication& from) {
        asked.clear();
        return from.fetch([this](const Address& address) -> Result<Answer> {
            asked.push_back(address.url());
            const auto found = answers.find(address.url());
            return found == answers.end() ? Answer{.status = 404} : found->second;
        });
    }
    Error refusal() { return fetch(of_issuer).error(); }

    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    std::map<std::string, Answer> answers;
    std::vector<std::string> asked;
    Publication of_issuer{Issuer{issuer}, PlainHttp::loopback};
};

TEST_F(PublicationTest, reads_a_set_where_it_is_known_to_be) {
    Publication of_set{JwksUri{set}, PlainHttp::loopback};
    const auto published = fetch(of_set).value();
    EXPECT_EQ(published.keys.keys().at(0).kid(), key.kid());
    EXPECT_EQ(published.fresh_for, std::chrono::seconds{7});
    EXPECT_THAT(asked, ElementsAre(set));
}

TEST_F(PublicationTest, asks_an_issuer_where_its_set_is) {
    answers[openid] = {200, metadata(issuer, set)};
    EXPECT_EQ(fetch(of_issuer)->keys.keys().size(), 1U);
    EXPECT_THAT(asked, ElementsAre(openid, set));
}

TEST_F(PublicationTest, asks_for_the_other_document_where_there_is_none_and_remembers_it) {
    answers[oauth] = {200, metadata(issuer, set)};
    EXPECT_TRUE(fetch(of_issuer));
    EXPECT_THAT(asked, ElementsAre(openid, oauth, set));
    EXPECT_TRUE(fetch(of_issuer));
    EXPECT_THAT(asked, ElementsAre(oauth, set));
    answers[openid] = answers[oauth];
    answers.erase(oauth);
    EXPECT_TRUE(fetch(of_issuer));
    EXPECT_THAT(asked, ElementsAre(oauth, openid, set));
}

TEST_F(PublicationTest, takes_a_server_that_fails_for_no_reason_to_ask_elsewhere) {
    for (const long status : {500L, 503L, 302L, 204L}) {
        answers[openid] = {status, ""};
        EXPECT_EQ(refusal(), Errc::status) << status;
        EXPECT_THAT(asked, ElementsAre(openid));
    }
    answers.erase(openid);
    EXPECT_THAT(std::string{refusal().detail()},
                testing::AllOf(HasSubstr(openid + ": answered 404; "),
                               HasSubstr(oauth + ": answered 404")));
}

TEST_F(PublicationTest, demands_the_very_issuer) {
    for (const std::string& other : {issuer + "/", std::string{"https://id.example/On"},
                                     std::string{"https://evil.example"}, std::string{}}) {
        answers[openid] = {200, metadata(other, set)};
        EXPECT_EQ(refusal(), Errc::issuer) << other;
        EXPECT_THAT(asked, ElementsAre(openid)) << "and asks for nothing that another one names";
    }
}

TEST_F(PublicationTest, follows_no_jwks_uri_to_a_place_without_tls) {
    for (const std::string& lie :
         {std::string{"http://id.example/set"}, std::string{"http://127.0.0.1/set"},
          std::string{"file:///etc/passwd"}, std::string{"/set"}, std::string{},
          std::string{"https://ada@keys.example/set"}}) {
        answers[openid] = {200, metadata(issuer, lie)};
        EXPECT_EQ(refusal(), Errc::address) << lie;
        EXPECT_THAT(asked, ElementsAre(openid));
    }
}

TEST_F(PublicationTest, reads_a_document_strictly) {
    for (const std::string& lie :
         {std::string{"<html>"}, std::string{}, std::string{"[]"}, std::string{"{}"},
          R"({"issuer":")" + issuer + R"("})", R"({"jwks_uri":")" + set + R"("})",
          R"({"issuer":")" + issuer + R"(","jwks_uri":7})", metadata(issuer, set) + "x",
          R"({"issuer":")" + issuer + R"(","issuer":"x","jwks_uri":")" + set + R"("})"}) {
        answers[openid] = {200, lie};
        EXPECT_EQ(refusal(), Errc::malformed) << lie;
    }
}

struct RefusedSet {
    const char* name;
    std::string set;
    Errc expected;
    const char* words;
};
struct PublicationRefuses : PublicationTest, testing::WithParamInterface<RefusedSet> {};

TEST_P(PublicationRefuses, and_names_the_url_and_the_reason) {
    Publication of_set{JwksUri{set}, PlainHttp::loopback};
    answers[set].body = GetParam().set;
    const auto refused = fetch(of_set).error();
    EXPECT_EQ(refused, GetParam().expected);
    EXPECT_TRUE(refused.detail().starts_with(set + ": "));
    EXPECT_THAT(std::string{refused.detail()}, HasSubstr(GetParam().words));
}

std::string set_of(std::size_t count) {
    std::string keys;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) keys += ',';
        keys += jose::Key::generate(jose::Algorithm::es256).public_jwk();
    }
    return R"({"keys":[)" + keys + "]}";
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, PublicationRefuses,
    testing::Values(RefusedSet{"empty_text", "", Errc::malformed, "not JSON"},
                    RefusedSet{"html", "<!doctype html><title>Sign in</title>", Errc::malformed,
                               "not JSON"},
                    RefusedSet{"half_a_set", set_of(1).substr(0, 40), Errc::malformed, "not JSON"},
                    RefusedSet{"more_behind_it", set_of(1) + "{}", Errc::malformed, "not JSON"},
                    RefusedSet{"list", "[]", Errc::no_key, "no usable key"},
                    RefusedSet{"no_keys", R"({"keys":[]})", Errc::no_key, "no usable key"},
                    RefusedSet{"too_many_keys", set_of(65), Errc::no_key, "too many"},
                    RefusedSet{"symmetric_keys_alone",
                               R"({"keys":[{"kty":"oct","kid":"a","alg":"HS256","k":")" +
                                   std::string(64, 'A') + R"("}]})",
                               Errc::no_key, "symmetric"}),
    [](const auto& row) { return row.param.name; });

TEST_F(PublicationTest, takes_as_many_keys_as_may_be) {
    Publication of_set{JwksUri{set}, PlainHttp::loopback};
    answers[set].body = set_of(64);
    EXPECT_EQ(fetch(of_set)->keys.keys().size(), 64U);
}

TEST(Publication, is_refused_at_start_where_its_url_is) {
    for (const auto* url :
         {"http://id.example", "id.example", "https://id.example/?a=b", "https://id.example/#a"})
        EXPECT_THROW((Publication{Issuer{url}, PlainHttp::loopback}), std::invalid_argument) << url;
    EXPECT_THROW((Publication{JwksUri{"file:///etc/passwd"}, PlainHttp::anywhere}),
                 std::invalid_argument);
    EXPECT_NO_THROW((Publication{JwksUri{"https://id.example/?a=b"}, PlainHttp::loopback}));
}

}  // namespace
}  // namespace cardea::remote
