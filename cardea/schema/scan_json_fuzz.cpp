// Law: a text is taken by the scanner if and only if parse_json takes it and it is an object; then
// both tell the same members, in the same order, with the same values.
#include <cardea/schema/json.hpp>
#include <cardea/schema/scan_json.hpp>

#include <bit>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace cardea::schema;

void note(std::string_view text, std::string& out) {
    out += std::to_string(text.size()) + ':';
    out += text;
}

/// All that a value answers, whoever read it.
template <class Value>
void tell(const Value& value, std::string& out) {
    out += static_cast<char>('0' + static_cast<int>(value.kind()));
    if (const auto truth = value.as_bool()) out += *truth ? 't' : 'f';
    if (const auto number = value.as_int64()) out += 'i' + std::to_string(*number);
    if (const auto number = value.as_uint64()) out += 'u' + std::to_string(*number);
    if (const auto number = value.as_double())
        out += 'd' + std::to_string(std::bit_cast<std::uint64_t>(*number));
    if (const auto text = value.as_string()) note(*text, out);
    value.for_each_element([&out](const Value& element) { tell(element, out += ','); });
    value.for_each_member([&out](std::string_view name, const Value& member) {
        note(name, out += ';');
        tell(member, out);
    });
    out += '.';
}

void compare(std::string_view text, std::size_t depth_max) {
    std::vector<char> scratch(text.size());
    std::vector<std::pair<std::string_view, ScannedValue>> members;
    const auto flaw = scan_object(text, {.depth_max = depth_max}, scratch,
                                  [&members](std::string_view name, const ScannedValue& value) {
                                      members.emplace_back(name, value);
                                  });
    const auto parsed = parse_json(text, depth_max);
    const bool is_object = parsed && parsed->kind() == JsonKind::object;
    if ((flaw == ScanFlaw::none) != is_object) std::abort();
    if (!is_object) return;
    std::string scanned = std::to_string(static_cast<int>(JsonKind::object));
    for (const auto& [name, value] : members) {
        note(name, scanned += ';');
        tell(value, scanned);
    }
    scanned += '.';
    std::string expected;
    tell(*parsed, expected);
    if (scanned != expected) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    if (size > scan_bytes_max) return 0;
    compare(text, json_depth_max);
    compare(text, 3);
    return 0;
}
