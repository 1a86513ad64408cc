// Laws: a PEM that was read can be written and read again to the same key, as a JWK too; what was
// refused says why without a word of its own text. An input is a PEM, or the DER in one: a letter
// that names the label, and the bytes.
#include <cardea/base/base64url.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/test_laws.hpp>

#include <algorithm>
namespace {

using namespace cardea;
using jose::hold;
using jose::tells_of;

void hold_of_key(const jose::Key& key) {
    const auto thumbprint = key.thumbprint();
    hold(key.kid() == thumbprint && key.may_verify());
    const auto pem = key.public_pem();
    const auto published = jose::Key::from_pem(pem).value();
    hold(!published.is_private() && published.thumbprint() == thumbprint);
    hold(published.public_pem() == pem);
    hold(jose::Key::from_jwk(key.public_jwk()).value().thumbprint() == thumbprint);
    if (!key.is_private()) return;

    const auto whole = jose::private_pem(key);
    const auto again = jose::Key::from_pem(whole.reveal()).value();
    hold(again.may_sign() && again.thumbprint() == thumbprint);
    hold(jose::private_pem(again).reveal() == whole.reveal());
    const auto jwk = jose::private_jwk(key);
    hold(jose::private_jwk(jose::Key::from_jwk(jwk.reveal()).value()).reveal() == jwk.reveal());
    const auto signature = key.sign("message");
    hold(published.verifies(
        key.algorithm(), "message",
        {reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()}));
}

/// A PEM of these bytes under the label that `letter` names.
std::string pem_of(char letter, std::string_view der) {
    const std::string_view label = letter == 'p'   ? "PRIVATE KEY"
                                   : letter == 's' ? "PUBLIC KEY"
                                   : letter == 'r' ? "RSA PRIVATE KEY"
                                   : letter == 'R' ? "RSA PUBLIC KEY"
                                                   : "EC PRIVATE KEY";
    auto text = base64url::encode(der);
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.resize((text.size() + 3) / 4 * 4, '=');
    return std::string{"-----BEGIN "}
        .append(label)
        .append("-----\n")
        .append(text)
        .append("\n-----END ")
        .append(label)
        .append("-----\n");
}

void try_pem(std::string_view text) {
    const auto key = jose::Key::from_pem(text);
    if (key) return hold_of_key(*key);
    hold(key.error() == jose::Errc::invalid_key);
    hold(!key.error().detail().empty() && !tells_of(key.error().detail(), text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    try_pem(text);
    if (!text.empty()) try_pem(pem_of(text.front(), text.substr(1)));
    return 0;
}
