#include <cardea/jose/errc.hpp>

#include <array>

namespace cardea::jose {
namespace {

constexpr std::string_view sentence = "Invalid token";

constexpr std::array causes = {
    Cause{"jose.malformed", Fault::unauthenticated, sentence},
    Cause{"jose.algorithm", Fault::unauthenticated, sentence},
    Cause{"jose.key", Fault::unauthenticated, sentence},
    Cause{"jose.signature", Fault::unauthenticated, sentence},
    Cause{"jose.critical", Fault::unauthenticated, sentence},
    Cause{"jose.type", Fault::unauthenticated, sentence},
    Cause{"jose.expired", Fault::unauthenticated, sentence},
    Cause{"jose.not_yet_valid", Fault::unauthenticated, sentence},
    Cause{"jose.issuer", Fault::unauthenticated, sentence},
    Cause{"jose.audience", Fault::unauthenticated, sentence},
    Cause{"jose.claims", Fault::unauthenticated, sentence},
    Cause{"jose.invalid_key", Fault::invalid, "The key can't be used"},
    Cause{"jose.foreign_key", Fault::invalid,
          "The key is not for signatures, or of an unknown kind"},
};

}  // namespace

const Cause& cause_of(Errc errc) { return causes.at(static_cast<std::size_t>(errc)); }

std::string_view reason_of(const Error& error) {
    return error.code().substr(error.code().find('.') + 1);
}

}  // namespace cardea::jose
