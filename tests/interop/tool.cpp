// Cardea's side of the tests of interoperability: requests as JSON lines on standard input, an
// answer for each on standard output. Made of the public headers alone, as anybody's program is.
#include <cardea/base/base64url.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/key.hpp>
#include <cardea/jose/key_set.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/write_json.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace cardea;

/// The registered claims, by their names in a payload; times in seconds.
struct Said {
    std::optional<std::string> iss;
    std::optional<std::string> sub;
    std::optional<std::vector<std::string>> aud;
    std::optional<std::int64_t> exp;
    std::optional<std::int64_t> nbf;
    std::optional<std::int64_t> iat;
    std::optional<std::string> jti;
    std::optional<std::string> client_id;
    std::optional<std::string> scope;
    std::optional<std::string> sid;
    std::optional<std::int64_t> auth_time;
    std::optional<std::vector<std::string>> amr;
};

struct Request {
    std::string action;               ///< The name of a function below.
    std::optional<std::string> key;   ///< The key, or the set of keys, as a text.
    std::optional<std::string> form;  ///< Which: `jwk`, `pem`, `secret`, `jwk_set`, `own_keys`.
    std::optional<std::string> algorithm;  ///< That the key is to be bound to.
    std::optional<std::string> kid;        ///< In the place of the key's own.
    std::optional<std::string> to;         ///< The form to write.
    std::optional<Said> claims;
    std::optional<std::string> type;
    std::optional<std::string> header;   ///< A JWS's, as it shall stand.
    std::optional<std::string> payload;  ///< A JWS's, as it shall stand.
    std::optional<std::vector<std::string>> tokens;
    std::optional<std::int64_t> now;
    std::optional<std::string> issuer;
    std::optional<std::string> audience;
};

struct Verdict {
    std::optional<Said> claims{};
    std::optional<std::string> refused{};
};

struct Answer {
    std::optional<std::string> text{};
    std::optional<std::vector<Verdict>> verdicts{};
    std::optional<std::string> refused{};  ///< The reason.
    std::optional<std::string> detail{};
};

std::optional<jose::Algorithm> algorithm_of(const Request& request) {
    if (!request.algorithm) return std::nullopt;
    return jose::algorithm_from(*request.algorithm).value();
}

Result<jose::Key> read_key(const Request& request) {
    const auto& text = request.key.value();
    const auto form = request.form.value_or("jwk");
    const auto algorithm = algorithm_of(request);
    if (form == "pem") return jose::Key::from_pem(text, algorithm);
    if (form != "secret") return jose::Key::from_jwk(text, algorithm);
    const auto bytes = base64url::decode(text).value();
    return jose::Key::from_secret(Secret{std::string{bytes.begin(), bytes.end()}},
                                  algorithm.value_or(jose::Algorithm::hs256));
}

Result<jose::KeySet> read_keys(const Request& request) {
    const auto form = request.form.value_or("jwk");
    if (form == "jwk_set") return jose::read_jwk_set(request.key.value());
    if (form == "own_keys") {
        auto own = jose::read_own_keys(request.key.value());
        if (!own) return own.error();
        return std::move(own->keys);
    }
    auto key = read_key(request);
    if (!key) return key.error();
    return jose::KeySet{request.kid ? key->named(*request.kid) : *key};
}

TimePoint moment(std::int64_t seconds) { return TimePoint{TimePoint::duration{seconds}}; }

std::optional<TimePoint> moment(const std::optional<std::int64_t>& seconds) {
    if (!seconds) return std::nullopt;
    return moment(*seconds);
}

std::optional<std::int64_t> seconds_of(const std::optional<TimePoint>& time) {
    if (!time) return std::nullopt;
    return time->time_since_epoch().count();
}

std::optional<std::string> present(std::string_view text) {
    if (text.empty()) return std::nullopt;
    return std::string{text};
}

template <class List>
std::optional<std::vector<std::string>> present_all(const List& list) {
    if (list.empty()) return std::nullopt;
    return std::vector<std::string>(list.begin(), list.end());
}

