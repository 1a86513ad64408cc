// Standard input, a line at a time, in bounded memory whatever a stranger put there.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::program {

/// A line without its end.
struct InputLine {
    std::string_view text;     ///< Good until the next line is read.
    bool is_too_long = false;  ///< `text` is only its beginning.
};

/// Reads standard input. What was printed leaves before it waits for more, so that whoever writes a
/// line sees the answer to it.
class InputLines {
public:
    explicit InputLines(std::size_t bytes_max) : bytes_max_{bytes_max} {}

    /// The next line; empty at the end. The last one needs no line end.
    /// Throws `std::runtime_error` where standard input cannot be read.
    [[nodiscard]] std::optional<InputLine> next();

private:
    bool fill();

    std::size_t bytes_max_;
    std::string line_;
    std::string chunk_;  // what was read, of which `rest_` is still to be given out
    std::string_view rest_;
};

/// Sees to it that all that was printed has left. Throws `std::runtime_error` where it could not.
void finish_output();

}  // namespace cardea::program
