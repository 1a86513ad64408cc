// Passwords at rest: Argon2id in PHC strings. Every call that hashes blocks for milliseconds and
// takes the memory that it says: it belongs on a WorkPool.
// Spec: RFC 9106; the PHC string format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cardea::crypto {

/// What a hash costs. The default is OWASP's: about 10 ms on one core.
struct PasswordCost {
    std::uint32_t memory_kib = 19 * 1024;
    std::uint32_t passes = 2;

    bool operator==(const PasswordCost&) const = default;
};

/// More than this no stored string may ask for, whatever wrote it.
inline constexpr PasswordCost password_cost_max{.memory_kib = 1024 * 1024, .passes = 16};

/// Hashes and verifies at one cost. Immutable, so one serves all threads.
class PasswordHasher {
public:
    /// Throws `std::invalid_argument` for a cost beyond the maximum, or below 8 KiB or 1 pass.
    explicit PasswordHasher(PasswordCost cost = {});

    /// A PHC string with a salt of its own. Blocks.
    [[nodiscard]] std::string hash(std::string_view password) const;

    /// Whether `password` made `phc`. False too for a string that is malformed, of another
    /// algorithm, or dearer than `password_cost_max`. Blocks.
    [[nodiscard]] bool verify(std::string_view password, std::string_view phc) const;

    /// Whether a string was made at another cost than today's.
    [[nodiscard]] bool needs_rehash(std::string_view phc) const;

    /// Takes as long as a verification at today's cost would take longer than one of `phc`: to be
    /// called where a password is refused, or a hash from cheaper days would tell by its time that
    /// there is a user. Blocks.
    void level(std::string_view phc) const;

    /// The hash of a password that nobody knows, at today's cost: verified where there is no
    /// user, so that the answer takes as long as for one.
    [[nodiscard]] const std::string& dummy() const { return dummy_; }

private:
    PasswordCost cost_;
    std::string dummy_;
};

}  // namespace cardea::crypto
