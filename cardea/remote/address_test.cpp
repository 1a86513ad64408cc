// Under test: only https leaves this machine, whatever a URL looks like.
#include <cardea/remote/address.hpp>

#include <cardea/remote/errc.hpp>

#include <gtest/gtest.h>

namespace cardea::remote {
namespace {

TEST(Address, takes_https_from_anywhere_and_http_from_the_loopback) {
    for (const auto* url :
         {"https://id.example", "https://id.example:8443/realms/one", "https://192.0.2.1/keys?v=1",
          "http://localhost:8000", "http://127.0.0.1/jwks.json", "http://127.255.0.9:1",
          "http://[::1]:8000/keys", "http://127.1/"}) {
        EXPECT_TRUE(Address::read(url, PlainHttp::loopback)) << url;
    }
}

TEST(Address, takes_http_from_elsewhere_only_where_told_to) {
    const auto* url = "http://id.example/keys";
    EXPECT_EQ(Address::read(url, PlainHttp::loopback).error(), Errc::address);
    EXPECT_TRUE(Address::read(url, PlainHttp::anywhere));
    EXPECT_EQ(Address::read("http://127.0.0.1/", PlainHttp::refused).error(), Errc::address);
}

struct RefusedUrl {
    const char* name;
    std::string url;
};
struct AddressRefuses : testing::TestWithParam<RefusedUrl> {};

TEST_P(AddressRefuses, and_names_the_url) {
    const auto read = Address::read(GetParam().url, PlainHttp::loopback);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(), Errc::address);
    EXPECT_TRUE(read.error().detail().starts_with(printable(GetParam().url)));
    for (const char c : read.error().detail()) EXPECT_TRUE(c >= ' ' && c <= '~');
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, AddressRefuses,
    testing::Values(
        RefusedUrl{"nothing", ""}, RefusedUrl{"no_scheme", "id.example/keys"},
        RefusedUrl{"file", "file:///etc/passwd"}, RefusedUrl{"ftp", "ftp://127.0.0.1/keys"},
        RefusedUrl{"gopher", "gopher://127.0.0.1:6379/_INFO"},
        RefusedUrl{"upper_case", "HTTPS://id.example"}, RefusedUrl{"no_host", "https://"},
        RefusedUrl{"three_slashes", "https:///id.example"},
        RefusedUrl{"one_slash", "https:/id.example"},
        RefusedUrl{"http_elsewhere", "http://id.example/"},
        RefusedUrl{"name_that_begins_as_the_loopback", "http://127.0.0.1.evil.example/"},
        RefusedUrl{"name_of_the_loopback_within", "http://localhost.evil.example/"},
        RefusedUrl{"not_the_loopback", "http://128.0.0.1/"},
        RefusedUrl{"any_address", "http://0.0.0.0/"}, RefusedUrl{"other_ipv6", "http://[::2]/"},
        RefusedUrl{"mapped_ipv4", "http://[::ffff:127.0.0.1]/"},
        RefusedUrl{"user", "https://ada@id.example/"},
        RefusedUrl{"user_and_password", "http://ada:x@127.0.0.1/"},
        RefusedUrl{"host_behind_a_user", "http://127.0.0.1@evil.example/"},
        RefusedUrl{"space", "https://id.example/a b"},
        RefusedUrl{"line_feed", "https://id.example/\nX"},
        RefusedUrl{"nul", std::string{"https://id.example\0/", 20}},
        RefusedUrl{"port_of_no_kind", "https://id.example:99999/"},
        RefusedUrl{"long", "https://id.example/" + std::string(Address::url_bytes_max, 'a')}),
    [](const auto& row) { return row.param.name; });

TEST(Address, puts_discovery_behind_the_path_and_oauth_before_it) {
    struct Row {
        const char* issuer;
        const char* openid;
        const char* oauth;
    };
    for (const auto& row :
         {Row{"https://id.example", "https://id.example/.well-known/openid-configuration",
              "https://id.example/.well-known/oauth-authorization-server"},
          Row{"https://id.example/", "https://id.example/.well-known/openid-configuration",
              "https://id.example/.well-known/oauth-authorization-server"},
          Row{"https://id.example:8443/realms/one",
              "https://id.example:8443/realms/one/.well-known/openid-configuration",
              "https://id.example:8443/.well-known/oauth-authorization-server/realms/one"},
          Row{"http://[::1]:8000/one/", "http://[::1]:8000/one/.well-known/openid-configuration",
              "http://[::1]:8000/.well-known/oauth-authorization-server/one"}}) {
        const auto issuer = Address::read(row.issuer, PlainHttp::loopback).value();
        EXPECT_EQ(issuer.openid_configuration().url(), row.openid);
        EXPECT_EQ(issuer.oauth_authorization_server().url(), row.oauth);
        EXPECT_TRUE(issuer.is_bare());
    }
    EXPECT_FALSE(Address::read("https://id.example/?a", PlainHttp::refused)->is_bare());
    EXPECT_FALSE(Address::read("https://id.example/#a", PlainHttp::refused)->is_bare());
}

TEST(Address, makes_texts_of_strangers_fit_for_a_log) {
    EXPECT_EQ(printable("a\r\nb\x1b[0m\xc3\xa9"), "a??b?[0m??");
    EXPECT_EQ(printable(std::string(300, 'x')), std::string(200, 'x') + "...");
}

}  // namespace
}  // namespace cardea::remote
