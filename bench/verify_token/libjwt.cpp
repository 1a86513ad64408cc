// libjwt, https://github.com/benmcollins/libjwt. It takes the algorithm from the token, and leaves
// all claims to its caller: both are checked here as its documentation asks.
#include "protocol.hpp"

#include <jwt.h>

#include <memory>

namespace {

struct FreeJwt {
    void operator()(jwt_t* jwt) const { jwt_free(jwt); }
};
using Jwt = std::unique_ptr<jwt_t, FreeJwt>;

Jwt verified(const std::string& token, jwt_alg_t algorithm, const std::string& key) {
    jwt_t* raw = nullptr;
    if (jwt_decode(&raw, token.c_str(), reinterpret_cast<const unsigned char*>(key.data()),
                   static_cast<int>(key.size())) != 0) {
        bench::fail("refuses a good token");
    }
    Jwt jwt{raw};
    const auto is = [&](const char* claim, std::string_view expected) {
        const char* text = jwt_get_grant(jwt.get(), claim);
        return text != nullptr && text == expected;
    };
    if (jwt_get_alg(jwt.get()) != algorithm || !is("iss", bench::issuer) ||
        !is("aud", bench::audience) || jwt_get_grant_int(jwt.get(), "exp") <= std::time(nullptr)) {
        bench::fail("refuses the claims of a good token");
    }
    return jwt;
}

struct Claims {
    std::string issuer;
    std::string subject;
    std::string audience;
    std::string id;
    long expires_at;
    long issued_at;
};

}  // namespace

int main(int argc, char** argv) {
    const auto task = bench::task_of(argc, argv);
    const auto algorithm = jwt_str_alg(task.algorithm.c_str());
    if (algorithm == JWT_ALG_INVAL) bench::has_not("has no " + task.algorithm);
    if (task.has_access_tokens) bench::has_not("takes no `typ` but `JWT`");
    const auto verifying_key = task.verifying_key();

    if (task.operation == "verify") {
        bench::measure(task, task.tokens, [&](const std::string& token) {
            const auto jwt = verified(token, algorithm, verifying_key);
            bench::use(jwt_get_grant(jwt.get(), "sub"));
            bench::use(jwt_get_grant(jwt.get(), "jti"));
        });
    } else if (task.operation == "sign") {
        std::vector<Claims> all;
        for (const auto& token : task.tokens) {
            const auto jwt = verified(token, algorithm, verifying_key);
            const auto text = [&](const char* name) { return jwt_get_grant(jwt.get(), name); };
            const auto date = [&](const char* name) { return jwt_get_grant_int(jwt.get(), name); };
            all.push_back(
                {text("iss"), text("sub"), text("aud"), text("jti"), date("exp"), date("iat")});
        }
        const auto key = task.signing_key();
        const auto sign = [&](const Claims& claims) {
            jwt_t* raw = nullptr;
            jwt_new(&raw);
            const Jwt jwt{raw};
            jwt_add_header(raw, "kid", "k1");
            jwt_add_grant(raw, "iss", claims.issuer.c_str());
            jwt_add_grant(raw, "sub", claims.subject.c_str());
            jwt_add_grant(raw, "aud", claims.audience.c_str());
            jwt_add_grant_int(raw, "exp", claims.expires_at);
            jwt_add_grant_int(raw, "iat", claims.issued_at);
            jwt_add_grant(raw, "jti", claims.id.c_str());
            jwt_set_alg(raw, algorithm, reinterpret_cast<const unsigned char*>(key.data()),
                        static_cast<int>(key.size()));
            std::unique_ptr<char, decltype(&std::free)> token{jwt_encode_str(raw), std::free};
            if (!token) bench::fail("signs nothing");
            return token;
        };
        bench::measure(task, all, [&](const Claims& claims) { bench::use(sign(claims)); });
        std::cout << sign(all.front()).get() << '\n';
    } else {
        bench::has_not("no such operation");
    }
}
