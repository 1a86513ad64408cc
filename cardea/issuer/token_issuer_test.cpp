#include <cardea/issuer/token_issuer.hpp>

#include <cardea/accounts/test_accounts.hpp>
#include <cardea/base/base64url.hpp>
#include <cardea/jose/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

// Under test: an access token says what RFC 9068 wants and no more, and is believed by its own
// verifier alone, for as long as it says.
namespace cardea::issuer {
namespace {

using namespace std::chrono_literals;
using accounts::noon;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

accounts::Session session_of_ada() {
    return accounts::Session{
        .id = std::get<Uuid>(Uuid::read("01890a5d-ac96-774b-bcce-b302099a8057")),
        .user_id = std::get<Uuid>(Uuid::read("01890a5d-ac96-774b-bcce-b302099a8058")),
        .client_id = "cardea",
        .scope = "notes:read notes:write",
        .amr = "pwd",
        .auth_time = Timestamp{noon - 1h},
        .issued_at = noon,
        .access_until = noon + 15min,
        .refresh_token = Secret{std::string{"cdr_secret"}}};
}

struct TokenIssuerTest : testing::Test {
    static std::string part(const std::string& token, int number) {
        auto start = token.begin();
        for (int i = 0; i < number; ++i) start = std::find(start, token.end(), '.') + 1;
        const auto bytes =
            base64url::decode(std::string{start, std::find(start, token.end(), '.')}).value();
        return {bytes.begin(), bytes.end()};
    }
    jose::Verifier verifier(IssuerOptions expected) {
        return make_verifier(jose::KeySet{key}, expected, clock);
    }

