// Header fields: views into the bytes of a request, and the list that a response carries.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea {

/// One field of a request. Views into the connection's buffer: good until the answer has left.
struct Field {
    std::string_view name;   ///< As sent; compare with `same_name`.
    std::string_view value;  ///< Without surrounding white space.
};

/// ASCII case-insensitive equality (RFC 9110 section 5.1).
[[nodiscard]] bool same_name(std::string_view one, std::string_view other);

/// The fields of a response, in the order in which they leave.
class FieldList {
public:
    /// Replaces every field of this name. Throws `std::invalid_argument` on a name that is no token
    /// or a value with a control character, so that nothing a stranger sent can split an answer.
    void set(std::string_view name, std::string_view value);
    /// Adds one more field of this name (`Set-Cookie`, `WWW-Authenticate`). Throws as `set` does.
    void add(std::string_view name, std::string_view value);
    void remove(std::string_view name);
    void clear() { size_ = 0; }  ///< Keeps the memory, for the next answer.

    /// The first of this name; empty if there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::span<const std::pair<std::string, std::string>> all() const {
        return {fields_.data(), size_};
    }

private:
    void append(std::string_view name, std::string_view value);

    std::vector<std::pair<std::string, std::string>> fields_;
    std::size_t size_ = 0;
};

}  // namespace cardea
