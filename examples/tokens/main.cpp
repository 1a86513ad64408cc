// Tokens signed and verified by a program that has nothing of Cardea but its JWT library: no
// server, no network, no database.
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_claims.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/verifier.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

using namespace cardea;
using namespace std::chrono_literals;

constexpr auto usage =
    "tokens key ALGORITHM                 a new key, as a JWK\n"
    "tokens publish KEYS                  the public part of the keys, as a JWK Set\n"
    "tokens sign KEYS SUBJECT TENANT      a token by the first of the keys, for 15 minutes\n"
    "tokens verify KEYS                   reads a token, and tells whom it is about\n";

/// What these tokens say beside the registered claims.
struct Tenancy {
    std::string tenant;
};

/// Keys of our own: a JWK, a JWK Set or a PEM.
jose::KeySet keys_in(const std::string& path) {
    std::ifstream file{path};
    if (!file) throw std::runtime_error{"cannot read " + path};
    const Secret<std::string> text{std::string{std::istreambuf_iterator<char>{file}, {}}};
    auto read = jose::read_own_keys(text.reveal());
    if (!read) throw std::runtime_error{path + ": " + std::string{read.error().detail()}};
    for (const auto& sentence : read->left_out)
        std::cerr << path << ": left out " << sentence << '\n';
    return std::move(read->keys);
}

jose::Key new_key(const std::string& name) {
    const auto algorithm = jose::algorithm_from(name);
    if (!algorithm) throw std::runtime_error{"there is no algorithm " + name};
    return jose::Key::generate(*algorithm);
}

std::string sign(const jose::Key& key, const std::string& subject, const std::string& tenant) {
    jose::Claims claims;
    claims.issuer = "https://id.example";
    claims.subject = subject;
    claims.audience = {"orders"};
    claims.issued_at = system_clock().now();
    claims.expires_at = *claims.issued_at + 15min;
    return jose::sign_with(jose::Signer{key, "at+jwt"}, claims, Tenancy{tenant});
}

/// False where the token is not believed. Only who runs this program is told why: whoever sent the
/// token gets the message, which is the same for all.
bool verify(jose::KeySet keys, std::string_view token) {
    const jose::Verifier verifier{std::move(keys),
                                  {.issuer = "https://id.example",
                                   .audience = "orders",
                                   .type = "at+jwt",
                                   .required_claims = {"sub"}}};
    const auto claims = verifier.verify(token);
    const auto tenancy = claims ? jose::private_claims<Tenancy>(*claims) : claims.error();
    if (!tenancy) {
        std::cout << tenancy.error().message() << '\n';
        std::cerr << jose::reason_of(tenancy.error()) << '\n';
        return false;
    }
    std::cout << claims->subject() << " of " << tenancy->tenant << '\n';
    return true;
}

int main(int argc, char** argv) try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto is_asked_for = [&](std::string_view command, std::size_t arguments) {
        return words.size() == arguments + 1 && words.front() == command;
    };
    if (is_asked_for("key", 1)) {
        std::cout << jose::private_jwk(new_key(words[1])).reveal() << '\n';
    } else if (is_asked_for("publish", 1)) {
        std::cout << jose::public_jwk_set(keys_in(words[1])) << '\n';
    } else if (is_asked_for("sign", 3)) {
        std::cout << sign(keys_in(words[1]).keys().front(), words[2], words[3]) << '\n';
    } else if (is_asked_for("verify", 1)) {
        std::string token;
        std::getline(std::cin, token);
        return verify(keys_in(words[1]), token) ? 0 : 1;
    } else {
        std::cerr << usage;
        return 2;
    }
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
}
