// JSON of a short text, read in one pass without a tree and without an allocation: made for the
// header and the claims of a token. It takes and refuses what `parse_json` does, and gives the same
// values; a fuzzer holds the two together.
// Spec: RFC 8259. See: docs/decisions/0004-token-scanner.md
#pragma once

#include <cardea/schema/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cardea::schema {

inline constexpr std::size_t scan_bytes_max = 65536;

/// Why a text was refused; `none` where it was not.
enum class ScanFlaw : std::uint8_t {
    none,
    malformed,
    not_an_object,
    too_deep,
    too_many_members,
    too_long,
    duplicate_member,
    bad_utf8,
    bad_number,
    bad_escape,
    half_surrogate,
    control_character,
    unclosed_string,
    short_scratch,
};

/// A sentence for people, as `parse_json` has them.
[[nodiscard]] std::string_view sentence_of(ScanFlaw flaw);

struct ScanLimits {
    std::size_t depth_max = json_depth_max;    ///< The object itself is the first level.
    std::size_t members_max = scan_bytes_max;  ///< Elements too; of the whole text.
};

class ScannedValue;

/// What is called for each member, or for each element, whose name is then empty.
struct ScanVisitor {
    void* function;  ///< Handed back to `call`.
    /// Gets the name and the value.
    void (*call)(void* function, std::string_view name, const ScannedValue& value);
};

/// One value of a scanned text: a view, like `JsonValue`, with the same questions.
/// Owns:    nothing. Good as long as the text and the scratch are, and unchanged.
/// Threads: `for_each_…` writes into the scratch, always the same.
class ScannedValue {
public:
    [[nodiscard]] JsonKind kind() const { return kind_; }

    /// Each is empty where the value is of another kind, or does not fit.
    [[nodiscard]] std::optional<bool> as_bool() const {
        if (kind_ != JsonKind::boolean) return std::nullopt;
        return bits_ != 0;
    }
    [[nodiscard]] std::optional<std::int64_t> as_int64() const {
        const auto number = static_cast<std::int64_t>(bits_);
        if (kind_ != JsonKind::integer || (number < 0) != is_negative_) return std::nullopt;
        return number;
    }
    [[nodiscard]] std::optional<std::uint64_t> as_uint64() const {
        if (kind_ != JsonKind::integer || is_negative_) return std::nullopt;
        return bits_;
    }
    [[nodiscard]] std::optional<double> as_double() const;  ///< Of an integer too.
    [[nodiscard]] std::optional<std::string_view> as_string() const {
        if (kind_ != JsonKind::string) return std::nullopt;
        return text_;
    }

    /// The content of a string, unescaped; of any other value what stands in the text.
    [[nodiscard]] std::string_view text() const { return text_; }

    /// Calls `f(name, value)` for each member, `f(value)` for each element, in the text's order.
    template <class F>
    void for_each_member(F f) const {
        visit_members({&f, [](void* function, std::string_view name, const ScannedValue& value) {
                           (*static_cast<F*>(function))(name, value);
                       }});
    }
    template <class F>
    void for_each_element(F f) const {
        visit_elements({&f, [](void* function, std::string_view, const ScannedValue& value) {
                            (*static_cast<F*>(function))(value);
                        }});
    }

private:
    friend class JsonScan;  // scan_json.cpp's reader
    void visit_members(ScanVisitor visitor) const;
    void visit_elements(ScanVisitor visitor) const;

    std::string_view text_;
    char* scratch_ = nullptr;  // where the strings of an array or object are unescaped to
    std::uint64_t bits_ = 0;   // of a number or truth value
    JsonKind kind_ = JsonKind::null;
    bool is_negative_ = false;  // of an integer: below zero
};

/// As below, with a visitor that is no template.
[[nodiscard]] ScanFlaw scan_object_with(std::string_view text, const ScanLimits& limits,
                                        std::span<char> scratch, ScanVisitor visitor);

/// Reads the one object that `text` is and calls `visit(name, value)` for each of its members.
///
/// A member is visited once it has been read, so before a flaw behind it is found: what visits
/// left behind counts only when `none` comes back. Strings without a backslash are views of
/// `text`; others stand unescaped in `scratch`, each where it stands in the text, so that all stay
/// good together. `scratch` has at least `text.size()` bytes; the rest of it is not touched.
/// An object of more than 64 open names costs an allocation: bound it by `members_max`.
/// Errors: any ScanFlaw but `none`; `too_long` beyond `scan_bytes_max` bytes.
template <class F>
[[nodiscard]] ScanFlaw scan_object(std::string_view text, const ScanLimits& limits,
                                   std::span<char> scratch, F visit) {
    return scan_object_with(
        text, limits, scratch,
        {&visit, [](void* function, std::string_view name, const ScannedValue& value) {
             (*static_cast<F*>(function))(name, value);
         }});
}

}  // namespace cardea::schema
