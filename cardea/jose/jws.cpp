#include <cardea/jose/jws.hpp>

#include <cardea/jose/compact.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/signing.hpp>

#include <stdexcept>

namespace cardea::jose {

Result<std::string> verify_jws(std::string_view compact, const KeySet& keys,
                               const JwsExpectation& expected) {
    const auto token = split_compact(compact, expected.token_bytes_max);
    if (!token) return token.error();
    thread_local DecodedPart header;
    thread_local DecodedPart payload;
    thread_local DecodedPart signature;
    if (!header.decode(token->header) || !payload.decode(token->payload) ||
        !signature.decode(token->signature)) {
        return Error{Errc::malformed, "a part is not canonical base64url"};
    }
    const auto said = read_header(header.text(), expected.algorithms.value_or(every_algorithm));
    if (!said) return said.error();
    if (!is_of_type(*said, expected.type)) return Errc::type;
    const auto key = keys.find(said->algorithm, said->kid);
    if (!key) return key.error();
    if (!(*key)->verifies(said->algorithm, token->signing_input, signature.bytes()))
        return Errc::signature;
    return std::string{payload.text()};
}

std::string sign_jws(std::string_view payload, const Key& key, std::string_view type) {
    return sign_compact(encoded_header(key, type), payload, key);
}

}  // namespace cardea::jose
