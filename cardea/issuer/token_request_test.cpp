#include <cardea/issuer/token_request.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>
#include <cardea/issuer/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: what RFC 6749 lets a client ask for, and by which name it is refused the rest.
namespace cardea::issuer {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using accounts::ada;
using accounts::good_password;
using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(TokenParameters, are_found_by_their_exact_name) {
    const auto form = Parameters::from({{"grant_type", "password"}, {"scope", "a b"}}).value();
    EXPECT_EQ(form.get("grant_type"), "password");
    EXPECT_EQ(form.get("scope"), "a b");
    for (const char* other : {"", "Scope", "scop", "scope ", "username"})
        EXPECT_EQ(form.get(other), std::nullopt);
}

TEST(TokenParameters, count_as_absent_where_they_are_empty) {
    const auto form = Parameters::from({{"scope", ""}, {"", "x"}}).value();
    EXPECT_EQ(form.get("scope"), std::nullopt);
    EXPECT_EQ(Parameters::from({}).value().get("scope"), std::nullopt);
}

struct RepeatedParameter {
    const char* name;
    Pairs pairs;
};
struct TokenParametersRefuse : testing::TestWithParam<RepeatedParameter> {};

TEST_P(TokenParametersRefuse, what_is_there_twice) {
    const auto form = Parameters::from(GetParam().pairs);
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error(), Errc::invalid_request);
    EXPECT_EQ(form.error().code(), "oauth.invalid_request");
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, TokenParametersRefuse,
    testing::Values(
        RepeatedParameter{"two_values", {{"scope", "a"}, {"scope", "b"}}},
        RepeatedParameter{"one_value_twice", {{"scope", "a"}, {"scope", "a"}}},
        RepeatedParameter{"first_empty", {{"scope", ""}, {"scope", "a"}}},
        RepeatedParameter{"second_empty", {{"scope", "a"}, {"scope", ""}}},
        RepeatedParameter{"an_unknown_one", {{"x", "1"}, {"grant_type", "password"}, {"x", "2"}}},
        RepeatedParameter{"far_apart", {{"username", "a"}, {"password", "b"}, {"username", "c"}}}),
    [](const auto& row) { return row.param.name; });

struct ClientClaim {
    const char* name;
    std::optional<std::string> basic;
    Pairs form;
    bool is_known;
};
struct IdentifiedClient : testing::TestWithParam<ClientClaim> {};

