#include <cardea/jose/unverified.hpp>

#include <cardea/jose/compact.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/schema/json.hpp>

namespace cardea::jose {

Result<UnverifiedToken> read_unverified(std::string_view compact, std::size_t bytes_max) {
    const auto token = split_compact(compact, bytes_max);
    if (!token) return token.error();
    DecodedPart header;
    DecodedPart payload;
    DecodedPart signature;
    if (!header.decode(token->header) || !payload.decode(token->payload) ||
        !signature.decode(token->signature)) {
        return Error{Errc::malformed, "a part is not canonical base64url"};
    }
    const auto json = schema::parse_json(header.text());
    if (!json || json->kind() != schema::JsonKind::object)
        return Error{Errc::malformed, "the header is no JSON object"};
    return UnverifiedToken{.header = std::string{header.text()},
                           .payload = std::string{payload.text()},
                           .signature_bytes = signature.bytes().size()};
}

}  // namespace cardea::jose
