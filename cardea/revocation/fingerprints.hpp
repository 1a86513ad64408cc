// What stands for an id in the tables: 64 bits under a secret of this process. For this room alone.
#pragma once

#include <cardea/revocation/index.hpp>
#include <cardea/revocation/table.hpp>

#include <array>
#include <cstdint>
#include <string_view>

#include <xxhash.h>  // its functions are inline: XXH_INLINE_ALL

namespace cardea::revocation {

/// Threads: any.
class Fingerprints {
public:
    Fingerprints();

    /// Of another kind, the same id has another fingerprint. An empty id has none.
    [[nodiscard]] Fingerprint of(Kind kind, std::string_view id) const noexcept {
        const auto& secret = secrets_[static_cast<std::size_t>(kind)];
        if (id.size() == uuid_length) [[likely]]
            return hash(id.data(), uuid_length, secret);
        if (id.empty()) return no_fingerprint;
        return hash(id.data(), id.size(), secret);
    }

private:
    using Key = std::array<std::uint8_t, 192>;
    static constexpr std::size_t uuid_length = 36;
    static std::uint64_t hash(const char* id, std::size_t length, const Key& secret) noexcept {
        const auto hash = XXH3_64bits_withSecret(id, length, secret.data(), secret.size());
        return hash + (hash == no_fingerprint ? 1 : 0);
    }

    std::array<Key, 3> secrets_;  // one a kind
};

}  // namespace cardea::revocation