TEST_P(IdentifiedClient, is_the_public_one_or_nobody) {
    const auto& row = GetParam();
    const auto client = identify_client(row.basic, Parameters::from(row.form).value());
    ASSERT_EQ(client.has_value(), row.is_known);
    if (client) {
        EXPECT_EQ(*client, "cardea");
    } else {
        EXPECT_EQ(client.error(), Errc::invalid_client);
        EXPECT_EQ(client.error().code(), "oauth.invalid_client");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, IdentifiedClient,
    testing::Values(
        ClientClaim{"no_credential", std::nullopt, {}, true},
        ClientClaim{"empty_basic", ":", {}, true},
        ClientClaim{"basic_of_the_public_client", "cardea:", {}, true},
        ClientClaim{
            "empty_parameters", std::nullopt, {{"client_id", ""}, {"client_secret", ""}}, true},
        ClientClaim{"by_name", std::nullopt, {{"client_id", "cardea"}}, true},
        ClientClaim{"by_name_beside_empty_basic", ":", {{"client_id", "cardea"}}, true},
        ClientClaim{"unknown", std::nullopt, {{"client_id", "other"}}, false},
        ClientClaim{"other_case", std::nullopt, {{"client_id", "Cardea"}}, false},
        ClientClaim{"name_and_more", std::nullopt, {{"client_id", "cardea "}}, false},
        ClientClaim{"with_a_secret",
                    std::nullopt,
                    {{"client_id", "cardea"}, {"client_secret", "x"}},
                    false},
        ClientClaim{"a_secret_alone", std::nullopt, {{"client_secret", "x"}}, false},
        ClientClaim{"basic_with_a_secret", "cardea:x", {}, false},
        ClientClaim{"basic_secret_alone", ":x", {}, false},
        ClientClaim{"basic_of_another", "other:x", {}, false},
        ClientClaim{"basic_without_colon", "?", {}, false},
        ClientClaim{"basic_two_colons", "::", {}, false},
        ClientClaim{
            "basic_of_another_beside_the_public_name", "other:x", {{"client_id", "cardea"}}, false},
        ClientClaim{"empty_basic_beside_another_name", ":", {{"client_id", "other"}}, false}),
    [](const auto& row) { return row.param.name; });

struct GrantTest : testing::Test {
    static accounts::AccountOptions cheap_with_two_attempts() {
        auto options = accounts::cheap_options();
        options.login_rate = accounts::Rate{2, 60s};
        return options;
    }
    Result<TokenPair> grant(Pairs pairs, GrantOptions grants = {}) {
        return block_on(
            grant_tokens(test.accounts, issuer, grants, Parameters::from(std::move(pairs)).value(),
                         accounts::Origin{.address = "192.0.2.1", .user_agent = "a client"}));
    }
    Result<TokenPair> grant_password(std::string password, Pairs more = {}) {
        Pairs pairs{{"grant_type", "password"},
                    {"username", std::string{ada}},
                    {"password", std::move(password)}};
        pairs.insert(pairs.end(), more.begin(), more.end());
        return grant(std::move(pairs));
    }
    Result<TokenPair> grant_refresh(const std::string& token) {
        return grant({{"grant_type", "refresh_token"}, {"refresh_token", token}});
    }

    accounts::TestAccounts test{cheap_with_two_attempts()};
    accounts::User user = test.add(ada, good_password, "notes:read notes:write");
    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    IssuerOptions options{.issuer = "https://id.test", .audience = "https://api.test"};
    TokenIssuer issuer{key, options};
    jose::Verifier verifier = make_verifier(jose::KeySet{key}, options, test.clock);
};

TEST_F(GrantTest, gives_tokens_for_a_password) {
    const auto pair = grant_password(std::string{good_password}).value();
    const auto claims = verifier.verify(pair.access_token).value();
    EXPECT_EQ(claims.subject(), user.id.text());
    EXPECT_EQ(claims.client_id(), "cardea");
    EXPECT_EQ(claims.scope(), "notes:read notes:write");
    EXPECT_EQ(pair.scope, "notes:read notes:write");
    EXPECT_EQ(test.value<std::string>("SELECT id FROM sessions"), claims.session());
    EXPECT_EQ(test.value<std::string>("SELECT user_agent FROM sessions"), "a client");
    EXPECT_TRUE(grant_refresh(pair.refresh_token));
}

TEST_F(GrantTest, gives_tokens_for_a_refresh_token_within_the_same_session) {
    const auto first = grant_password(std::string{good_password}).value();
    test.clock.advance(1h);
    const auto second = grant_refresh(first.refresh_token).value();
    EXPECT_NE(second.refresh_token, first.refresh_token);
    EXPECT_EQ(grant_refresh(first.refresh_token).value().refresh_token, second.refresh_token);
    const auto claims = verifier.verify(second.access_token).value();
    EXPECT_EQ(claims.session(), test.value<std::string>("SELECT id FROM sessions"));
    EXPECT_EQ(claims.auth_time(), accounts::noon);
    EXPECT_EQ(claims.issued_at(), accounts::noon + 1h);
}

TEST_F(GrantTest, narrows_the_scope_to_what_was_asked_for_and_never_widens_it) {
    const auto asked = [&](std::string scope) {
        return grant_password(std::string{good_password}, {{"scope", std::move(scope)}})
            .value()
            .scope;
    };
    EXPECT_EQ(asked("notes:write"), "notes:write");
    EXPECT_EQ(asked("users:write notes:read"), "notes:read");
    EXPECT_EQ(asked("users:write"), "");
    EXPECT_EQ(asked(" "), "");
    EXPECT_EQ(asked(""), "notes:read notes:write");  // empty is absent
    const auto narrow =
        grant_password(std::string{good_password}, {{"scope", "notes:read"}}).value();
    EXPECT_EQ(grant({{"grant_type", "refresh_token"},
                     {"refresh_token", narrow.refresh_token},
                     {"scope", "notes:read notes:write"}})
                  .value()
                  .scope,
              "notes:read");
}

struct BadRequest {
    const char* name;
    Pairs form;
    Errc expected;
    std::string code;
};
struct GrantRefuses : GrantTest, testing::WithParamInterface<BadRequest> {};

TEST_P(GrantRefuses, and_names_the_reason_as_rfc_6749_does) {
    const auto pair = grant(GetParam().form);
    ASSERT_FALSE(pair);
    EXPECT_EQ(pair.error(), GetParam().expected);
    EXPECT_EQ(pair.error().code(), GetParam().code);
    EXPECT_EQ(pair.error().fault(), Fault::malformed);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
}

const std::string name{ada};
const std::string password{good_password};

INSTANTIATE_TEST_SUITE_P(
    Hostile, GrantRefuses,
    testing::Values(
        BadRequest{"nothing", {}, Errc::invalid_request, "oauth.invalid_request"},
        BadRequest{"empty_grant_type",
                   {{"grant_type", ""}},
                   Errc::invalid_request,
                   "oauth.invalid_request"},
        BadRequest{"no_username",
                   {{"grant_type", "password"}, {"password", password}},
                   Errc::invalid_request,
                   "oauth.invalid_request"},
        BadRequest{"empty_username",
                   {{"grant_type", "password"}, {"username", ""}, {"password", password}},
                   Errc::invalid_request,
                   "oauth.invalid_request"},
        BadRequest{"no_password",
                   {{"grant_type", "password"}, {"username", name}},
                   Errc::invalid_request,
                   "oauth.invalid_request"},
        BadRequest{"no_refresh_token",
                   {{"grant_type", "refresh_token"}},
                   Errc::invalid_request,
                   "oauth.invalid_request"},
        BadRequest{"malformed_scope",
                   {{"grant_type", "password"},
                    {"username", name},
                    {"password", password},
                    {"scope", "a\"b"}},
                   Errc::invalid_scope,
                   "oauth.invalid_scope"},
        BadRequest{"line_break_in_scope",
                   {{"grant_type", "password"},
                    {"username", name},
                    {"password", password},
                    {"scope", "a\r\nb"}},
                   Errc::invalid_scope,
                   "oauth.invalid_scope"},
        BadRequest{"wrong_password",
                   {{"grant_type", "password"}, {"username", name}, {"password", "wrong"}},
                   Errc::invalid_grant,
                   "oauth.invalid_grant"},
        BadRequest{"unknown_user",
                   {{"grant_type", "password"}, {"username", "x@y.test"}, {"password", password}},
                   Errc::invalid_grant,
                   "oauth.invalid_grant"},
        BadRequest{"no_token_at_all",
                   {{"grant_type", "refresh_token"}, {"refresh_token", "x"}},
                   Errc::invalid_grant,
                   "oauth.invalid_grant"},
        BadRequest{
            "unknown_token",
            {{"grant_type", "refresh_token"}, {"refresh_token", "cdr_" + std::string(43, 'A')}},
            Errc::invalid_grant,
            "oauth.invalid_grant"},
        BadRequest{"grant_of_another_kind",
                   {{"grant_type", "authorization_code"}, {"code", "x"}},
                   Errc::unsupported_grant_type,
                   "oauth.unsupported_grant_type"},
        BadRequest{"grant_in_capitals",
                   {{"grant_type", "Password"}, {"username", name}, {"password", password}},
                   Errc::unsupported_grant_type,
                   "oauth.unsupported_grant_type"},
        BadRequest{"grant_with_a_space",
                   {{"grant_type", "password "}, {"username", name}, {"password", password}},
                   Errc::unsupported_grant_type,
                   "oauth.unsupported_grant_type"}),
    [](const auto& row) { return row.param.name; });

TEST_F(GrantTest, says_nothing_of_why_a_grant_is_invalid) {
    const auto unknown =
        grant({{"grant_type", "password"}, {"username", "x@y.test"}, {"password", password}})
            .error();
    const auto wrong = grant_password("wrong").error();
    block_on(set_disabled(test.accounts, user.id, true));
    const auto disabled = grant_password(password).error();
    for (const auto& error : {unknown, wrong, disabled}) {
        EXPECT_EQ(error, Errc::invalid_grant);
        EXPECT_EQ(error.message(), unknown.message());
        EXPECT_EQ(error.challenge(), "");
        EXPECT_TRUE(error.headers().empty());
    }
}

TEST_F(GrantTest, takes_no_access_token_for_a_refresh_token) {
    const auto pair = grant_password(password).value();
    EXPECT_EQ(grant_refresh(pair.access_token).error(), Errc::invalid_grant);
    EXPECT_TRUE(grant_refresh(pair.refresh_token));
}

TEST_F(GrantTest, ends_the_session_of_a_refresh_token_that_is_used_twice) {
    const auto first = grant_password(password).value().refresh_token;
    const auto second = grant_refresh(first).value().refresh_token;
    test.clock.advance(11s);
    EXPECT_EQ(grant_refresh(first).error(), Errc::invalid_grant);
    EXPECT_EQ(grant_refresh(second).error(), Errc::invalid_grant);
}

TEST_F(GrantTest, serves_no_passwords_where_that_is_switched_off) {
    const GrantOptions without_passwords{.password_grant = false};
    const Pairs form{{"grant_type", "password"}, {"username", name}, {"password", password}};
    EXPECT_EQ(grant(form, without_passwords).error(), Errc::unsupported_grant_type);
    const auto token = test.token_of(ada);
    EXPECT_TRUE(
        grant({{"grant_type", "refresh_token"}, {"refresh_token", token}}, without_passwords));
}

TEST_F(GrantTest, is_throttled_together_with_login) {
    EXPECT_EQ(grant_password("wrong").error(), Errc::invalid_grant);
    EXPECT_EQ(test.log_in(ada, "wrong").error(), accounts::Errc::invalid_login);
    const auto refused = grant_password(password);
    EXPECT_EQ(refused.error(), accounts::Errc::throttled);
    EXPECT_TRUE(refused.error().retry_after());
    EXPECT_EQ(test.log_in(ada).error(), accounts::Errc::throttled);
}

TEST_F(GrantTest, sheds_load_where_the_hashing_pool_is_full) {
    auto small = accounts::cheap_options();
    small.hashing_threads = 1;
    small.hashing_places = 0;
    const accounts::Accounts busy{*test.database, small, test.clock};
    const accounts::HeldPool held{busy.hashing()};
    auto form =
        Parameters::from({{"grant_type", "password"}, {"username", name}, {"password", password}})
            .value();
    EXPECT_EQ(block_on(grant_tokens(busy, issuer, {}, std::move(form), {})).error(),
              cardea::Errc::exhausted);
}

TEST(OauthErrors, have_the_names_of_rfc_6749) {
    EXPECT_EQ(Error{Errc::invalid_request}.code(), "oauth.invalid_request");
    EXPECT_EQ(Error{Errc::invalid_client}.code(), "oauth.invalid_client");
    EXPECT_EQ(Error{Errc::invalid_grant}.code(), "oauth.invalid_grant");
    EXPECT_EQ(Error{Errc::unsupported_grant_type}.code(), "oauth.unsupported_grant_type");
    EXPECT_EQ(Error{Errc::invalid_scope}.code(), "oauth.invalid_scope");
}

}  // namespace
}  // namespace cardea::issuer
