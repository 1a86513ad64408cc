#include <cardea/remote/authority.hpp>

#include <memory>
#include <stdexcept>
#include <utility>

namespace cardea::remote {

Authority authority_of(const RemoteKeySet& keys, jose::Expectation expected, const Clock& clock) {
    if (const auto* issuer = std::get_if<Issuer>(&keys.source())) {
        if (expected.issuer.value_or(issuer->url) != issuer->url)
            throw std::invalid_argument{"the keys are of " + issuer->url +
                                        ", and the tokens are expected of " + *expected.issuer};
        expected.issuer = issuer->url;
    }
    Authority authority;
    authority.verify = [verifier = std::make_shared<const jose::Verifier>(
                            keys.keys(), std::move(expected), clock)](std::string_view token) {
        return verifier->verify(token);
    };
    authority.renew_keys = keys.renewal();
    authority.clock = &clock;
    return authority;
}

}  // namespace cardea::remote
