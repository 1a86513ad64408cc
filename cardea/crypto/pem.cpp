#include <cardea/crypto/pem.hpp>

#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/openssl_ptr.hpp>
#include <cardea/crypto/pem_access.hpp>

#include <openssl/core_dispatch.h>
#include <openssl/decoder.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <optional>

namespace cardea::crypto {
namespace {

using BioPtr = OpensslPtr<BIO, BIO_free_all>;
using DecoderPtr = OpensslPtr<OSSL_DECODER_CTX, OSSL_DECODER_CTX_free>;

Error bad_pem(std::string why) { return Error{Errc::invalid_key, std::move(why)}; }

using namespace std::string_view_literals;

/// What a block of this label is to OpenSSL, and how the content of its SEQUENCE begins: OpenSSL
/// would take any form of a key under any label.
struct Label {
    std::string_view text;
    const char* structure;
    const char* type;  // null: the block says it
    bool is_private;
    std::string_view beginning;
};

constexpr std::array labels{
    Label{"PRIVATE KEY", "PrivateKeyInfo", nullptr, true, "\x02\x01\x00\x30"sv},
    Label{"PUBLIC KEY", "SubjectPublicKeyInfo", nullptr, false, "\x30"sv},
    Label{"RSA PRIVATE KEY", "type-specific", "RSA", true, "\x02\x01\x00\x02"sv},
    Label{"RSA PUBLIC KEY", "type-specific", "RSA", false, "\x02"sv},
    Label{"EC PRIVATE KEY", "type-specific", "EC", true, "\x02\x01\x01\x04"sv},
};

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view dashes = "-----";

struct Block {
    std::string_view label;
    std::string_view text;  // between BEGIN and END
};

/// The first block from `at` on; nullopt where there is none that is whole.
std::optional<Block> next_block(std::string_view pem, std::size_t& at) {
    const auto start = pem.find(begin_mark, at);
    if (start == std::string_view::npos) return std::nullopt;
    const auto label_at = start + begin_mark.size();
    const auto label_end = pem.find(dashes, label_at);
    if (label_end == std::string_view::npos) return std::nullopt;
    const auto label = pem.substr(label_at, label_end - label_at);
    const auto end = std::string{end_mark}.append(label).append(dashes);
    const auto end_at = pem.find(end, label_end);
    if (end_at == std::string_view::npos) return std::nullopt;
    at = end_at + end.size();
    const auto text_at = label_end + dashes.size();
    // An END that begins within BEGIN's own dashes leaves nothing between them.
    return Block{label, text_at < end_at ? pem.substr(text_at, end_at - text_at) : ""};
}

/// The block that holds the key: the only one, but for the parameters that `openssl ecparam` puts
/// before a key.
Result<Block> key_block(std::string_view pem) {
    std::optional<Block> found;
    std::size_t at = 0;
    while (const auto block = next_block(pem, at)) {
        if (block->label == "EC PARAMETERS") continue;
        if (found) return bad_pem("the PEM holds more than one key: give one");
        found = block;
    }
    if (!found) return bad_pem("this is no PEM: no -----BEGIN … KEY----- with its END");
    return *found;
}

const Label* label_of(std::string_view text) {
    for (const auto& label : labels) {
        if (label.text == text) return &label;
    }
    return nullptr;
}

/// What the one DER SEQUENCE that these bytes are holds; empty where they are something else, or
/// where more stands behind it, which OpenSSL does not look at.
std::string_view content_of(std::string_view der) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(der[at]); };
    if (der.size() < 2 || byte(0) != 0x30) return {};
    std::size_t length = byte(1);
    std::size_t start = 2;
    if (length >= 0x80) {
        const auto length_bytes = length & 0x7fU;
        start += length_bytes;
        if (length_bytes == 0 || length_bytes > 2 || der.size() < start) return {};
        length = 0;
        for (std::size_t at = 2; at < start; ++at) length = length << 8U | byte(at);
    }
    return der.size() == start + length ? der.substr(start) : std::string_view{};
}

