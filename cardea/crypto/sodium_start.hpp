// libsodium has to be started once before anything of it is used.
#pragma once

namespace cardea::crypto {

/// Throws `std::runtime_error` where libsodium cannot start (no source of randomness).
void start_sodium();

}  // namespace cardea::crypto
