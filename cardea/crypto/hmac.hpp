// HMAC with SHA-2 under a key that is hashed once.
// Spec: RFC 2104; RFC 7518 section 3.2.
#pragma once

#include <cardea/base/secret.hpp>
#include <cardea/crypto/digest.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cardea::crypto {

/// Cheap to copy: copies share the key. Threads: any.
class Hmac {
public:
    explicit Hmac(Secret<std::string> key);

    /// HMAC with this hash (RFC 2104), `size_of(hash)` bytes.
    [[nodiscard]] Digest sign(Hash hash, std::string_view message) const;
    /// In constant time; false for a code of another length, too.
    [[nodiscard]] bool verify(Hash hash, std::string_view message,
                              std::span<const std::uint8_t> code) const;

    [[nodiscard]] const Secret<std::string>& key() const;

private:
    struct Prepared;

    std::shared_ptr<const Prepared> prepared_;
};

}  // namespace cardea::crypto
