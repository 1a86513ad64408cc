// A password from standard input: prompted for without echo at a terminal, else one line.
#pragma once

#include <cardea/base/secret.hpp>

#include <string>

namespace cardea::program {

/// Throws `std::runtime_error` where there is none, or where the two prompted for differ.
[[nodiscard]] Secret<std::string> read_password();

}  // namespace cardea::program
