#include <cardea/crypto/password_hash.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/base/result.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/crypto/sodium_start.hpp>

#include <sodium.h>

#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace cardea::crypto {
namespace {

constexpr std::size_t bytes_of_kib = 1024;

/// Takes `name` and a decimal number off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text, std::string_view name) {
    if (!text.starts_with(name)) return std::nullopt;
    text.remove_prefix(name.size());
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// The cost that a PHC string names; nothing if it is no Argon2id string that we would make.
std::optional<PasswordCost> cost_of(std::string_view phc) {
    const auto version = take_number(phc, "$argon2id$v=");
    const auto memory = take_number(phc, "$m=");
    const auto passes = take_number(phc, ",t=");
    const auto lanes = take_number(phc, ",p=");
    if (version != 19U || !memory || !passes || lanes != 1U || !phc.starts_with('$'))
        return std::nullopt;
    return PasswordCost{.memory_kib = *memory, .passes = *passes};
}

bool is_within_bounds(const PasswordCost& cost) {
    return cost.memory_kib >= 8 && cost.memory_kib <= password_cost_max.memory_kib &&
           cost.passes >= 1 && cost.passes <= password_cost_max.passes;
}

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_{cost} {
    if (!is_within_bounds(cost)) {
        throw std::invalid_argument{
            "The cost of a password hash must be from 8 KiB to 1 GiB and from 1 to 16 passes"};
    }
    dummy_ = hash(base64url::encode(random_bytes<32>()));
}

std::string PasswordHasher::hash(std::string_view password) const {
    start_sodium();
    std::string phc(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_argon2id_str(phc.data(), password.data(), password.size(), cost_.passes,
                                   cost_.memory_kib * bytes_of_kib) != 0) {
        throw Failure{Error{cardea::Errc::unavailable, "no memory for a password hash"}};
    }
    phc.resize(phc.find('\0'));
    return phc;
}

bool PasswordHasher::verify(std::string_view password, std::string_view phc) const {
    start_sodium();
    const auto cost = cost_of(phc);
    if (!cost || !is_within_bounds(*cost) || phc.size() >= crypto_pwhash_STRBYTES) return false;
    const std::string text{phc};  // ends with a NUL
    return crypto_pwhash_argon2id_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::needs_rehash(std::string_view phc) const { return cost_of(phc) != cost_; }

void PasswordHasher::level(std::string_view phc) const {
    const auto cost = cost_of(phc);
    const auto work_of = [](const PasswordCost& of) {
        return std::uint64_t{of.memory_kib} * of.passes;
    };
    const auto spent = cost && is_within_bounds(*cost) ? work_of(*cost) : 0;
    if (spent >= work_of(cost_)) return;
    // As many passes as today's over so much less memory.
    const auto memory_kib = (work_of(cost_) - spent) / cost_.passes;
    if (memory_kib < crypto_pwhash_MEMLIMIT_MIN / bytes_of_kib) return;
    start_sodium();
    std::array<unsigned char, 32> ignored;
    const std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    [[maybe_unused]] const int outcome =
        crypto_pwhash(ignored.data(), ignored.size(), "", 0, salt.data(), cost_.passes,
                      memory_kib * bytes_of_kib, crypto_pwhash_ALG_ARGON2ID13);
}

}  // namespace cardea::crypto
