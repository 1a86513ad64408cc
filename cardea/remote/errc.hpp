// Why the keys of another service could not be fetched. The detail is a sentence that begins with
// the URL, for whoever runs this service.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::remote {

enum class Errc {
    address,      ///< A URL that may not be fetched: no https, or none at all.
    unreachable,  ///< No such name, no connection, or one that broke off.
    untrusted,    ///< TLS failed: the certificate is unknown, expired, or another host's.
    timed_out,    ///< No whole answer in time.
    too_large,    ///< More bytes than may be.
    status,       ///< Answered, and not with 200; redirects are not followed.
    malformed,    ///< The answer is not the JSON that it should be.
    issuer,       ///< The discovery document speaks for another issuer.
    no_key,       ///< No key in the set is of use.
    stopped,      ///< The set is being destroyed.
};

/// The row of a cause: its code, its fault, its sentence for the client.
const Cause& cause_of(Errc errc);

}  // namespace cardea::remote
