// The floor: nothing but the cryptography over the same bytes, with keys, contexts and decoded
// signatures prepared. `verify` and `sign` take the fastest way that we know, `verify_evp` and
// `sign_evp` OpenSSL's EVP where that is another.
#define OPENSSL_SUPPRESS_DEPRECATED  // its SHA256_CTX, which a state can be saved in
#include "protocol.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <memory>
#include <span>

namespace {

using Octets = std::vector<unsigned char>;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_MAC* algorithm) const { EVP_MAC_free(algorithm); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void demand(bool went_well, std::string_view what) {
    if (!went_well) bench::fail(what);
}

/// A token as the primitive sees it: a message, and a signature in the form that it takes.
struct Signed {
    std::string message;
    Octets signature;

    [[nodiscard]] const unsigned char* bytes() const {
        return reinterpret_cast<const unsigned char*>(message.data());
    }
};

Signed taken_apart(const std::string& token) {
    const auto dot = token.rfind('.');
    const std::string_view encoded = std::string_view{token}.substr(dot + 1);
    Signed parts{token.substr(0, dot), Octets(encoded.size())};
    std::size_t size = 0;
    demand(sodium_base642bin(parts.signature.data(), parts.signature.size(), encoded.data(),
                             encoded.size(), nullptr, &size, nullptr,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0,
           "base64url");
    parts.signature.resize(size);
    return parts;
}

Octets der_of(const Octets& raw) {
    const int half = static_cast<int>(raw.size() / 2);
    const Owned<ECDSA_SIG> signature{ECDSA_SIG_new()};
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw.data(), half, nullptr),
                   BN_bin2bn(raw.data() + half, half, nullptr));
    Octets der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)));
    unsigned char* end = der.data();
    i2d_ECDSA_SIG(signature.get(), &end);
    return der;
}

/// One of SHA-2's, through the functions that need neither a fetch nor an allocation.
struct Sha256 {
    using State = SHA256_CTX;
    static constexpr std::size_t bytes = SHA256_DIGEST_LENGTH;
    static constexpr std::size_t block_bytes = SHA256_CBLOCK;
    static constexpr auto start = SHA256_Init;
    static constexpr auto update = SHA256_Update;
    static constexpr auto finish = SHA256_Final;
    static const EVP_MD* evp() { return EVP_sha256(); }
};
struct Sha384 {
    using State = SHA512_CTX;
    static constexpr std::size_t bytes = SHA384_DIGEST_LENGTH;
    static constexpr std::size_t block_bytes = SHA512_CBLOCK;
    static constexpr auto start = SHA384_Init;
    static constexpr auto update = SHA384_Update;
    static constexpr auto finish = SHA384_Final;
    static const EVP_MD* evp() { return EVP_sha384(); }
};
struct Sha512 : Sha384 {
    static constexpr std::size_t bytes = SHA512_DIGEST_LENGTH;
    static constexpr auto start = SHA512_Init;
    static constexpr auto update = SHA512_Update;
    static constexpr auto finish = SHA512_Final;
    static const EVP_MD* evp() { return EVP_sha512(); }
};

template <class Sha>
using Digest = std::array<unsigned char, Sha::bytes>;

template <class Sha>
Digest<Sha> digest_of(const Signed& token) {
    typename Sha::State state;
    Digest<Sha> digest;
    Sha::start(&state);
    Sha::update(&state, token.bytes(), token.message.size());
    Sha::finish(digest.data(), &state);
    return digest;
}

/// HMAC with the two states saved that have taken in the padded key.
template <class Sha>
class Hmac {
public:
    explicit Hmac(const std::string& key) {
        demand(key.size() <= Sha::block_bytes, "the key is longer than a block");
        inner_ = keyed(key, 0x36);
        outer_ = keyed(key, 0x5c);
    }

