#include <cardea/http/errc.hpp>

#include <array>

namespace cardea::http {

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"http.malformed_request", Fault::malformed, "The request is malformed"},
        Cause{"http.malformed_encoding", Fault::malformed,
              "A percent-encoding is malformed or no UTF-8"},
        Cause{"http.too_many_pairs", Fault::malformed, "There are too many parameters"},
        Cause{"http.malformed_body", Fault::malformed, "The body's framing is malformed"},
        Cause{"http.body_too_large", Fault::too_large, "The body is too large"},
        Cause{"http.body_timeout", Fault::timed_out, "The body took too long to arrive"},
        Cause{"http.client_gone", Fault::malformed, "The body did not arrive"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

}  // namespace cardea::http
