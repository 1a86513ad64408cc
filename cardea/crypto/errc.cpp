#include <cardea/crypto/errc.hpp>

#include <array>

namespace cardea::crypto {

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"crypto.not_sealed_with_this_key", Fault::internal,
              "The sealed bytes do not open with this key"},
        Cause{"crypto.invalid_key", Fault::invalid, "The key is invalid"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

}  // namespace cardea::crypto
