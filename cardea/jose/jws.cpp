#include <cardea/jose/jws.hpp>

#include <cardea/jose/compact.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/signing.hpp>

namespace cardea::jose {

Result<std::string> verify_jws(std::string_view compact, const KeySet& keys,
                               const JwsExpectation& expected) {
    const auto token = split_compact(compact, expected.token_bytes_max);
    if (!token) return token.error();
    thread_local DecodedToken decoded;
    if (const auto done = decoded.decode(*token); !done) return done.error();
    const auto said =
        read_header(decoded.header.text(), expected.algorithms.value_or(every_algorithm));
    if (!said) return said.error();
    if (!is_of_type(*said, expected.type)) return Errc::type;
    const auto key = keys.find(said->algorithm, said->kid);
    if (!key) return key.error();
    if (!(*key)->verifies(said->algorithm, token->signing_input, decoded.signature.bytes()))
        return Errc::signature;
    return std::string{decoded.payload.text()};
}

std::string sign_jws(std::string_view payload, const Key& key, std::string_view type) {
    return sign_compact(encoded_header(key, type), payload, key);
}

}  // namespace cardea::jose
