// Under test: which cookie a request has, and that a cookie which is set keeps its promises.
#include <cardea/http/cookie.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::http {
namespace {

Result<std::optional<std::string_view>> found(const std::vector<Field>& fields,
                                              std::string_view name = "sid") {
    return find_cookie(Request{{.fields = fields}, nullptr}, name);
}
Result<std::optional<std::string_view>> found_in(std::string_view value) {
    return found({{"Cookie", value}});
}

TEST(FindCookie, finds_a_name_among_others) {
    EXPECT_EQ(found_in("sid=31d4d96e407aad42; theme=dark").value(), "31d4d96e407aad42");
    EXPECT_EQ(found_in("theme=dark;sid=a=b==;x=").value(), "a=b==");
    EXPECT_EQ(found_in("sid=").value(), "");
    EXPECT_EQ(found_in("sid=\"a\"").value(), "\"a\"") << "the quotes belong to the value";
    EXPECT_EQ(found_in("SID=1; Sid=2; sid =3; xsid=4; sidx=5; sid").value(), std::nullopt);
    EXPECT_EQ(found({{"Cookie", "a=1"}, {"cookie", "sid=2"}}).value(), "2");
    EXPECT_EQ(found({}).value(), std::nullopt);
}

TEST(FindCookie, does_not_judge_what_other_sites_of_the_domain_have_set) {
    EXPECT_EQ(found_in("junk={\"a\": 1, \"b\"}; =x; ;; \xc3\xa9=\xff; sid=1").value(), "1");
}

TEST(FindCookie, does_not_choose_between_two_of_a_name) {
    for (const auto* value : {"sid=1; sid=2", "sid=1; sid=1", "sid=; x=2;sid=3"})
        EXPECT_EQ(found_in(value).error(), CookieErrc::ambiguous) << value;
    EXPECT_EQ(found({{"Cookie", "sid=1"}, {"Cookie", "sid=2"}}).error(), CookieErrc::ambiguous);
}

TEST(FindCookie, is_not_deceived_by_a_name_that_only_looks_like_a_host_cookie) {
    for (const auto* value : {"\xe2\x80\x80__Host-sid=evil", "__host-sid=evil", "x __Host-sid=evil",
                              "__Host-sid\t=evil", "__Host-sid%20=evil", "\"__Host-sid=evil\""}) {
        EXPECT_EQ(found({{"Cookie", value}}, "__Host-sid").value(), std::nullopt) << value;
    }
}

TEST(FindCookie, refuses_a_value_that_no_server_can_have_set) {
    for (const auto* value : {"sid=a b", "sid=a,b", "sid=a\"b", "sid=\"a", "sid=\"", "sid=a\\b",
                              "sid=\xc3\xa9", "sid=a\x7f", "sid= a", "sid=a ; x=1"}) {
        EXPECT_EQ(found_in(value).error(), CookieErrc::malformed) << value;
    }
}

TEST(FindCookie, counts) {
    std::string many;
    for (std::size_t i = 0; i < cookies_max - 1; ++i) many += "a=1; ";
    EXPECT_EQ(found_in(many + "sid=1").value(), "1");
    EXPECT_EQ(found_in(many + "a=1; sid=1").error(), CookieErrc::too_many);
}

TEST(SetCookie, is_safe_by_default) {
    EXPECT_EQ((SetCookie{"sid", "abc"}.text()), "sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
    EXPECT_EQ((SetCookie{"__Host-sid", "abc"}.text()),
              "__Host-sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
}

TEST(SetCookie, says_what_it_was_told) {
    const SetCookie cookie{"theme",
                           "dark",
                           {.max_age = std::chrono::hours{1},
                            .path = "/notes",
                            .domain = "example.com",
                            .secure = false,
                            .http_only = false,
                            .same_site = SameSite::strict}};
    EXPECT_EQ(cookie.text(),
              "theme=dark; Max-Age=3600; Path=/notes; Domain=example.com; SameSite=Strict");
}

TEST(SetCookie, is_forgotten_with_the_path_it_was_set_with) {
    EXPECT_EQ(SetCookie::expired("sid", {.path = "/a"}).text(),
              "sid=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/a; Secure; HttpOnly; "
              "SameSite=Lax");
}

TEST(SetCookie, comes_back_as_it_was_set) {
    std::string every_octet;
    for (char c = 0x20; c < 0x7f; ++c) {
        if (std::string_view{" \",;\\"}.find(c) == std::string_view::npos) every_octet += c;
    }
    const auto text = SetCookie{"sid", every_octet}.text();
    EXPECT_EQ(found_in(text.substr(0, text.find("; "))).value(), every_octet);
}

struct BadCookie {
    const char* row;
    std::string name;
    std::string value;
    CookieAttributes attributes;
};
struct SetCookieRefuses : testing::TestWithParam<BadCookie> {};

TEST_P(SetCookieRefuses, to_be_made) {
    const auto& bad = GetParam();
    EXPECT_THROW((SetCookie{bad.name, bad.value, bad.attributes}), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, SetCookieRefuses,
    testing::Values(
        BadCookie{"attribute_in_value", "sid", "a; Domain=evil.test", {}},
        BadCookie{"split_field", "sid", "a\r\nSet-Cookie: b=1", {}},
        BadCookie{"nul", "sid", std::string{"a\0b", 3}, {}}, BadCookie{"space", "sid", "a b", {}},
        BadCookie{"comma", "sid", "a,b", {}}, BadCookie{"quote", "sid", "\"a\"", {}},
        BadCookie{"backslash", "sid", "a\\b", {}}, BadCookie{"beyond_ascii", "sid", "\xc3\xa9", {}},
        BadCookie{"no_name", "", "a", {}}, BadCookie{"equals_in_name", "a=b", "c", {}},
        BadCookie{"space_in_name", "a b", "c", {}},
        BadCookie{"too_long", "sid", std::string(4094, 'a'), {}},
        BadCookie{"path_without_slash", "sid", "a", {.path = "notes"}},
        BadCookie{"attribute_in_path", "sid", "a", {.path = "/; Domain=evil.test"}},
        BadCookie{"split_path", "sid", "a", {.path = "/\r\nX: y"}},
        BadCookie{"attribute_in_domain", "sid", "a", {.domain = "a.test; Path=/"}},
        BadCookie{"negative_age", "sid", "a", {.max_age = std::chrono::seconds{-1}}},
        BadCookie{
            "none_without_secure", "sid", "a", {.secure = false, .same_site = SameSite::none}},
        BadCookie{"secure_prefix_without_secure", "__Secure-sid", "a", {.secure = false}},
        BadCookie{"prefix_in_other_case", "__secure-sid", "a", {.secure = false}},
        BadCookie{"host_prefix_without_secure", "__Host-sid", "a", {.secure = false}},
        BadCookie{"host_prefix_with_path", "__Host-sid", "a", {.path = "/a"}},
        BadCookie{"host_prefix_with_domain", "__HOST-sid", "a", {.domain = "a.test"}}),
    [](const auto& row) { return row.param.row; });

}  // namespace
}  // namespace cardea::http
