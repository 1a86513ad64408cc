// The chapter on remote keys. It needs an issuer, so it is compiled and not run; what runs, with
// the server as its issuer, is examples/verify_only.
#include "book.hpp"

// <includes>
#include <cardea/remote/authority.hpp>
#include <cardea/security/guard.hpp>
// </includes>

using namespace cardea;
using namespace std::chrono_literals;

// <users>
/// Tokens of the issuer, users of our own.
Authority authority_with_users(const remote::RemoteKeySet& keys) {
    auto authority = remote::authority_of(keys, {.audience = "orders", .type = "at+jwt"});
    authority.find_user = [](std::string_view id) -> Async<Result<std::optional<UserState>>> {
        if (id != "ada") co_return std::optional<UserState>{};
        co_return UserState{.scope = "orders:read"};
    };
    return authority;
}
// </users>

// <by hand>
/// The same of parts: for a verifier that is also used without any guard.
Authority authority_by_hand(const remote::RemoteKeySet& keys, const jose::Verifier& verifier) {
    Authority authority;
    authority.verify = [&verifier](std::string_view token) { return verifier.verify(token); };
    authority.renew_keys = keys.renewal();
    return authority;
}
// </by hand>

struct KeyHealth {
    std::size_t keys;
    std::uint64_t fetches;
    std::string last_error;
};

int main() {
    // <verify only>
    const remote::RemoteKeySet keys{remote::Issuer{"https://id.example"}};
    App app{book::options()};
    app.provide(remote::authority_of(keys, {.audience = "orders", .type = "at+jwt"}));
    app.get("/orders", [](Guard<scope<"orders:read">> who) {
        return "Orders of " + std::string{who.subject()};
    });
    // </verify only>
    // <ready>
    keys.wait_until_ready(10s).value();
    // </ready>

    // <known set>
    const remote::RemoteKeySet of_neighbour{
        remote::JwksUri{"https://neighbour.internal/jwks.json"},
        {.ca_file = "/etc/ssl/neighbour.pem",
         .log = [](std::string_view sentence) { std::cerr << sentence << '\n'; }}};
    const jose::Verifier verifier{of_neighbour.keys(),
                                  {.issuer = "https://neighbour.internal", .audience = "orders"}};
    // </known set>
    App other{book::options()};
    other.provide(authority_by_hand(of_neighbour, verifier));
    App third{book::options()};
    third.provide(authority_with_users(keys));

    // <status>
    app.get("/health/keys", [&keys] {
        const auto status = keys.status();
        return KeyHealth{status.keys, status.fetches, status.last_error};
    });
    // </status>
    return book::run(app);
}
