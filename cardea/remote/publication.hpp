// What is fetched for one set of keys, and what it must say: the discovery document of an issuer,
// which names the set, and the set itself.
// Spec: RFC 8414 section 3; OpenID Connect Discovery 1.0 section 4; RFC 7517 section 5.
#pragma once

#include <cardea/jose/key_set.hpp>
#include <cardea/remote/address.hpp>
#include <cardea/remote/key_source.hpp>
#include <cardea/remote/transport.hpp>

#include <functional>
#include <optional>
#include <string>

namespace cardea::remote {

struct PublishedKeys {
    jose::KeySet keys;
    std::string text;  ///< The set as it was sent.
    std::optional<std::chrono::seconds> fresh_for;
};

/// Threads: one at a time.
class Publication {
public:
    using Get = std::function<Result<Answer>(const Address& address)>;

    /// Throws `std::invalid_argument`, with a sentence, where the URL may not be fetched.
    Publication(KeySource source, PlainHttp plain);

    /// Errors: those of `get`, `Errc::status`, `malformed`, `issuer`, `address`, `no_key`.
    Result<PublishedKeys> fetch(const Get& get);

    /// The URL that was asked for.
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    Result<Address> discover(const Get& get);
    [[nodiscard]] Address metadata_address(bool is_openid) const;
    [[nodiscard]] Result<Address> read_metadata(const Address& from, std::string_view json) const;

    std::string name_;
    bool is_issuer_;
    PlainHttp plain_;
    Address address_;
    bool is_openid_ = true;  // which of the two documents the issuer had last
};

}  // namespace cardea::remote
