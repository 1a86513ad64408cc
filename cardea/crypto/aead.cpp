#include <cardea/crypto/aead.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/crypto/sodium_start.hpp>

#include <sodium.h>

namespace cardea::crypto {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

std::vector<std::uint8_t> seal(const Key256& key, std::string_view plaintext,
                               std::string_view context) {
    start_sodium();
    std::vector<std::uint8_t> sealed(nonce_bytes + plaintext.size() + tag_bytes);
    fill_random(std::span{sealed}.first(nonce_bytes));
    const auto text = bytes_of(plaintext);
    const auto with = bytes_of(context);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, nullptr, text.data(),
                                               text.size(), with.data(), with.size(), nullptr,
                                               sealed.data(), key.data());
    return sealed;
}

Result<Secret<std::string>> open(const Key256& key, std::span<const std::uint8_t> sealed,
                                 std::string_view context) {
    start_sodium();
    if (sealed.size() < nonce_bytes + tag_bytes) return Errc::not_sealed_with_this_key;
    std::string plaintext(sealed.size() - nonce_bytes - tag_bytes, '\0');
    const auto with = bytes_of(context);
    const auto hidden = sealed.subspan(nonce_bytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<std::uint8_t*>(plaintext.data()), nullptr, nullptr, hidden.data(),
            hidden.size(), with.data(), with.size(), sealed.data(), key.data()) != 0) {
        return Errc::not_sealed_with_this_key;
    }
    return Secret{std::move(plaintext)};
}

}  // namespace cardea::crypto
