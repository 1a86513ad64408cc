// Where keys are published: by an issuer that says where, or at a URL that is known.
#pragma once

#include <string>
#include <variant>

namespace cardea::remote {

/// An issuer, named exactly as in its tokens. Its discovery document says where its keys are:
/// `<url>/.well-known/openid-configuration`, or else that of RFC 8414.
struct Issuer {
    std::string url;
};

/// The URL of a JWK Set itself.
struct JwksUri {
    std::string url;
};

using KeySource = std::variant<Issuer, JwksUri>;  ///< Either of the two.

}  // namespace cardea::remote
