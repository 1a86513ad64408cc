// A SHA-2 computation that can be copied midway: what HMAC needs to hash its key only once.
// OpenSSL 3 has that in its low-level functions alone, which it keeps and calls deprecated; through
// EVP a code of 250 bytes costs 406 ns instead of 267. Included by sources of this room alone.
#pragma once

#include <cardea/crypto/digest.hpp>

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <string_view>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace cardea::crypto {

/// SHA-256 as OpenSSL names it.
struct Sha256Functions {
    using Context = SHA256_CTX;
    static constexpr std::size_t block_bytes = SHA256_CBLOCK;
    static void init(Context& context) { SHA256_Init(&context); }
    static void update(Context& context, const void* bytes, std::size_t size) {
        SHA256_Update(&context, bytes, size);
    }
    static void finish(Context& context, std::uint8_t* out) { SHA256_Final(out, &context); }
};

struct Sha512Functions {
    using Context = SHA512_CTX;
    static constexpr std::size_t block_bytes = SHA512_CBLOCK;
    static void init(Context& context) { SHA512_Init(&context); }
    static void update(Context& context, const void* bytes, std::size_t size) {
        SHA512_Update(&context, bytes, size);
    }
    static void finish(Context& context, std::uint8_t* out) { SHA512_Final(out, &context); }
};

struct Sha384Functions : Sha512Functions {
    static void init(Context& context) { SHA384_Init(&context); }
    static void finish(Context& context, std::uint8_t* out) { SHA384_Final(out, &context); }
};

/// Calls `f(Functions{})` with the functions of this hash.
template <class F>
decltype(auto) with_functions_of(Hash hash, F f) {
    switch (hash) {
        case Hash::sha256: return f(Sha256Functions{});
        case Hash::sha384: return f(Sha384Functions{});
        case Hash::sha512: break;
    }
    return f(Sha512Functions{});
}

}  // namespace cardea::crypto

#pragma GCC diagnostic pop
