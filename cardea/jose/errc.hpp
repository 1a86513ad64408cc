// Why a token or a key was refused. Toward the network all of them must look alike.
#pragma once

#include <cardea/base/result.hpp>

#include <string_view>

namespace cardea::jose {

enum class Errc {
    malformed,  ///< Too long, not three canonical base64url parts, or one is no JSON object.
    algorithm,  ///< An algorithm that is unknown, or is not the key's own.
    key,        ///< No key of the set answers, or more than one does.
    signature,  ///< The key did not sign these bytes.
    critical,   ///< `crit` or `b64`: an extension that must be understood and is not.
    type,       ///< `typ` is not what was asked for.
    expired,
    not_yet_valid,  ///< `nbf` or `iat` lies in the future.
    issuer,
    audience,
    claims,  ///< A claim of the wrong type or out of range, or one that is required is missing.
    invalid_key,  ///< A key that is malformed, weak, or not for the algorithm that was asked for.
    foreign_key,  ///< A JWK that may be well, but is not for signatures, or of an unknown kind.
};

/// The row of a cause: its code, its fault, its sentence for the client.
const Cause& cause_of(Errc errc);

/// The word by which `cardea tokens verify` names a cause: `not_yet_valid`.
[[nodiscard]] std::string_view reason_of(const Error& error);

}  // namespace cardea::jose
