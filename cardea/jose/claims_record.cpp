#include <cardea/jose/claims_record.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/schema/scan_json.hpp>
#include <cardea/schema/text.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

namespace cardea::jose {

using schema::JsonKind;
using schema::ScannedValue;

namespace {

constexpr std::size_t subject_characters_max = 255;

enum class Rounding { down, up };

constexpr std::uint32_t letters(std::string_view three) {
    const auto letter = [three](std::size_t at) {
        return std::uint32_t{static_cast<unsigned char>(three[at])};
    };
    return letter(0) << 16U | letter(1) << 8U | letter(2);
}

/// Puts the known claims into a record and remembers the first that is wrong.
class ClaimReader {
public:
    ClaimReader(ClaimsRecord& record, std::span<const std::string> required)
        : record_{record}, required_{required} {}

    void read(std::string_view name, const ScannedValue& value) {
        if (!required_.empty() && value.kind() != JsonKind::null) {
            found_ += std::count(required_.begin(), required_.end(), name);
        }
        if (name.size() == 3) return read_short(name, value);
        if (name == "scope") return text(name, value, record_.scope);
        if (name == "client_id") return text(name, value, record_.client_id);
        if (name == "auth_time") return date(name, value, Rounding::up, record_.auth_time);
    }

    [[nodiscard]] std::string_view wrong() const { return wrong_; }
    /// Names are there once each, and so a count is enough.
    [[nodiscard]] bool has_required() const { return found_ == std::ssize(required_); }

private:
    /// Most names have three letters: compared as one number.
    void read_short(std::string_view name, const ScannedValue& value) {
        switch (letters(name)) {
            case letters("iss"): return text(name, value, record_.issuer);
            case letters("sub"): return subject(value);
            case letters("aud"): return audience(value);
            case letters("exp"): return date(name, value, Rounding::down, record_.expires_at);
            case letters("nbf"): return date(name, value, Rounding::up, record_.not_before);
            case letters("iat"): return date(name, value, Rounding::up, record_.issued_at);
            case letters("jti"): return text(name, value, record_.id);
            case letters("sid"): return text(name, value, record_.session);
            case letters("amr"): return texts(name, value, record_.methods);
            default: return;
        }
    }

    void refuse(std::string_view name) {
        if (wrong_.empty()) wrong_ = name;
    }

    void text(std::string_view name, const ScannedValue& value, std::string_view& out) {
        if (const auto content = value.as_string()) {
            out = *content;
        } else {
            refuse(name);
        }
    }

    void subject(const ScannedValue& value) {
        text("sub", value, record_.subject);
        const auto subject = record_.subject;
        if (subject.empty() || has_control(subject) ||
            (subject.size() > subject_characters_max &&
             schema::count_characters(subject) > subject_characters_max)) {
            refuse("sub");
        }
    }

    /// Of Unicode's category Cc: U+0000 to U+001F, which JSON lets in by an escape alone, and
    /// U+007F to U+009F, some of which terminals obey.
    [[nodiscard]] bool has_control(std::string_view text) const {
        if (text.find('\x7f') != std::string_view::npos) return true;
        for (auto at = text.find('\xc2'); at != std::string_view::npos;
             at = text.find('\xc2', at + 1)) {
            if (static_cast<unsigned char>(text[at + 1]) < 0xa0) return true;  // it is UTF-8
        }
        return record_.has_escapes &&
               std::any_of(text.begin(), text.end(),
                           [](unsigned char character) { return character < 0x20; });
    }

    void texts(std::string_view name, const ScannedValue& value, TextList& out) {
        if (value.kind() != JsonKind::array) return refuse(name);
        value.for_each_element([&](const ScannedValue& element) {
            std::string_view content;
            text(name, element, content);
            out.push_back(content);
        });
    }

    void audience(const ScannedValue& value) {
        if (const auto content = value.as_string()) return record_.audience.push_back(*content);
        texts("aud", value, record_.audience);
    }

    void date(std::string_view name, const ScannedValue& value, Rounding rounding,
              std::optional<TimePoint>& out) {
        if (const auto whole = value.as_int64()) {
            if (*whole < 0 || *whole > numeric_date_max) return refuse(name);
            out = TimePoint{TimePoint::duration{*whole}};
            return;
        }
        const auto number = value.as_double();
        if (!number || !(*number >= 0 && *number <= static_cast<double>(numeric_date_max)))
            return refuse(name);
        auto whole = static_cast<std::int64_t>(*number);
        if (rounding == Rounding::up && static_cast<double>(whole) != *number) ++whole;
        out = TimePoint{TimePoint::duration{whole}};
    }

    ClaimsRecord& record_;
    std::span<const std::string> required_;
    std::string_view wrong_;
    std::ptrdiff_t found_ = 0;
};

std::string_view put(char*& at, std::string_view text) {
    const std::string_view copy{at, text.size()};
    at = std::copy(text.begin(), text.end(), at);
    return copy;
}

}  // namespace

ClaimsRecord::Owned ClaimsRecord::make(std::string_view token, std::string_view payload) {
    const bool has_escapes = payload.find('\\') != std::string_view::npos;
    const auto scratch_bytes = has_escapes ? payload.size() : 0;
    void* const block =
        ::operator new(sizeof(ClaimsRecord) + token.size() + payload.size() + scratch_bytes);
    Owned record{new (block) ClaimsRecord};
    char* at = static_cast<char*>(block) + sizeof(ClaimsRecord);
    record->has_escapes = has_escapes;
    record->token = put(at, token);
    record->payload = put(at, payload);
    return record;
}

std::span<char> ClaimsRecord::scratch() {
    auto* const start = reinterpret_cast<char*>(this) + sizeof(ClaimsRecord) + token.size();
    // Without an escape the scratch is not touched, and so the payload itself can stand for it.
    return {has_escapes ? start + payload.size() : start, payload.size()};
}

void ClaimsRecord::destroy() const {
    auto* const self = const_cast<ClaimsRecord*>(this);
    self->~ClaimsRecord();
    ::operator delete(static_cast<void*>(self));
}

Result<> ClaimsRecord::read(std::span<const std::string> required) {
    ClaimReader reader{*this, required};
    const auto flaw = schema::scan_object(
        payload, {}, scratch(),
        [&](std::string_view name, const ScannedValue& value) { reader.read(name, value); });
    if (flaw != schema::ScanFlaw::none)
        return Error{Errc::malformed, "payload: " + std::string{schema::sentence_of(flaw)}};
    if (!reader.wrong().empty()) return Error{Errc::claims, std::string{reader.wrong()}};
    if (!reader.has_required()) return Error{Errc::claims, "a claim that is required is missing"};
    return {};
}

}  // namespace cardea::jose