    ManualClock clock{noon};
    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    IssuerOptions options{.issuer = "https://id.test", .audience = "https://api.test"};
    TokenIssuer issuer{key, options};
};

TEST_F(TokenIssuerTest, gives_a_pair) {
    const auto pair = issuer.issue(session_of_ada());
    EXPECT_EQ(pair.token_type, "Bearer");
    EXPECT_EQ(pair.expires_in, 900);
    EXPECT_EQ(pair.refresh_token, "cdr_secret");
    EXPECT_EQ(pair.scope, "notes:read notes:write");
}

TEST_F(TokenIssuerTest, says_what_rfc_9068_wants_and_no_more) {
    const auto token = issuer.issue(session_of_ada()).access_token;
    EXPECT_EQ(part(token, 0), R"({"alg":"ES256","typ":"at+jwt","kid":")" + key.kid() + R"("})");
    auto payload = part(token, 1);
    const auto claims = verifier(options).verify(token).value();
    const auto jti = payload.find(std::string{claims.id()});
    ASSERT_NE(jti, std::string::npos);
    payload.replace(jti, claims.id().size(), "JTI");
    // In whatever order, the twelve claims of API.md with these values, and nothing besides.
    for (const char* member :
         {R"("iss":"https://id.test")", R"("sub":"01890a5d-ac96-774b-bcce-b302099a8058")",
          R"("exp":1800000900)", R"("iat":1800000000)", R"("jti":"JTI")", R"("client_id":"cardea")",
          R"("scope":"notes:read notes:write")", R"("sid":"01890a5d-ac96-774b-bcce-b302099a8057")",
          R"("auth_time":1799996400)", R"("amr":["pwd"])"}) {
        EXPECT_THAT(payload, HasSubstr(member));
    }
    EXPECT_THAT(payload, testing::AnyOf(HasSubstr(R"("aud":"https://api.test")"),
                                        HasSubstr(R"("aud":["https://api.test"])")));
    EXPECT_EQ(std::count(payload.begin(), payload.end(), ':') - 2 /* https: */ - 2 /* scopes */,
              11);
}

TEST_F(TokenIssuerTest, is_understood_by_its_verifier) {
    const auto claims =
        verifier(options).verify(issuer.issue(session_of_ada()).access_token).value();
    EXPECT_EQ(claims.issuer(), "https://id.test");
    EXPECT_THAT(claims.audience(), testing::ElementsAre("https://api.test"));
    EXPECT_EQ(claims.subject(), session_of_ada().user_id.text());
    EXPECT_EQ(claims.session(), session_of_ada().id.text());
    EXPECT_EQ(claims.issued_at(), noon);
    EXPECT_EQ(claims.expires_at(), noon + 15min);
    EXPECT_EQ(claims.auth_time(), noon - 1h);
    EXPECT_EQ(claims.client_id(), "cardea");
    EXPECT_EQ(claims.scope(), "notes:read notes:write");
    EXPECT_THAT(claims.methods(), testing::ElementsAre("pwd"));
}

TEST_F(TokenIssuerTest, always_says_the_scope_even_an_empty_one) {
    auto session = session_of_ada();
    session.scope = "";
    const auto pair = issuer.issue(session);
    EXPECT_THAT(part(pair.access_token, 1), HasSubstr(R"("scope":"")"));
    EXPECT_EQ(pair.scope, "");
}

TEST_F(TokenIssuerTest, keeps_the_refresh_token_out_of_the_access_token) {
    EXPECT_THAT(part(issuer.issue(session_of_ada()).access_token, 1), Not(HasSubstr("cdr_")));
}

TEST_F(TokenIssuerTest, escapes_what_it_says) {
    auto session = session_of_ada();
    session.client_id = R"(x","scope":"users:write)";
    const auto claims = verifier(options).verify(issuer.issue(session).access_token).value();
    EXPECT_EQ(claims.client_id(), session.client_id);
    EXPECT_EQ(claims.scope(), "notes:read notes:write");
}

TEST_F(TokenIssuerTest, names_each_token_once_on_all_threads) {
    const auto batches = accounts::at_once(4, [&](std::size_t) {
        std::vector<std::string> ids;
        const auto believer = verifier(options);
        for (int i = 0; i < 50; ++i)
            ids.emplace_back(
                believer.verify(issuer.issue(session_of_ada()).access_token).value().id());
        return ids;
    });
    std::set<std::string> all;
    for (const auto& ids : batches) all.insert(ids.begin(), ids.end());
    EXPECT_EQ(all.size(), 200U);
    EXPECT_GE(all.begin()->size(), 22U);  // 128 bits
}

TEST_F(TokenIssuerTest, is_believed_to_the_second) {
    auto brief = session_of_ada();
    brief.access_until = noon + 60s;
    const auto pair = issuer.issue(brief);
    EXPECT_EQ(pair.expires_in, 60);
    const auto believer = verifier(options);
    clock.advance(59s);
    EXPECT_TRUE(believer.verify(pair.access_token));
    clock.advance(1s);
    EXPECT_EQ(believer.verify(pair.access_token).error(), jose::Errc::expired);
}

TEST_F(TokenIssuerTest, is_granted_five_seconds_where_clocks_differ) {
    const auto believer = verifier(options);
    auto session = session_of_ada();
    session.issued_at = noon + 5s;
    EXPECT_TRUE(believer.verify(issuer.issue(session).access_token));
    session.issued_at = noon + 6s;
    EXPECT_EQ(believer.verify(issuer.issue(session).access_token).error(),
              jose::Errc::not_yet_valid);
}

TEST_F(TokenIssuerTest, is_refused_where_another_is_meant) {
    const auto token = issuer.issue(session_of_ada()).access_token;
    auto expected = options;
    expected.issuer = "https://id.test/";
    EXPECT_EQ(verifier(expected).verify(token).error(), jose::Errc::issuer);
    expected = options;
    expected.audience = "https://api";
    EXPECT_EQ(verifier(expected).verify(token).error(), jose::Errc::audience);
    expected = options;
    expected.token_bytes_max = 100;
    EXPECT_EQ(verifier(expected).verify(token).error(), jose::Errc::malformed);
    const auto stranger =
        make_verifier(jose::KeySet{jose::Key::generate(jose::Algorithm::es256)}, options, clock);
    EXPECT_FALSE(stranger.verify(token));
}

TEST_F(TokenIssuerTest, takes_no_token_of_another_kind_for_an_access_token) {
    jose::Claims claims;
    claims.issuer = options.issuer;
    claims.subject = "ada";
    claims.audience = {options.audience};
    claims.expires_at = noon + 60s;
    claims.issued_at = noon;
    for (const char* type : {"JWT", "", "logout+jwt", "at+jwts"}) {
        EXPECT_EQ(verifier(options).verify(jose::Signer(key, type).sign(claims)).error(),
                  jose::Errc::type)
            << type;
    }
    EXPECT_TRUE(verifier(options).verify(jose::Signer(key, "at+jwt").sign(claims)));
    EXPECT_FALSE(verifier(options).verify("cdr_secret"));
}

}  // namespace
}  // namespace cardea::issuer
