#include <cardea/jose/claims.hpp>

#include <cardea/jose/claims_record.hpp>
#include <cardea/schema/write_json.hpp>

namespace cardea::jose {
namespace {

/// Writes members one after the other, leaving out what is not there.
class ClaimWriter {
public:
    explicit ClaimWriter(std::string& json) : json_{json} {}

    void text(std::string_view name, const std::string& value) {
        if (!value.empty()) put(name, value);
    }

    template <class T>
    void put(std::string_view name, const T& value) {
        json_ += is_first_ ? "{\"" : ",\"";
        is_first_ = false;
        json_ += name;
        json_ += "\":";
        schema::write_json(value, json_);
    }

    void date(std::string_view name, const std::optional<TimePoint>& time) {
        if (time) put(name, time->time_since_epoch().count());
    }

    void finish() { json_ += is_first_ ? "{}" : "}"; }

private:
    std::string& json_;
    bool is_first_ = true;
};

}  // namespace

void write_claims(const Claims& claims, std::string& json) {
    ClaimWriter writer{json};
    writer.text("iss", claims.issuer);
    writer.text("sub", claims.subject);
    if (claims.audience.size() == 1) {
        writer.put("aud", claims.audience.front());
    } else if (!claims.audience.empty()) {
        writer.put("aud", claims.audience);
    }
    writer.date("exp", claims.expires_at);
    writer.date("nbf", claims.not_before);
    writer.date("iat", claims.issued_at);
    writer.text("jti", claims.id);
    writer.text("client_id", claims.client_id);
    if (claims.scope) writer.put("scope", *claims.scope);
    writer.text("sid", claims.session);
    writer.date("auth_time", claims.auth_time);
    if (!claims.methods.empty()) writer.put("amr", claims.methods);
    writer.finish();
}

// --- VerifiedClaims ------------------------------------------------------------------------------

VerifiedClaims::VerifiedClaims(const VerifiedClaims& other) noexcept : record_{other.record_} {
    if (record_ != nullptr) record_->hold();
}
VerifiedClaims::~VerifiedClaims() {
    if (record_ != nullptr) record_->drop();
}

std::string_view VerifiedClaims::subject() const { return record_->subject; }
std::string_view VerifiedClaims::issuer() const { return record_->issuer; }
std::span<const std::string_view> VerifiedClaims::audience() const {
    return record_->audience.texts();
}
TimePoint VerifiedClaims::expires_at() const {
    return record_->expires_at.value_or(TimePoint{TimePoint::duration{numeric_date_max}});
}
std::optional<TimePoint> VerifiedClaims::not_before() const { return record_->not_before; }
std::optional<TimePoint> VerifiedClaims::issued_at() const { return record_->issued_at; }
std::string_view VerifiedClaims::id() const { return record_->id; }
std::string_view VerifiedClaims::client_id() const { return record_->client_id; }
std::string_view VerifiedClaims::scope() const { return record_->scope; }
std::string_view VerifiedClaims::session() const { return record_->session; }
std::optional<TimePoint> VerifiedClaims::auth_time() const { return record_->auth_time; }
std::span<const std::string_view> VerifiedClaims::methods() const {
    return record_->methods.texts();
}
std::string_view VerifiedClaims::payload() const { return record_->payload; }

}  // namespace cardea::jose
