#include <cardea/jose/signer.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/schema/write_json.hpp>

#include <stdexcept>

namespace cardea::jose {

Signer::Signer(Key key, std::string_view type) : key_{std::move(key)} {
    if (!key_.may_sign()) throw std::invalid_argument{"this key may not sign: it is public, or for verifying"};
    std::string json = R"({"alg":")" + std::string{name_of(key_.algorithm())} + '"';
    if (!type.empty()) {
        json += R"(,"typ":)";
        schema::write_json_string(type, json);
    }
    json += R"(,"kid":)";
    schema::write_json_string(key_.kid(), json);
    json += '}';
    header_ = base64url::encode(std::string_view{json}) + '.';
}

std::string Signer::sign(const Claims& claims) const {
    std::string payload;
    write_claims(claims, payload);
    std::string token = header_ + base64url::encode(std::string_view{payload});
    const auto signature = key_.sign(token);
    token += '.';
    token += base64url::encode(std::string_view{signature});
    return token;
}

}  // namespace cardea::jose