/// The DER that a block holds; empty where that is no base64. White space may stand anywhere in it
/// (RFC 7468 section 3, laxbase64text), headers may not.
Secret<std::string> der_in(std::string_view text) {
    std::string packed;
    packed.reserve(text.size());
    for (const char character : text) {
        if (std::string_view{" \t\r\n"}.find(character) == std::string_view::npos)
            packed += character;
    }
    const Secret<std::string> base64{std::move(packed)};
    const auto& digits = base64.reveal();
    const auto padding_at = std::min(digits.find('='), digits.size());
    const auto padding = digits.size() - padding_at;
    if (digits.empty() || padding > 2 ||
        digits.find_first_not_of('=', padding_at) != std::string::npos) {
        return {};
    }
    std::string bytes(digits.size() / 4 * 3, '\0');
    const auto size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                      reinterpret_cast<const unsigned char*>(digits.data()),
                                      static_cast<int>(digits.size()));
    if (size == static_cast<int>(bytes.size())) bytes.resize(bytes.size() - padding);
    Secret<std::string> der{std::move(bytes)};
    if (size < 0) return {};
    return der;
}

PkeyPtr decode(const Secret<std::string>& der, const Label& label) {
    EVP_PKEY* raw = nullptr;
    const DecoderPtr decoder{OSSL_DECODER_CTX_new_for_pkey(
        &raw, "DER", label.structure, label.type,
        label.is_private ? OSSL_KEYMGMT_SELECT_KEYPAIR : OSSL_KEYMGMT_SELECT_PUBLIC_KEY, nullptr,
        nullptr)};
    demand(decoder != nullptr, "a DER decoder");
    // An empty passphrase, or OpenSSL would ask at the terminal.
    const unsigned char none = 0;
    OSSL_DECODER_CTX_set_passphrase(decoder.get(), &none, 0);
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.reveal().data());
    auto size = der.reveal().size();
    const bool was_read = OSSL_DECODER_from_data(decoder.get(), &bytes, &size) == 1;
    ERR_clear_error();
    PkeyPtr key{raw};
    if (!was_read) key.reset();
    return key;
}

/// The same key in a type of ours, which checks it.
Result<AsymmetricKey> checked(const EVP_PKEY* key, bool is_private) {
    const auto wrap = [](auto made) -> Result<AsymmetricKey> {
        if (!made) return bad_pem("the key in this PEM is weak or malformed");
        return AsymmetricKey{*std::move(made)};
    };
    if (EVP_PKEY_is_a(key, "RSA") == 1) return wrap(PemAccess::rsa_key(key, is_private));
    if (EVP_PKEY_is_a(key, "EC") == 1) return wrap(PemAccess::ec_key(key, is_private));
    if (EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1)
        return wrap(PemAccess::ed_key(key, is_private));
    return bad_pem("this PEM holds a key that does not sign tokens: give RSA, EC or Ed25519");
}

EVP_PKEY* pkey_in(const AsymmetricKey& key) {
    return std::visit([](const auto& made) { return PemAccess::pkey_of(made); }, key);
}

std::string_view text_in(BIO* bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<AsymmetricKey> read_pem(std::string_view pem) {
    if (pem.size() > pem_bytes_max) return bad_pem("the PEM is longer than any key");
    const auto block = key_block(pem);
    if (!block) return block.error();
    if (block->label == "ENCRYPTED PRIVATE KEY" ||
        block->text.find("Proc-Type:") != std::string_view::npos) {
        return bad_pem("the private key is encrypted: decrypt it first (openssl pkey)");
    }
    const auto* label = label_of(block->label);
    if (label == nullptr) {
        return bad_pem(
            "a PEM of a key is PRIVATE KEY, PUBLIC KEY, RSA PRIVATE KEY, RSA PUBLIC KEY or EC "
            "PRIVATE KEY: take the public key out of a certificate first (openssl x509 -pubkey)");
    }
    const auto der = der_in(block->text);
    if (!content_of(der.reveal()).starts_with(label->beginning))
        return bad_pem("the PEM is malformed");
    const auto key = decode(der, *label);
    if (!key) return bad_pem("the PEM is malformed");
    try {
        return checked(key.get(), label->is_private);
    } catch (const Failure&) {  // a number that OpenSSL has not, or not in the size of its curve
        return bad_pem("the key in this PEM is malformed");
    }
}

std::string public_pem(const AsymmetricKey& key) {
    const BioPtr bio{BIO_new(BIO_s_mem())};
    demand(bio && PEM_write_bio_PUBKEY(bio.get(), pkey_in(key)) == 1, "a public PEM");
    return std::string{text_in(bio.get())};
}

Secret<std::string> private_pem(const AsymmetricKey& key) {
    const BioPtr bio{BIO_new(BIO_s_secmem())};
    demand(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey_in(key), nullptr, nullptr, 0,
                                                nullptr, nullptr) == 1,
           "a private PEM");
    return Secret<std::string>{std::string{text_in(bio.get())}};
}

}  // namespace cardea::crypto
