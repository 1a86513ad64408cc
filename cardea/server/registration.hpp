// The body of a registration. It is an extractor of its own, since the rules for a new password
// need the hashing pool, and their faults belong into the same answer as those of the shape.
#pragma once

#include <cardea/accounts/register_user.hpp>
#include <cardea/http/request.hpp>
#include <cardea/inject/state.hpp>
#include <cardea/openapi/operation.hpp>

namespace cardea::server {

class Registration {
public:
    static constexpr bool is_input = true;

    /// Errors: 415, 400, 422 with every fault at once; 503 where the hashing pool is full.
    static Async<Result<Registration>> from_request(Request& request,
                                                    State<accounts::Accounts> accounts);

    /// What a client sends, for the document.
    static void describe(openapi::Operation& operation);

    /// Moves the user out. Thrice checked: well-formed, of the right shape, and with a password
    /// that is not easily guessed.
    [[nodiscard]] accounts::NewUser take() && { return std::move(user_); }

private:
    explicit Registration(accounts::NewUser user) : user_{std::move(user)} {}

    accounts::NewUser user_;
};

}  // namespace cardea::server
