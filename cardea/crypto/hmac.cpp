#include <cardea/crypto/hmac.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/sha2_state.hpp>

#include <algorithm>
#include <utility>

namespace cardea::crypto {
namespace {

/// The state after the block that the key makes, of the inner hash and of the outer.
template <class Functions>
struct KeyedStates {
    typename Functions::Context inner;
    typename Functions::Context outer;

    KeyedStates(Hash hash, std::string_view key) {
        constexpr std::size_t block_bytes = Functions::block_bytes;
        std::array<std::uint8_t, block_bytes> block{};
        if (key.size() > block_bytes) {
            auto shorter = digest(hash, key);
            std::copy_n(shorter.data(), shorter.size, block.begin());
            wipe(shorter.bytes.data(), shorter.size);
        } else {
            std::copy(key.begin(), key.end(), block.begin());
        }
        start(inner, block, 0x36);
        start(outer, block, 0x5c);
        wipe(block.data(), block.size());
    }

    [[nodiscard]] Digest sign(Hash hash, std::string_view message) const {
        Digest out;
        out.size = size_of(hash);
        auto context = inner;
        Functions::update(context, message.data(), message.size());
        Functions::finish(context, out.bytes.data());
        context = outer;
        Functions::update(context, out.bytes.data(), out.size);
        Functions::finish(context, out.bytes.data());
        return out;
    }

private:
    template <std::size_t size>
    static void start(typename Functions::Context& context,
                      const std::array<std::uint8_t, size>& block, std::uint8_t pad) {
        auto padded = block;
        for (auto& byte : padded) byte ^= pad;
        Functions::init(context);
        Functions::update(context, padded.data(), padded.size());
        wipe(padded.data(), padded.size());
    }
};

}  // namespace

struct Hmac::Prepared {
    Secret<std::string> key;
    KeyedStates<Sha256Functions> sha256{Hash::sha256, key.reveal()};
    KeyedStates<Sha384Functions> sha384{Hash::sha384, key.reveal()};
    KeyedStates<Sha512Functions> sha512{Hash::sha512, key.reveal()};

    explicit Prepared(Secret<std::string> secret) : key{std::move(secret)} {}
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    ~Prepared() {  // whoever knows the states can sign
        wipe(&sha256, sizeof sha256);
        wipe(&sha384, sizeof sha384);
        wipe(&sha512, sizeof sha512);
    }
};

Hmac::Hmac(Secret<std::string> key) : prepared_{std::make_shared<const Prepared>(std::move(key))} {}

Digest Hmac::sign(Hash hash, std::string_view message) const {
    switch (hash) {
        case Hash::sha256: return prepared_->sha256.sign(hash, message);
        case Hash::sha384: return prepared_->sha384.sign(hash, message);
        case Hash::sha512: break;
    }
    return prepared_->sha512.sign(hash, message);
}

bool Hmac::verify(Hash hash, std::string_view message, std::span<const std::uint8_t> code) const {
    return equal(sign(hash, message), code);
}

const Secret<std::string>& Hmac::key() const { return prepared_->key; }

}  // namespace cardea::crypto
