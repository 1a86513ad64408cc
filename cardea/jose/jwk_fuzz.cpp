// Laws: a JWK that was read can be written and read again to the same key, in every form; what is
// published of it is not private; and what was refused says why without a word of its own text.
#include <cardea/jose/errc.hpp>
#include <cardea/jose/key_set.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/test_laws.hpp>

namespace {

using namespace cardea;
using jose::hold;
using jose::tells_of;

void hold_of_refusal(const Error& error, std::string_view text) {
    hold(error == jose::Errc::invalid_key || error == jose::Errc::foreign_key);
    hold(!error.detail().empty() && !tells_of(error.detail(), text));
}

void hold_equal(const jose::Key& one, const jose::Key& other) {
    hold(one.thumbprint() == other.thumbprint() && one.algorithms() == other.algorithms());
}

void hold_of_key(const jose::Key& key) {
    const auto whole = jose::private_jwk(key);
    const auto again = jose::Key::from_jwk(whole.reveal()).value();
    hold_equal(again, key);
    hold(again.kid() == key.kid() && again.is_private() == key.is_private());
    hold(again.may_sign() == key.may_sign() && again.may_verify() == key.may_verify());
    hold(jose::private_jwk(again).reveal() == whole.reveal());

    const auto jwk = key.public_jwk();
    hold(jwk.empty() == jose::is_symmetric(key.algorithm()));
    if (!jwk.empty()) {
        for (const auto* member : {"\"d\":", "\"p\":", "\"q\":", "\"dp\":", "\"dq\":", "\"qi\":"})
            hold(jwk.find(member) == std::string::npos);
        const auto published = jose::Key::from_jwk(jwk).value();
        hold_equal(published, key);
        hold(!published.is_private() && published.public_jwk() == jwk);
        hold(jose::Key::from_pem(key.public_pem(), key.algorithm()).value().thumbprint() ==
             key.thumbprint());
        if (key.is_private()) {
            const auto pem = jose::private_pem(key);
            hold(jose::Key::from_pem(pem.reveal(), key.algorithm()).value().thumbprint() ==
                 key.thumbprint());
        }
    }
    if (!key.may_sign() || !key.may_verify()) return;
    const auto signature = key.sign("message");
    hold(key.verifies(key.algorithm(), "message",
                      {reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    if (const auto key = jose::Key::from_jwk(text)) {
        hold_of_key(*key);
    } else {
        hold_of_refusal(key.error(), text);
    }
    const auto wrapped = R"({"keys":[)" + std::string{text} + "]}";
    for (const auto set : {text, std::string_view{wrapped}}) {
        const auto keys = jose::read_jwk_set(set);
        if (!keys) {
            hold_of_refusal(keys.error(), set);
            continue;
        }
        hold(keys->keys().size() <= jose::jwk_set_keys_max);
        for (const auto& key : keys->keys())
            hold(!key.is_private() && !jose::is_symmetric(key.algorithm()));
    }
    const auto own = jose::read_own_keys(text);
    if (!own) hold_of_refusal(own.error(), text);
    return 0;
}
