// Signatures over octets that are no claims: a JWS in compact form whose payload is anybody's.
// Spec: RFC 7515 section 5.2.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/jose/key_set.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cardea::jose {

/// What a JWS has to prove beside its signature; a field that is left out demands nothing.
struct JwsExpectation {
    std::optional<std::string> type{};         ///< Must equal `typ` as a media type.
    std::optional<AlgorithmSet> algorithms{};  ///< Must have `alg`.
    std::size_t token_bytes_max = 8 * 1024;    ///< At most 64 KiB.
};

/// The payload of `compact`, once its signature by one of `keys` holds. Form, header and key are
/// held to the same rules as those of a token.
/// Errors: `Errc::malformed`, `algorithm`, `critical`, `type`, `key`, `signature`.
[[nodiscard]] Result<std::string> verify_jws(std::string_view compact, const KeySet& keys,
                                             const JwsExpectation& expected = {});

/// A JWS in compact form over these octets. `type` becomes `typ`; empty leaves it out. Throws
/// `std::invalid_argument` where the key may not sign.
[[nodiscard]] std::string sign_jws(std::string_view payload, const Key& key,
                                   std::string_view type = {});

}  // namespace cardea::jose
