#include <cardea/accounts/session.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/random.hpp>

namespace cardea::accounts {
namespace {

constexpr std::string_view prefix = "cdr_";
constexpr std::size_t random_characters = 43;  // of 32 bytes

}  // namespace

Secret<std::string> make_refresh_token() {
    auto bytes = crypto::random_bytes<32>();
    std::string token{prefix};
    token.reserve(prefix.size() + random_characters);
    base64url::encode(bytes, token);
    wipe(bytes.data(), bytes.size());
    return Secret{std::move(token)};
}

crypto::Sha256 hash_of(std::string_view refresh_token) { return crypto::sha256(refresh_token); }

bool is_refresh_token(std::string_view text) {
    return text.size() == prefix.size() + random_characters && text.starts_with(prefix) &&
           base64url::decode(text.substr(prefix.size())).has_value();
}

}  // namespace cardea::accounts