jose::Claims claims_of(const Said& said) {
    jose::Claims claims;
    claims.issuer = said.iss.value_or("");
    claims.subject = said.sub.value_or("");
    if (said.aud) claims.audience = *said.aud;
    claims.expires_at = moment(said.exp);
    claims.not_before = moment(said.nbf);
    claims.issued_at = moment(said.iat);
    claims.id = said.jti.value_or("");
    claims.client_id = said.client_id.value_or("");
    claims.scope = said.scope;
    claims.session = said.sid.value_or("");
    claims.auth_time = moment(said.auth_time);
    if (said.amr) claims.methods = *said.amr;
    return claims;
}

Said said_by(const jose::VerifiedClaims& claims) {
    Said said;
    said.iss = present(claims.issuer());
    said.sub = present(claims.subject());
    said.aud = present_all(claims.audience());
    said.exp = seconds_of(claims.expires_at());
    said.iat = seconds_of(claims.issued_at());
    said.jti = present(claims.id());
    said.client_id = present(claims.client_id());
    said.scope = present(claims.scope());
    said.sid = present(claims.session());
    said.auth_time = seconds_of(claims.auth_time());
    said.amr = present_all(claims.methods());
    return said;
}

Answer refusal(const Error& error) {
    return {.refused = std::string{jose::reason_of(error)}, .detail = std::string{error.detail()}};
}

Answer written(std::string text) { return {.text = std::move(text)}; }

Answer generate(const Request& request) {
    const auto key = jose::Key::generate(algorithm_of(request).value());
    return written(jose::private_jwk(key).reveal());
}

Answer thumbprint(const Request& request) {
    const auto key = read_key(request);
    return key ? written(key->thumbprint()) : refusal(key.error());
}

/// The key in another form, or the public ones of a set.
Answer write(const Request& request) {
    const auto keys = read_keys(request);
    if (!keys) return refusal(keys.error());
    const auto to = request.to.value();
    if (to == "jwk_set") return written(jose::public_jwk_set(*keys));
    const auto& key = keys->keys().at(0);
    if (to == "private_jwk") return written(jose::private_jwk(key).reveal());
    if (to == "public_jwk") return written(key.public_jwk());
    if (to == "pkcs8") return written(jose::private_pem(key).reveal());
    if (to == "spki") return written(key.public_pem());
    throw std::invalid_argument{"no such form: " + to};
}

/// A token as our signer makes it.
Answer sign(const Request& request) {
    const auto key = read_key(request);
    if (!key) return refusal(key.error());
    const jose::Signer signer{*key, request.type.value_or("JWT")};
    return written(signer.sign(claims_of(request.claims.value())));
}

/// A JWS of any header and payload, by the key alone.
Answer sign_octets(const Request& request) {
    const auto key = read_key(request);
    if (!key) return refusal(key.error());
    auto token = base64url::encode(std::string_view{request.header.value()}) + '.' +
                 base64url::encode(std::string_view{request.payload.value()});
    const auto signature = key->sign(token);
    return written(token + '.' + base64url::encode(std::string_view{signature}));
}

Answer verify(const Request& request) {
    auto keys = read_keys(request);
    if (!keys) return refusal(keys.error());
    jose::Expectation expected;
    expected.issuer = request.issuer;
    expected.audience = request.audience;
    expected.type = request.type;
    const ManualClock clock{moment(request.now.value())};
    const jose::Verifier verifier{*std::move(keys), std::move(expected), clock};
    std::vector<Verdict> verdicts;
    for (const auto& token : request.tokens.value()) {
        const auto claims = verifier.verify(token);
        if (claims) {
            verdicts.push_back({.claims = said_by(*claims)});
        } else {
            verdicts.push_back({.refused = std::string{jose::reason_of(claims.error())}});
        }
    }
    return {.verdicts = std::move(verdicts)};
}

Answer answer_to(const Request& request) {
    if (request.action == "generate") return generate(request);
    if (request.action == "thumbprint") return thumbprint(request);
    if (request.action == "write") return write(request);
    if (request.action == "sign") return sign(request);
    if (request.action == "sign_octets") return sign_octets(request);
    if (request.action == "verify") return verify(request);
    throw std::invalid_argument{"no such action: " + request.action};
}

}  // namespace

int main() {
    try {
        std::string line;
        while (std::getline(std::cin, line)) {
            std::string out;
            schema::write_json(answer_to(schema::read_json<Request>(line).value()), out);
            std::cout << out << std::endl;
        }
    } catch (const std::exception& failure) {
        std::cerr << "tool: " << failure.what() << '\n';
        return 1;
    }
}
