// A JWS in compact form taken apart: form and header are checked, nothing is believed yet. For this
// room alone.
// Spec: RFC 7515 sections 3.1, 4.1 and 5.2; RFC 8725 section 3.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/jose/algorithm.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cardea::jose {

/// No token is longer, whatever a caller allows.
inline constexpr std::size_t token_bytes_limit = 64 * 1024;

/// The parts of a token, as they stand in it.
struct Compact {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
    std::string_view signing_input;  ///< Header and payload with the dot between them.
};

/// Cuts a token at its two dots.
/// Errors: `Errc::malformed`, also beyond `bytes_max` and `token_bytes_limit`.
[[nodiscard]] Result<Compact> split_compact(std::string_view token, std::size_t bytes_max);

/// Memory for a decoded part, which is used again for the next token.
class DecodedPart {
public:
    /// False where the text is not canonical base64url.
    [[nodiscard]] bool decode(std::string_view part);

    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(bytes_.data()), size_};
    }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size_}; }

private:
    std::vector<std::uint8_t> bytes_;
    std::size_t size_ = 0;
};

/// All three, decoded.
struct DecodedToken {
    DecodedPart header{};
    DecodedPart payload{};
    DecodedPart signature{};

    /// Errors: `Errc::malformed` where a part is not canonical base64url.
    [[nodiscard]] Result<> decode(const Compact& token);
};

/// What a header says. Views into its text, or into memory of the calling thread that is good until
/// it reads the next header.
struct Header {
    Algorithm algorithm{};
    std::optional<std::string_view> kid;
    std::optional<std::string_view> type;  ///< `typ`, as sent.
};

/// Reads a decoded header. `jku`, `x5u`, `jwk` and the like are ignored: they are never followed.
/// Errors: `Errc::malformed`; `Errc::algorithm` for one that is unknown or not among `allowed`;
///         `Errc::critical`.
[[nodiscard]] Result<Header> read_header(std::string_view json, AlgorithmSet allowed);

/// Whether `typ` is the type that is asked for, if one is: compared as media types,
/// case-insensitively, `application/` being understood.
/// Spec: RFC 7515 section 4.1.9.
[[nodiscard]] bool is_of_type(const Header& header, const std::optional<std::string>& wanted);

}  // namespace cardea::jose