    [[nodiscard]] Digest<Sha> sign(const Signed& token) const {
        Digest<Sha> digest;
        auto state = inner_;
        Sha::update(&state, token.bytes(), token.message.size());
        Sha::finish(digest.data(), &state);
        state = outer_;
        Sha::update(&state, digest.data(), digest.size());
        Sha::finish(digest.data(), &state);
        return digest;
    }

private:
    static typename Sha::State keyed(const std::string& key, unsigned char pad) {
        std::array<unsigned char, Sha::block_bytes> block{};
        std::memcpy(block.data(), key.data(), key.size());
        for (auto& octet : block) octet ^= pad;
        typename Sha::State state;
        Sha::start(&state);
        Sha::update(&state, block.data(), block.size());
        return state;
    }

    typename Sha::State inner_;
    typename Sha::State outer_;
};

template <class Sha>
void run_hmac(const bench::Task& task, const std::vector<Signed>& tokens) {
    const std::string key = task.signing_key();
    const Hmac<Sha> hmac{key};
    const Owned<EVP_MAC> algorithm{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    const Owned<EVP_MAC_CTX> context{EVP_MAC_CTX_new(algorithm.get())};
    std::string name = EVP_MD_get0_name(Sha::evp());
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
        OSSL_PARAM_construct_end()};
    demand(EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key.data()),
                        key.size(), parameters.data()) == 1,
           "HMAC key");
    const auto by_evp = [&](const Signed& token) {
        Digest<Sha> digest;
        std::size_t size = 0;
        EVP_MAC_init(context.get(), nullptr, 0, nullptr);
        EVP_MAC_update(context.get(), token.bytes(), token.message.size());
        EVP_MAC_final(context.get(), digest.data(), &size, digest.size());
        return digest;
    };
    const auto verifies = [](const Digest<Sha>& digest, const Signed& token) {
        std::uint64_t difference = 0;  // by words, since libsodium's by octets takes 70 ns
        for (std::size_t at = 0; at < digest.size(); at += sizeof difference) {
            std::uint64_t ours;
            std::uint64_t theirs;
            std::memcpy(&ours, digest.data() + at, sizeof ours);
            std::memcpy(&theirs, token.signature.data() + at, sizeof theirs);
            difference |= ours ^ theirs;
        }
        demand(difference == 0 && token.signature.size() == digest.size(), "HMAC");
    };
    if (task.operation == "verify")
        bench::measure(task, tokens, [&](const Signed& t) { verifies(hmac.sign(t), t); });
    else if (task.operation == "verify_evp")
        bench::measure(task, tokens, [&](const Signed& t) { verifies(by_evp(t), t); });
    else if (task.operation == "sign")
        bench::measure(task, tokens, [&](const Signed& t) { bench::use(hmac.sign(t)); });
    else if (task.operation == "sign_evp")
        bench::measure(task, tokens, [&](const Signed& t) { bench::use(by_evp(t)); });
}

Owned<EVP_PKEY> read_key(const bench::Task& task) {
    const auto pem = bench::text_of(task.keys / "private.pem");
    const Owned<BIO> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    Owned<EVP_PKEY> key{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)};
    demand(key != nullptr, "key");
    return key;
}

/// RSA and ECDSA: the digest, and EVP_PKEY with a context that is prepared once.
template <class Sha>
void run_digest(const bench::Task& task, std::vector<Signed> tokens) {
    const auto key = read_key(task);
    const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new(key.get(), nullptr)};
    const bool signs = task.operation == "sign";
    demand((signs ? EVP_PKEY_sign_init : EVP_PKEY_verify_init)(context.get()) == 1, "context");
    if (task.algorithm.starts_with("ES")) {
        for (auto& token : tokens) token.signature = der_of(token.signature);
    } else {
        const bool is_pss = task.algorithm.starts_with("PS");
        EVP_PKEY_CTX_set_rsa_padding(context.get(),
                                     is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING);
        if (is_pss) EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST);
        demand(EVP_PKEY_CTX_set_signature_md(context.get(), Sha::evp()) == 1, "digest");
    }
    if (signs) {
        bench::measure(task, tokens, [&](const Signed& token) {
            const auto digest = digest_of<Sha>(token);
            std::array<unsigned char, 512> signature;
            std::size_t size = signature.size();
            demand(EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(),
                                 digest.size()) == 1,
                   "signing");
        });
    } else {
        bench::measure(task, tokens, [&](const Signed& token) {
            const auto digest = digest_of<Sha>(token);
            demand(EVP_PKEY_verify(context.get(), token.signature.data(), token.signature.size(),
                                   digest.data(), digest.size()) == 1,
                   "signature");
        });
    }
}

