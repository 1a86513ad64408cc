#include <cardea/server/password_flaw.hpp>

#include <cardea/accounts/register_user.hpp>
#include <cardea/schema/read_json.hpp>

namespace cardea::server {

bool has_fault_at(const FieldFaults& faults, std::string_view member) {
    for (const auto& fault : faults) {
        if (fault.loc.size() > 1 && fault.loc[1] == member) return true;
    }
    return false;
}

std::string text_member(const NewPasswordMember& member) {
    const auto value = schema::parse_json(member.json, member.depth_max);
    const auto found = value ? value->member(member.name) : std::nullopt;
    const auto text = found ? found->as_string() : std::nullopt;
    return text ? std::string{*text} : std::string{};
}

Async<Result<FieldFaults>> with_password_flaw(const accounts::Accounts& accounts,
                                              FieldFaults faults, NewPasswordMember member,
                                              std::string email) {
    const std::string name{member.name};
    if (has_fault_at(faults, name)) co_return faults;
    auto password = text_member(member);
    const auto flaw =
        co_await accounts::flaw_of_password(accounts, std::move(password), std::move(email));
    if (!flaw) co_return flaw.error();
    if (*flaw)
        faults.push_back({.loc = {"body", name}, .msg = (*flaw)->msg, .type = (*flaw)->type});
    co_return faults;
}

}  // namespace cardea::server
