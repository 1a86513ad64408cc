#include <cardea/jose/signing.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/schema/write_json.hpp>

#include <stdexcept>

namespace cardea::jose {

std::string encoded_header(const Key& key, std::string_view type) {
    if (!key.may_sign())
        throw std::invalid_argument{"this key may not sign: it is public, or only for verifying"};
    std::string json = R"({"alg":")" + std::string{name_of(key.algorithm())} + '"';
    if (!type.empty()) {
        json += R"(,"typ":)";
        schema::write_json_string(type, json);
    }
    json += R"(,"kid":)";
    schema::write_json_string(key.kid(), json);
    json += '}';
    return base64url::encode(std::string_view{json}) + '.';
}

std::string sign_compact(std::string_view encoded_header, std::string_view payload,
                         const Key& key) {
    constexpr std::size_t signature_text_bytes = 384;  // of most keys
    std::string token;
    token.reserve(encoded_header.size() + payload.size() * 4 / 3 + signature_text_bytes);
    token += encoded_header;
    base64url::encode(payload, token);
    const auto signature = key.sign(token);
    token += '.';
    base64url::encode(signature, token);
    return token;
}

}  // namespace cardea::jose
