// Law: nothing but what the key signed is believed, whatever bytes arrive; and a payload that was
// signed is believed or refused, never a crash.
#include <cardea/jose/jws.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/unverified.hpp>
#include <cardea/jose/verifier.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/schema/json.hpp>

#include <cstdlib>

namespace {

using namespace cardea;

constexpr std::string_view secret = "a secret of the fuzzer that is long enough";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const auto key = jose::Key::from_secret(Secret{std::string{secret}}).value();
    static const ManualClock clock{TimePoint{TimePoint::duration{1'800'000'000}}};
    static const jose::Verifier verifier{jose::KeySet{key}, {}, clock};
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};

    if (verifier.verify(text)) std::abort();  // nobody guesses a signature
    if (jose::verify_jws(text, jose::KeySet{key})) std::abort();
    (void)jose::read_unverified(text);

    // The same bytes as header and payload of a token that is rightly signed.
    const auto middle = text.find('\n');
    const auto header =
        middle == std::string_view::npos ? R"({"alg":"HS256"})" : text.substr(0, middle);
    const auto payload = middle == std::string_view::npos ? text : text.substr(middle + 1);
    const auto input = base64url::encode(header) + "." + base64url::encode(payload);
    const auto believed =
        verifier.verify(input + "." + base64url::encode(std::string_view{key.sign(input)}));
    // A payload is octets until somebody asks for claims; and a second look sees the same.
    const auto octets = jose::verify_jws(
        input + "." + base64url::encode(std::string_view{key.sign(input)}), jose::KeySet{key});
    if (octets && *octets != payload) std::abort();
    if (!believed) return 0;
    if (!octets || believed->payload() != payload) std::abort();
    if (!schema::parse_json(payload)) std::abort();
    // What was believed can be said again, and is believed again.
    jose::Claims claims;
    claims.subject = believed->subject();
    claims.expires_at = believed->expires_at();
    claims.issuer = believed->issuer();
    if (!verifier.verify(jose::Signer{key}.sign(claims))) std::abort();
    return 0;
}
