#include <cardea/server/registration.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/schema/errc.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/text.hpp>

namespace cardea::server {
namespace {

struct RegistrationBody {
    Email email;
    Secret<std::string> password;
    std::optional<Text<1, 200>> name;
};

std::string text_member(std::string_view json, std::string_view name, std::size_t depth_max) {
    const auto value = schema::parse_json(json, depth_max);
    const auto member = value ? value->member(name) : std::nullopt;
    const auto text = member ? member->as_string() : std::nullopt;
    return text ? std::string{*text} : std::string{};
}

bool has_fault_at(const FieldFaults& faults, std::string_view member) {
    for (const auto& fault : faults) {
        if (fault.loc.size() > 1 && fault.loc[1] == member) return true;
    }
    return false;
}

}  // namespace

void Registration::describe(openapi::Operation& operation) {
    Body<RegistrationBody>::describe(operation);
}

Async<Result<Registration>> Registration::from_request(Request& request,
                                                       State<accounts::Accounts> accounts) {
    if (!accounts->options().registration_enabled) co_return accounts::Errc::registration_disabled;
    const auto text = co_await inject::json_body(request);
    if (!text) co_return text.error();
    auto body = schema::read_json<RegistrationBody>(*text, "body", request.json_depth_max());
    if (!body && body.error() != schema::Errc::invalid_values) co_return body.error();

    auto faults = body ? FieldFaults{} : body.error().fields();
    if (!faults.empty() && faults.front().loc.size() == 1)
        co_return body.error();  // no object at all
    if (!has_fault_at(faults, "password")) {
        // Named first: g++ 12 destroys twice what a conditional makes within a co_await.
        auto password = text_member(*text, "password", request.json_depth_max());
        std::string email;  // of an address that is none no word counts
        if (!has_fault_at(faults, "email")) {
            email = text_member(*text, "email", request.json_depth_max());
        }
        const auto flaw =
            co_await accounts::flaw_of_password(*accounts, std::move(password), std::move(email));
        if (!flaw) co_return flaw.error();
        if (*flaw)
            faults.push_back(
                {.loc = {"body", "password"}, .msg = (*flaw)->msg, .type = (*flaw)->type});
    }
    if (!faults.empty())
        co_return Error{schema::Errc::invalid_values}.with_fields(std::move(faults));
    accounts::NewUser user{.email = std::move(body->email), .password = std::move(body->password)};
    if (body->name) user.name = body->name->text();
    co_return Registration{std::move(user)};
}

}  // namespace cardea::server
