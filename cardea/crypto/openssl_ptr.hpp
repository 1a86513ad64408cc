// Owning pointers to OpenSSL's objects, and what to do when OpenSSL itself fails.
#pragma once

#include <cardea/base/result.hpp>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <memory>
#include <string>

namespace cardea::crypto {

template <auto free>
struct OpensslFree {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
template <class T, auto free>
using OpensslPtr = std::unique_ptr<T, OpensslFree<free>>;

using MdPtr = OpensslPtr<EVP_MD, EVP_MD_free>;
using MdContextPtr = OpensslPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using MacPtr = OpensslPtr<EVP_MAC, EVP_MAC_free>;
using MacContextPtr = OpensslPtr<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using KdfPtr = OpensslPtr<EVP_KDF, EVP_KDF_free>;
using KdfContextPtr = OpensslPtr<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using PkeyPtr = OpensslPtr<EVP_PKEY, EVP_PKEY_free>;
using PkeyContextPtr = OpensslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using BignumPtr = OpensslPtr<BIGNUM, BN_clear_free>;
using BignumContextPtr = OpensslPtr<BN_CTX, BN_CTX_free>;

/// For calls that fail only when memory or OpenSSL's own set-up does. The error queue is emptied:
/// it is a thread's, and would be found by the next caller.
inline void demand(bool went_well, const char* what) {
    if (went_well) return;
    ERR_clear_error();
    throw Failure{Error{cardea::Errc::internal, std::string{"OpenSSL: "} + what}};
}

}  // namespace cardea::crypto
