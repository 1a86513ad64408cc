// cpp-jwt, https://github.com/arun11299/cpp-jwt.
#include "protocol.hpp"

#include <jwt/jwt.hpp>

namespace {

using namespace jwt::params;

struct Claims {
    std::string issuer;
    std::string subject;
    std::string audience;
    std::string id;
    std::uint64_t expires_at;
    std::uint64_t issued_at;
};

jwt::jwt_object verified(const std::string& token, const std::string& name,
                         const std::string& key) {
    std::error_code error;
    auto jwt = jwt::decode(token, algorithms({name}), error, secret(key), issuer(bench::issuer),
                           aud(bench::audience), verify(true));
    if (error) bench::fail("refuses a good token: " + error.message());
    return jwt;
}

}  // namespace

int main(int argc, char** argv) {
    const auto task = bench::task_of(argc, argv);
    if (task.algorithm.starts_with("PS") || task.algorithm == "EdDSA")
        bench::has_not("has no " + task.algorithm);
    if (task.has_access_tokens) bench::has_not("takes no `typ` but `JWT`");
    const auto verifying_key = task.verifying_key();

    if (task.operation == "verify") {
        bench::measure(task, task.tokens, [&](const std::string& token) {
            const auto jwt = verified(token, task.algorithm, verifying_key);
            bench::use(jwt.payload().get_claim_value<std::string>("sub").size() +
                       jwt.payload().get_claim_value<std::string>("jti").size());
        });
    } else if (task.operation == "sign") {
        std::vector<Claims> all;
        for (const auto& token : task.tokens) {
            const auto jwt = verified(token, task.algorithm, verifying_key);
            const auto& payload = jwt.payload();
            const auto text = [&](const char* claim) {
                return payload.get_claim_value<std::string>(claim);
            };
            all.push_back({text("iss"), text("sub"), text("aud"), text("jti"),
                           payload.get_claim_value<std::uint64_t>("exp"),
                           payload.get_claim_value<std::uint64_t>("iat")});
        }
        const auto key = task.signing_key();
        const auto sign = [&](const Claims& claims) {
            jwt::jwt_object jwt{algorithm(task.algorithm), headers({{"kid", "k1"}}), secret(key)};
            jwt.add_claim("iss", claims.issuer)
                .add_claim("sub", claims.subject)
                .add_claim("aud", claims.audience)
                .add_claim("exp", claims.expires_at)
                .add_claim("iat", claims.issued_at)
                .add_claim("jti", claims.id);
            return jwt.signature();
        };
        bench::measure(task, all, [&](const Claims& claims) { bench::use(sign(claims)); });
        std::cout << sign(all.front()) << '\n';
    } else {
        bench::has_not("no such operation");
    }
}
