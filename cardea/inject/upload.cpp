#include <cardea/inject/upload.hpp>

#include <cardea/base/character_set.hpp>
#include <cardea/http/fields.hpp>
#include <cardea/http/media_type.hpp>

#include <algorithm>
#include <array>

namespace cardea {
namespace {

constexpr CharacterSet safe_character{"azAZ09", "._-"};
constexpr std::size_t safe_name_bytes_max = 100;

/// Names that Windows takes for devices, in whatever folder and with whatever extension.
bool is_device(std::string_view name) {
    constexpr std::array<std::string_view, 6> devices{"con", "prn", "aux", "nul", "com", "lpt"};
    const auto stem = name.substr(0, name.find('.'));
    const auto kind = stem.substr(0, 3);
    const auto* const found =
        std::find_if(devices.begin(), devices.end(),
                     [kind](std::string_view device) { return same_name(device, kind); });
    if (found == devices.end()) return false;
    return found - devices.begin() < 4 ? stem.size() == 3 : stem.size() == 4;
}

}  // namespace

void File::describe(schema::Shape& shape) {
    shape.kind = schema::ShapeKind::text;
    shape.format = "binary";
}

std::string File::safe_name() const {
    std::string_view name{name_};
    name.remove_prefix(name.find_last_of("/\\") + 1);
    std::string safe;
    for (const char character : name) {
        const bool is_safe = safe_character.has(character);
        // Dots at the beginning hide a file or lead out of the folder.
        if (character == '.' && safe.empty()) continue;
        // One mark for a run of what is left out: a character may have four bytes.
        if (!is_safe && safe.ends_with('_')) continue;
        safe += is_safe ? character : '_';
    }
    // The end is kept rather than the beginning, for the extension's sake.
    if (safe.size() > safe_name_bytes_max) safe.erase(0, safe.size() - safe_name_bytes_max);
    safe.erase(0, std::min(safe.find_first_not_of(".-"), safe.size()));
    safe.erase(safe.find_last_not_of('.') + 1);
    if (safe.find_first_not_of("_.") == std::string::npos) return "file";
    if (is_device(safe)) safe.front() = '_';
    return safe;
}

namespace inject {

File read_file(const http::Part& part, std::size_t bytes_max, schema::FaultList& faults) {
    if (!part.filename) {
        faults.add({"value_error", "Input should be a file: a part with a filename"});
        return {};
    }
    if (part.content.size() > bytes_max) {
        faults.add({"bytes_too_long", "Data should have at most " + std::to_string(bytes_max) +
                                          (bytes_max == 1 ? " byte" : " bytes")});
        return {};
    }
    return {*part.filename,
            std::string{part.content_type.empty() ? "application/octet-stream" : part.content_type},
            std::string{part.content}};
}

std::vector<std::string_view> texts_of(std::span<const http::Part* const> parts,
                                       schema::FaultList& faults) {
    std::vector<std::string_view> texts;
    for (const auto* const part : parts) {
        if (part->filename) {
            faults.add({"string_type", "Input should be a valid string, not a file"});
        } else if (!http::is_in_utf8(part->content_type)) {
            faults.add({"string_unicode", "Input should be valid UTF-8, and say no other charset"});
        } else {
            texts.push_back(part->content);
        }
    }
    return texts;
}

std::vector<const http::Part*> parts_named(std::span<const http::Part> parts,
                                           std::string_view name) {
    std::vector<const http::Part*> named;
    for (const auto& part : parts) {
        const bool is_no_file = part.filename && part.filename->empty() && part.content.empty();
        if (part.name == name && !is_no_file) named.push_back(&part);
    }
    return named;
}

bool is_one_part(std::size_t count, bool may_be_none, schema::FaultList& faults) {
    if (count > 1) faults.add({"value_error", "Input should be given once"});
    if (count == 0 && !may_be_none) faults.add({"missing", "Field required"});
    return count == 1;
}

}  // namespace inject
}  // namespace cardea
