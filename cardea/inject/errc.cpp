#include <cardea/inject/errc.hpp>

#include <array>

namespace cardea::inject {

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"inject.missing_values", Fault::invalid, "Values are missing or invalid"},
        Cause{"inject.malformed_query", Fault::malformed, "The query string is malformed"},
        Cause{"inject.malformed_form", Fault::malformed, "The form is malformed"},
        Cause{"inject.unsupported_media_type", Fault::unsupported, "Unsupported media type"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

}  // namespace cardea::inject
