#include <cardea/program/password_input.hpp>

#include <fmt/format.h>

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>

namespace cardea::program {
namespace {

/// The terminal shows nothing of what is typed while it lives.
class WithoutEcho {
public:
    WithoutEcho() {
        ::tcgetattr(STDIN_FILENO, &before_);
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~WithoutEcho() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    WithoutEcho(const WithoutEcho&) = delete;
    WithoutEcho& operator=(const WithoutEcho&) = delete;

private:
    termios before_{};
};

Secret<std::string> read_line() {
    std::string line;
    if (!std::getline(std::cin, line))
        throw std::runtime_error{"no password came from standard input"};
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return Secret{std::move(line)};
}

Secret<std::string> prompt(const char* what) {
    fmt::print(stderr, "{}: ", what);
    const WithoutEcho silence;
    auto line = read_line();
    fmt::print(stderr, "\n");
    return line;
}

}  // namespace

Secret<std::string> read_password() {
    if (::isatty(STDIN_FILENO) == 0) return read_line();
    auto password = prompt("Password");
    if (prompt("The same again").reveal() != password.reveal())
        throw std::runtime_error{"the passwords differ"};
    return password;
}

}  // namespace cardea::program