void run_eddsa_by_evp(const bench::Task& task, EVP_PKEY* key, const std::vector<Signed>& tokens) {
    const Owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
    if (task.operation.starts_with("sign")) {
        demand(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) == 1, "context");
        bench::measure(task, tokens, [&](const Signed& token) {
            std::array<unsigned char, 114> signature;
            std::size_t size = signature.size();
            demand(EVP_DigestSign(context.get(), signature.data(), &size, token.bytes(),
                                  token.message.size()) == 1,
                   "signing");
        });
    } else {
        demand(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1, "context");
        bench::measure(task, tokens, [&](const Signed& token) {
            demand(EVP_DigestVerify(context.get(), token.signature.data(), token.signature.size(),
                                    token.bytes(), token.message.size()) == 1,
                   "signature");
        });
    }
}

void run_eddsa(const bench::Task& task, const std::vector<Signed>& tokens) {
    const auto key = read_key(task);
    const bool is_ed448 = EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED448;
    if (is_ed448 && task.operation.ends_with("_evp")) bench::has_not("EVP is the only way");
    if (is_ed448 || task.operation.ends_with("_evp"))
        return run_eddsa_by_evp(task, key.get(), tokens);

    std::array<unsigned char, crypto_sign_SEEDBYTES> seed;
    std::size_t size = seed.size();
    EVP_PKEY_get_raw_private_key(key.get(), seed.data(), &size);
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key;
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> private_key;
    crypto_sign_seed_keypair(public_key.data(), private_key.data(), seed.data());
    if (task.operation == "sign") {
        bench::measure(task, tokens, [&](const Signed& token) {
            std::array<unsigned char, crypto_sign_BYTES> signature;
            crypto_sign_detached(signature.data(), nullptr, token.bytes(), token.message.size(),
                                 private_key.data());
            bench::use(signature);
        });
    } else {
        bench::measure(task, tokens, [&](const Signed& token) {
            demand(crypto_sign_verify_detached(token.signature.data(), token.bytes(),
                                               token.message.size(), public_key.data()) == 0,
                   "signature");
        });
    }
}

template <class Sha>
void run_sha(const bench::Task& task, const std::vector<Signed>& tokens) {
    if (task.is_symmetric()) return run_hmac<Sha>(task, tokens);
    if (task.operation.ends_with("_evp")) bench::has_not("EVP is the only way");
    run_digest<Sha>(task, tokens);
}

}  // namespace

int main(int argc, char** argv) {
    const auto task = bench::task_of(argc, argv);
    const std::string_view operation = task.operation;
    if (operation != "verify" && operation != "sign" && operation != "verify_evp" &&
        operation != "sign_evp") {
        bench::has_not("no such operation");
    }
    demand(sodium_init() >= 0, "libsodium");
    std::vector<Signed> tokens;
    for (const auto& token : task.tokens) tokens.push_back(taken_apart(token));

    if (task.algorithm == "EdDSA")
        run_eddsa(task, tokens);
    else if (task.algorithm.ends_with("256"))
        run_sha<Sha256>(task, tokens);
    else if (task.algorithm.ends_with("384"))
        run_sha<Sha384>(task, tokens);
    else if (task.algorithm.ends_with("512"))
        run_sha<Sha512>(task, tokens);
    else
        bench::has_not("no such algorithm");
}
