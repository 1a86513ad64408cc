// The key under which signing keys are stored: given by the environment, or in a file of its own
// beside the database, made at first start. Without it the database alone signs nothing.
#pragma once

#include <cardea/base/secret.hpp>
#include <cardea/crypto/hkdf.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace cardea::issuer {

/// The master key from a secret text of at least 32 characters.
/// Throws `std::runtime_error` with a sentence where it is shorter.
[[nodiscard]] Secret<crypto::Key256> master_key_from(const Secret<std::string>& text);

/// The master key in `file`, which is made, readable by its owner alone, if there is none.
/// Throws `std::runtime_error` with a sentence where it cannot be read or made, holds too little,
/// or can be read by others.
[[nodiscard]] Secret<crypto::Key256> master_key_in(const std::filesystem::path& file);

}  // namespace cardea::issuer
