#include <cardea/server/registration.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/schema/errc.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/text.hpp>
#include <cardea/server/password_flaw.hpp>

namespace cardea::server {
namespace {

struct RegistrationBody {
    Email email;
    Secret<std::string> password;
    std::optional<Text<1, 200>> name;
};

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
    std::string email;           // of an address that is none no word counts
    const auto depth_max = request.json_depth_max();
    if (!has_fault_at(faults, "email"))
        email = text_member({.json = *text, .name = "email", .depth_max = depth_max});
    const NewPasswordMember member{.json = *text, .name = "password", .depth_max = depth_max};
    auto judging = with_password_flaw(*accounts, std::move(faults), member, std::move(email));
    auto judged = co_await std::move(judging);
    if (!judged) co_return judged.error();
    faults = *std::move(judged);
    if (!faults.empty())
        co_return Error{schema::Errc::invalid_values}.with_fields(std::move(faults));
    accounts::NewUser user{.email = std::move(body->email), .password = std::move(body->password)};
    if (body->name) user.name = body->name->text();
    co_return Registration{std::move(user)};
}

}  // namespace cardea::server
