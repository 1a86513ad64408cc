// Cardea itself. Operations beside `verify` and `sign`: `verify_cached`, with a cache that has room
// for all tokens, and `refuse`, of tokens that are not good.
#include "protocol.hpp"

#include <cardea/jose/algorithm.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/key.hpp>
#include <cardea/jose/key_set.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>

#include <utility>

namespace {

using namespace cardea;

/// A verifier that keeps so many tokens; 0 for none.
jose::Verifier verifier_of(const bench::Task& task, jose::KeySet keys, std::size_t cached_tokens) {
    jose::Expectation expected;
    expected.issuer = bench::issuer;
    expected.audience = bench::audience;
    if (task.has_access_tokens) expected.type = "at+jwt";
    return jose::Verifier{
        std::move(keys), std::move(expected), system_clock(), {.cached_tokens = cached_tokens}};
}

jose::Key read_key(const bench::Task& task, const char* file) {
    auto key = jose::Key::from_jwk(bench::text_of(task.keys / file));
    if (!key) bench::has_not("refuses the key: " + std::string{jose::reason_of(key.error())});
    return *std::move(key);
}

/// What an application reads of every token.
void read(const jose::VerifiedClaims& claims) {
    bench::use(claims.subject().size() + claims.id().size() + claims.scope().size());
}

void verify(const bench::Task& task, bool is_cached) {
    constexpr std::size_t room_for_all = 1 << 15;
    const auto verifier =
        verifier_of(task, jose::KeySet{read_key(task, "public.jwk")}, is_cached ? room_for_all : 0);
    bench::measure(task, task.tokens, [&](const std::string& token) {
        const auto claims = verifier.verify(token);
        if (!claims) bench::fail(jose::reason_of(claims.error()));
        read(*claims);
    });
}

void refuse(const bench::Task& task) {
    const auto verifier = verifier_of(task, jose::KeySet{read_key(task, "public.jwk")}, 0);
    bench::measure(task, task.tokens, [&](const std::string& token) {
        if (verifier.verify(token)) bench::fail("believes a token that it has to refuse");
    });
}

/// The same again, as somebody would write it who issues such a token.
jose::Claims claims_of(const jose::VerifiedClaims& verified) {
    jose::Claims claims;
    claims.issuer = verified.issuer();
    claims.subject = verified.subject();
    claims.audience.assign(verified.audience().begin(), verified.audience().end());
    claims.expires_at = verified.expires_at();
    claims.issued_at = verified.issued_at();
    claims.id = verified.id();
    claims.client_id = verified.client_id();
    if (!verified.scope().empty()) claims.scope = verified.scope();
    claims.session = verified.session();
    claims.auth_time = verified.auth_time();
    claims.methods.assign(verified.methods().begin(), verified.methods().end());
    return claims;
}

void sign(const bench::Task& task) {
    const auto key = read_key(task, "private.jwk");
    const auto verifier = verifier_of(task, jose::KeySet{key}, 0);
    std::vector<jose::Claims> all;
    for (const auto& token : task.tokens) all.push_back(claims_of(verifier.verify(token).value()));
    const jose::Signer signer{key, task.has_access_tokens ? "at+jwt" : "JWT"};
    bench::measure(task, all, [&](const jose::Claims& claims) { bench::use(signer.sign(claims)); });
    std::cout << signer.sign(all.front()) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    const auto task = bench::task_of(argc, argv);
    if (!jose::algorithm_from(task.algorithm)) bench::has_not("has no " + task.algorithm);
    if (task.operation == "verify")
        verify(task, false);
    else if (task.operation == "verify_cached" && !task.is_symmetric())
        verify(task, true);
    else if (task.operation == "verify_cached")
        bench::has_not("keeps no tokens under a symmetric key");
    else if (task.operation == "refuse")
        refuse(task);
    else if (task.operation == "sign")
        sign(task);
    else
        bench::has_not("no such operation");
}
