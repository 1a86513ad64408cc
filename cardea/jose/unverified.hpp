// The door for looking at a token without believing it: for people who debug. Nothing that comes
// out of here may decide anything.
#pragma once

#include <cardea/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cardea::jose {

/// What anybody may have written.
struct UnverifiedToken {
    std::string header;   ///< As sent, decoded; a JSON object.
    std::string payload;  ///< As sent, decoded; octets of any kind.
    std::size_t signature_bytes = 0;
};

/// Takes a token apart: three parts of canonical base64url, of which the first is a JSON object.
/// Errors: `Errc::malformed`.
[[nodiscard]] Result<UnverifiedToken> read_unverified(std::string_view compact,
                                                      std::size_t bytes_max = 8 * 1024);

}  // namespace cardea::jose
