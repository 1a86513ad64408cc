#include <cardea/openapi/json_text.hpp>

#include <cardea/schema/json.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/schema/write_json.hpp>

#include <stdexcept>
#include <utility>

namespace cardea::openapi {

void JsonText::new_line() {
    out_ += '\n';
    out_.append(2 * has_values_.size(), ' ');
}

void JsonText::begin_value() {
    if (follows_name_) {
        follows_name_ = false;
        return;
    }
    if (has_values_.empty()) return;
    if (has_values_.back()) out_ += ',';
    has_values_.back() = true;
    new_line();
}

void JsonText::begin(char bracket) {
    begin_value();
    out_ += bracket;
    has_values_.push_back(false);
}

void JsonText::end(char bracket) {
    const bool has_values = has_values_.back();
    has_values_.pop_back();
    if (has_values) new_line();
    out_ += bracket;
}

JsonText& JsonText::name(std::string_view name) {
    text(name);
    out_ += ": ";
    follows_name_ = true;
    return *this;
}

void JsonText::text(std::string_view text) {
    begin_value();
    if (schema::is_utf8(text)) {
        schema::write_json_string(text, out_);
        return;
    }
    std::string ascii{text};
    for (char& c : ascii) {
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    schema::write_json_string(ascii, out_);
}

void JsonText::boolean(bool truth) {
    begin_value();
    schema::write_json(truth, out_);
}

void JsonText::number(std::int64_t number) {
    begin_value();
    schema::write_json(number, out_);
}

void JsonText::json(std::string_view json) {
    const auto parsed = schema::parse_json(json);
    if (!parsed) {
        throw std::invalid_argument(
            "Cardea: an example or a default must be JSON, and this is not: " + std::string{json});
    }
    value(*parsed);
}

void JsonText::value(const schema::JsonValue& value) {
    using schema::JsonKind;
    switch (value.kind()) {
        case JsonKind::object:
            begin_object();
            value.for_each_member([this](std::string_view member, schema::JsonValue inner) {
                name(member).value(inner);
            });
            end_object();
            return;
        case JsonKind::array:
            begin_array();
            value.for_each_element([this](schema::JsonValue inner) { this->value(inner); });
            end_array();
            return;
        case JsonKind::string: text(*value.as_string()); return;
        case JsonKind::boolean: boolean(*value.as_bool()); return;
        case JsonKind::integer:
            begin_value();
            if (const auto whole = value.as_int64()) {
                schema::write_json(*whole, out_);
            } else {
                schema::write_json(*value.as_uint64(), out_);
            }
            return;
        case JsonKind::number:
            begin_value();
            schema::write_json_double(*value.as_double(), out_);
            return;
        case JsonKind::null: break;
    }
    begin_value();
    out_ += "null";
}

void JsonText::optional_text(std::string_view name, std::string_view text) {
    if (!text.empty()) this->name(name).text(text);
}

std::string JsonText::take() && {
    out_ += '\n';
    return std::move(out_);
}

}  // namespace cardea::openapi
