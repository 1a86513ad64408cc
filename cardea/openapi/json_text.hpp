// JSON with an indentation of two, written front to back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::schema {
class JsonValue;
}  // namespace cardea::schema

namespace cardea::openapi {

/// Writes one value. In an object each value follows its `name`.
class JsonText {
public:
    /// What is written between the two is inside.
    void begin_object() { begin('{'); }
    void end_object() { end('}'); }
    void begin_array() { begin('['); }
    void end_array() { end(']'); }

    /// Returns this, so that the value can follow: `json.name("type").text("object")`.
    JsonText& name(std::string_view name);
    /// Any text; of one that is not UTF-8 nothing but ASCII remains.
    void text(std::string_view text);
    void boolean(bool truth);
    void number(std::int64_t number);
    /// A value that is JSON already, laid out anew.
    /// Throws `std::invalid_argument` where it is none.
    void json(std::string_view json);

    /// `name` and `text`, but for an empty text.
    void optional_text(std::string_view name, std::string_view text);

    /// All that was written.
    [[nodiscard]] std::string take() &&;

private:
    void begin(char bracket);
    void end(char bracket);
    void begin_value();
    void new_line();
    void value(const schema::JsonValue& value);

    std::string out_;
    std::vector<bool> has_values_;  ///< Of each bracket that is open.
    bool follows_name_ = false;
};

}  // namespace cardea::openapi
