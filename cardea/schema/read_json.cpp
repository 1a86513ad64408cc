#include <cardea/schema/read_json.hpp>

#include <array>

namespace cardea::schema {
namespace {

// An answer must not be much larger than the request that it refuses.
constexpr std::size_t faults_max = 100;
constexpr std::size_t name_bytes_max = 64;

/// The beginning of a name that a stranger made up, cut between characters.
std::string shortened(std::string_view name) {
    if (name.size() <= name_bytes_max) return std::string{name};
    auto size = name_bytes_max;
    while ((static_cast<unsigned char>(name[size]) & 0xc0U) == 0x80) --size;
    return std::string{name.substr(0, size)} + "\u2026";
}

}  // namespace

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"schema.malformed_json", Fault::malformed, "The JSON is malformed"},
        Cause{"schema.invalid_values", Fault::invalid, "Values are missing or invalid"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

void FaultList::add_at(std::vector<std::string> loc, Flaw flaw) {
    if (faults_.size() >= faults_max) return;  // enough to mend
    faults_.push_back(
        {.loc = std::move(loc), .msg = std::move(flaw.msg), .type = std::move(flaw.type)});
}

void FaultList::add_missing(std::string_view member) {
    enter(member);
    add({"missing", "Field required"});
    leave();
}

void FaultList::add_unknown(std::string_view member) {
    enter(shortened(member));
    add({"extra_forbidden", "Extra inputs are not permitted"});
    leave();
}

Error FaultList::take_error() && {
    return Error{Errc::invalid_values}.with_fields(std::move(faults_));
}

Flaw flaw_of_type(std::string_view wanted) {
    const std::string sentence = "Input should be a valid " + std::string{wanted};
    if (wanted == "boolean") return {"bool_type", sentence};
    if (wanted == "number") return {"float_type", sentence};
    if (wanted == "list") return {"list_type", sentence};
    return {"string_type", sentence};
}

Flaw flaw_of_whole(JsonValue value) {
    if (value.kind() == JsonKind::number) {
        return {"int_from_float",
                "Input should be a valid integer, got a number with a fractional part"};
    }
    if (value.kind() == JsonKind::integer) return flaw_of_range(INT64_MIN, INT64_MAX);
    return {"int_type", "Input should be a valid integer"};
}

Flaw flaw_of_range(std::int64_t min, std::uint64_t max) {
    return {"int_parsing_size", "Input should be an integer from " + std::to_string(min) + " to " +
                                    std::to_string(max)};
}

Flaw flaw_of_enum(std::span<const std::string_view> names) {
    std::vector<std::string> quoted;
    for (const auto name : names) {
        if (!name.empty()) quoted.push_back("'" + std::string{name} + "'");
    }
    std::string list;
    for (std::size_t at = 0; at < quoted.size(); ++at) {
        if (at > 0) list += at + 1 == quoted.size() ? " or " : ", ";
        list += quoted[at];
    }
    return {"enum", "Input should be " + list};
}

}  // namespace cardea::schema
