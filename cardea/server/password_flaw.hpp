// The rules for a new password among the faults of a body: they need the hashing pool, and belong
// into the same answer as the faults of the shape.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cardea::server {

/// Where a new password stands in a body.
struct NewPasswordMember {
    std::string_view json;  ///< The body.
    std::string_view name;
    std::size_t depth_max;
};

[[nodiscard]] bool has_fault_at(const FieldFaults& faults, std::string_view member);

/// A member that is a text; empty where there is none.
[[nodiscard]] std::string text_member(const NewPasswordMember& member);

/// `faults`, and what the rules say against the password where its shape is right. The words of
/// `email` make a password weaker.
/// Errors: `cardea::Errc::exhausted` where the hashing pool is full.
Async<Result<FieldFaults>> with_password_flaw(const accounts::Accounts& accounts,
                                              FieldFaults faults, NewPasswordMember member,
                                              std::string email);

}  // namespace cardea::server
