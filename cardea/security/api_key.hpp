// API keys: a secret text in a header field, in the query or in a cookie, before anybody believes
// it.
#pragma once

#include <cardea/base/fixed_string.hpp>
#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/http/request.hpp>
#include <cardea/inject/node.hpp>
#include <cardea/openapi/operation.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace cardea {
namespace security {

/// The value at this place; nullopt where there is none.
/// Errors: 400 where it stands there twice or is malformed: who reads the one must not be led to
///         believe the other.
Result<std::optional<std::string>> find_api_key(const Request& request, openapi::Place place,
                                                std::string_view name);
Error lacks_api_key(openapi::Place place, std::string_view name);
Error refused_api_key(openapi::Place place, std::string_view name);
void describe_api_key(openapi::Operation& operation, openapi::Place place, std::string_view name);

}  // namespace security

/// The text, as FastAPI's APIKeyHeader, APIKeyQuery and APIKeyCookie. Nothing about it is verified:
/// look its digest up, or compare with `crypto::equal`, never with `==`.
///
/// A key in the query ends up in logs and histories; a cookie is sent along by the browser on
/// whoever's behalf, so an endpoint that changes data needs a defence against forged requests.
template <openapi::Place place, FixedString name>
class ApiKey {
public:
    [[nodiscard]] const Secret<std::string>& key() const { return key_; }

    /// Errors: `not_authenticated` where it is absent or empty.
    static Result<ApiKey> from_request(const Request& request) {
        auto found = security::find_api_key(request, place, name.view());
        if (!found) return found.error();
        if (!*found) return security::lacks_api_key(place, name.view());
        return ApiKey{Secret{std::move(**found)}};
    }
    static bool is_absent(const Request& request) {
        const auto found = security::find_api_key(request, place, name.view());
        return found && !*found;
    }
    /// For whoever looked the key up and does not believe it: 401, which asks for such a key.
    static Error refused() { return security::refused_api_key(place, name.view()); }
    static void describe(openapi::Operation& operation) {
        security::describe_api_key(operation, place, name.view());
    }

private:
    explicit ApiKey(Secret<std::string> key) : key_{std::move(key)} {}
    Secret<std::string> key_;
};

/// `ApiKeyHeader<"X-API-Key">`
template <FixedString name>
using ApiKeyHeader = ApiKey<openapi::Place::header, name>;
template <FixedString name>
using ApiKeyQuery = ApiKey<openapi::Place::query, name>;
template <FixedString name>
using ApiKeyCookie = ApiKey<openapi::Place::cookie, name>;

namespace inject {
template <openapi::Place place, FixedString name>
inline constexpr bool declares_access<ApiKey<place, name>> = true;
}  // namespace inject

}  // namespace cardea
