// JSON Web Tokens and nothing else of Cardea: signs one, and tells whom it is about.
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>

#include <iostream>

int main() {
    using namespace cardea;
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {.audience = "orders"}};

    jose::Claims claims;
    claims.subject = "ada";
    claims.audience = {"orders"};
    claims.expires_at = system_clock().now() + std::chrono::minutes{5};
    const auto token = signer.sign(claims);
    std::cout << verifier.verify(token).value().subject() << '\n'
              << verifier.verify(token + "A").has_value() << '\n';
}
