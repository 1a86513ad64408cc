// What a client asks of the token endpoint, and what it gets: RFC 6749, without HTTP.
#pragma once

#include <cardea/accounts/sign_in.hpp>
#include <cardea/base/result.hpp>
#include <cardea/issuer/token_issuer.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::issuer {

/// The built-in public client, which has no secret.
inline constexpr std::string_view public_client = "cardea";

/// The parameters of a form, each once at most; an empty one counts as absent.
/// Spec: RFC 6749 section 3.1.
class Parameters {
public:
    /// Errors: `Errc::invalid_request` for a parameter that is there twice.
    [[nodiscard]] static Result<Parameters> from(
        std::vector<std::pair<std::string, std::string>> pairs);

    /// The value of this name; nothing where it is absent or empty.
    [[nodiscard]] std::optional<std::string> get(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

/// Finds out which client asks. `basic` is what stands behind `Authorization: Basic`, nothing where
/// the field is absent; an empty id and secret count as absent too. No credential at all means the
/// public client.
/// Errors: `Errc::invalid_client`.
[[nodiscard]] Result<std::string> identify_client(std::optional<std::string_view> basic,
                                                  const Parameters& form);

/// Which grants are served beside `refresh_token`.
struct GrantOptions {
    bool password_grant = true;
};

/// Grants tokens for a password or a refresh token.
/// Errors: `issuer::Errc`; `accounts::Errc::throttled`; `cardea::Errc::exhausted`.
Async<Result<TokenPair>> grant_tokens(const accounts::Accounts& accounts, const TokenIssuer& issuer,
                                      GrantOptions options, Parameters form,
                                      accounts::Origin origin);

}  // namespace cardea::issuer
