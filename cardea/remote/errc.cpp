#include <cardea/remote/errc.hpp>

#include <array>

namespace cardea::remote {
namespace {

constexpr std::string_view away = "The keys are not available now; try again";

constexpr std::array fetch_causes = {
    Cause{"remote.address", Fault::unavailable, away},
    Cause{"remote.unreachable", Fault::unavailable, away},
    Cause{"remote.untrusted", Fault::unavailable, away},
    Cause{"remote.timed_out", Fault::unavailable, away},
    Cause{"remote.too_large", Fault::unavailable, away},
    Cause{"remote.status", Fault::unavailable, away},
    Cause{"remote.malformed", Fault::unavailable, away},
    Cause{"remote.issuer", Fault::unavailable, away},
    Cause{"remote.no_key", Fault::unavailable, away},
    Cause{"remote.stopped", Fault::unavailable, away},
};

}  // namespace

const Cause& cause_of(Errc errc) { return fetch_causes.at(static_cast<std::size_t>(errc)); }

}  // namespace cardea::remote
