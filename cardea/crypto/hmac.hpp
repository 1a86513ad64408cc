// HMAC with SHA-256 under a key that is prepared once.
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

/// Cheap to copy: copies share the key. Threads: any; prepared contexts are each thread's own.
class Hmac {
public:
    explicit Hmac(Secret<std::string> key);

    /// HMAC with SHA-256 (RFC 2104).
    [[nodiscard]] Sha256 sign(std::string_view message) const;
    /// In constant time.
    [[nodiscard]] bool verify(std::string_view message,
                              std::span<const std::uint8_t> signature) const;

    [[nodiscard]] const Secret<std::string>& key() const { return *key_; }

private:
    std::shared_ptr<const Secret<std::string>> key_;
    std::uint64_t number_;
};

}  // namespace cardea::crypto
