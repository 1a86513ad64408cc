#include <cardea/jose/signer.hpp>

#include <cardea/jose/signing.hpp>
#include <cardea/schema/json.hpp>

#include <stdexcept>

namespace cardea::jose {
namespace {

/// `}` of the first object and `{` of the second become the comma between their members.
void append_members(std::string& json, std::string_view more) {
    const auto start = more.find('{') + 1;
    const auto members = more.substr(start, more.rfind('}') - start);
    if (members.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    json.pop_back();
    if (json.size() > 1) json += ',';
    json.append(members).append("}");
}

}  // namespace

Signer::Signer(Key key, std::string_view type)
    : key_{std::move(key)}, header_{encoded_header(key_, type)} {}

std::string Signer::sign(const Claims& claims) const {
    std::string payload;
    write_claims(claims, payload);
    return sign_compact(header_, payload, key_);
}

std::string Signer::sign(const Claims& claims, std::string_view more) const {
    const auto object = schema::parse_json(more);
    if (!object || object->kind() != schema::JsonKind::object)
        throw std::invalid_argument{"private claims are not one JSON object"};
    std::string payload;
    write_claims(claims, payload);
    append_members(payload, more);
    if (!schema::parse_json(payload))
        throw std::invalid_argument{
            "a private claim has the name of one that stands in Claims, or they are too deep"};
    return sign_compact(header_, payload, key_);
}

}  // namespace cardea::jose
