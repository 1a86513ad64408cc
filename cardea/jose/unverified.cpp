#include <cardea/jose/unverified.hpp>

#include <cardea/jose/compact.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/schema/json.hpp>

namespace cardea::jose {

Result<UnverifiedToken> read_unverified(std::string_view compact, std::size_t bytes_max) {
    const auto token = split_compact(compact, bytes_max);
    if (!token) return token.error();
    DecodedToken decoded;
    if (const auto done = decoded.decode(*token); !done) return done.error();
    const auto json = schema::parse_json(decoded.header.text());
    if (!json || json->kind() != schema::JsonKind::object)
        return Error{Errc::malformed, "the header is no JSON object"};
    return UnverifiedToken{.header = std::string{decoded.header.text()},
                           .payload = std::string{decoded.payload.text()},
                           .signature_bytes = decoded.signature.bytes().size()};
}

}  // namespace cardea::jose
