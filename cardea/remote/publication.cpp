#include <cardea/remote/publication.hpp>

#include <cardea/remote/errc.hpp>
#include <cardea/schema/json.hpp>

#include <stdexcept>
#include <utility>

namespace cardea::remote {
namespace {

constexpr long status_ok = 200;

Error refused_answer(Errc errc, const Address& from, std::string_view why) {
    return Error{errc, printable(from.url()) + ": " + std::string{why}};
}

bool is_client_error(long status) { return status >= 400 && status < 500; }

Error refused_status(const Address& from, long status) {
    const auto* why = status >= 300 && status < 400 ? ", and redirects are not followed" : "";
    return refused_answer(Errc::status, from, "answered " + std::to_string(status) + why);
}

Address checked_address(const std::string& url, bool is_issuer, PlainHttp plain) {
    auto address = Address::read(url, plain);
    if (!address) throw std::invalid_argument{std::string{address.error().detail()}};
    if (is_issuer && !address->is_bare())
        throw std::invalid_argument{printable(url) + ": an issuer has neither query nor fragment"};
    return *std::move(address);
}

}  // namespace

Publication::Publication(KeySource source, PlainHttp plain)
    : name_{std::visit([](auto& one) { return std::move(one.url); }, source)},
      is_issuer_{std::holds_alternative<Issuer>(source)},
      plain_{plain},
      address_{checked_address(name_, is_issuer_, plain)} {}

Result<PublishedKeys> Publication::fetch(const Get& get) {
    auto address = is_issuer_ ? discover(get) : Result<Address>{address_};
    if (!address) return address.error();
    auto answer = get(*address);
    if (!answer) return answer.error();
    if (answer->status != status_ok) return refused_status(*address, answer->status);
    if (const auto json = schema::parse_json(answer->body); !json)
        return refused_answer(Errc::malformed, *address, "the answer is not JSON");
    auto keys = jose::read_jwk_set(answer->body);
    if (!keys)
        return refused_answer(Errc::no_key, *address,
                              "no usable key: " + printable(keys.error().detail()));
    return PublishedKeys{*std::move(keys), std::move(answer->body), answer->fresh_for};
}

Result<Address> Publication::discover(const Get& get) {
    // The document that was there last; the other one only where the server itself says that there
    // is none.
    bool is_openid = is_openid_;
    auto from = metadata_address(is_openid);
    auto answer = get(from);
    std::string before;
    if (answer && is_client_error(answer->status)) {
        before = std::string{refused_status(from, answer->status).detail()} + "; ";
        is_openid = !is_openid;
        from = metadata_address(is_openid);
        answer = get(from);
    }
    if (!answer) return answer.error();
    if (answer->status != status_ok) {
        const auto last = refused_status(from, answer->status);
        return Error{Errc::status, before + std::string{last.detail()}};
    }
    auto found = read_metadata(from, answer->body);
    if (found) is_openid_ = is_openid;
    return found;
}

Address Publication::metadata_address(bool is_openid) const {
    return is_openid ? address_.openid_configuration() : address_.oauth_authorization_server();
}

Result<Address> Publication::read_metadata(const Address& from, std::string_view json) const {
    const auto document = schema::parse_json(json);
    if (!document) return refused_answer(Errc::malformed, from, "the answer is not JSON");
    const auto text_of = [&](std::string_view name) {
        const auto member = document->member(name);
        return member ? member->as_string() : std::nullopt;
    };
    const auto issuer = text_of("issuer");
    const auto jwks_uri = text_of("jwks_uri");
    if (!issuer || !jwks_uri)
        return refused_answer(Errc::malformed, from, "the document lacks issuer or jwks_uri");
    if (*issuer != name_)
        return refused_answer(Errc::issuer, from,
                              "the document is of another issuer: " + printable(*issuer));
    // What was learned over TLS leads to no place without it.
    auto address = Address::read(*jwks_uri, address_.is_plain() ? plain_ : PlainHttp::refused);
    if (!address)
        return refused_answer(Errc::address, from,
                              "jwks_uri " + std::string{address.error().detail()});
    return address;
}

}  // namespace cardea::remote
