#include <cardea/http/fields.hpp>

#include <cardea/base/ascii.hpp>

#include <algorithm>
#include <stdexcept>

namespace cardea {
namespace {

constexpr bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

void check_field(std::string_view name, std::string_view value) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_char)) {
        throw std::invalid_argument{
            "A header field's name must be a token (RFC 9110 section 5.6.2)"};
    }
    const auto is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    };
    if (std::any_of(value.begin(), value.end(), is_control)) {
        throw std::invalid_argument{"The value of header field " + std::string{name} +
                                    " has a control character"};
    }
}

}  // namespace

bool same_name(std::string_view one, std::string_view other) {
    return equal_in_any_case(one, other);
}

void FieldList::set(std::string_view name, std::string_view value) {
    check_field(name, value);
    remove(name);
    append(name, value);
}

void FieldList::add(std::string_view name, std::string_view value) {
    check_field(name, value);
    append(name, value);
}

void FieldList::append(std::string_view name, std::string_view value) {
    // Entries beyond `size_` are kept for their memory.
    if (size_ == fields_.size()) fields_.emplace_back();
    auto& field = fields_[size_++];
    field.first.assign(name);
    field.second.assign(value);
}

void FieldList::remove(std::string_view name) {
    if (!has(name)) return;
    const auto end = fields_.begin() + static_cast<std::ptrdiff_t>(size_);
    // Swapped to the end rather than erased, so that what is removed keeps its memory for the next.
    auto kept = fields_.begin();
    for (auto field = fields_.begin(); field != end; ++field) {
        if (!same_name(field->first, name)) std::iter_swap(kept++, field);
    }
    size_ = static_cast<std::size_t>(kept - fields_.begin());
}

std::string_view FieldList::get(std::string_view name) const {
    for (const auto& field : all()) {
        if (same_name(field.first, name)) return field.second;
    }
    return {};
}

bool FieldList::has(std::string_view name) const {
    const auto fields = all();
    return std::any_of(fields.begin(), fields.end(),
                       [&](const auto& field) { return same_name(field.first, name); });
}

}  // namespace cardea
