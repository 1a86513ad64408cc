#include <cardea/http/multipart.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/base/character_set.hpp>
#include <cardea/http/fields.hpp>
#include <cardea/schema/read_text.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace cardea::http {
namespace {

constexpr CharacterSet boundary_character{"azAZ09", "'()+_,-./:=? "};
constexpr CharacterSet token_character{"azAZ09", "!#$%&'*+-.^_`|~"};
constexpr std::size_t boundary_bytes_max = 70;
constexpr std::size_t part_fields_max = 16;

/// What a browser writes in a name for the characters that would end it.
constexpr std::array<std::pair<std::string_view, char>, 3> name_escapes{
    {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}}};

bool is_token(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return token_character.has(c); });
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

bool is_boundary(std::string_view text) {
    return !text.empty() && text.size() <= boundary_bytes_max && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) { return boundary_character.has(c); });
}

void skip_space(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

struct Parameter {
    std::string_view name;
    std::string_view value;
};

/// Takes `; name=value` off the beginning of `rest`; nullopt where it begins otherwise. A quoted
/// value ends at the next quote, as browsers write it. After a backslash, which older programs mean
/// as an escape, a quote could be either, and is refused.
std::optional<Parameter> take_parameter(std::string_view& rest) {
    skip_space(rest);
    if (!rest.starts_with(';')) return std::nullopt;
    rest.remove_prefix(1);
    skip_space(rest);
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos || !is_token(rest.substr(0, equals))) return std::nullopt;
    Parameter parameter{.name = rest.substr(0, equals), .value = {}};
    rest.remove_prefix(equals + 1);
    if (rest.starts_with('"')) {
        rest.remove_prefix(1);
        const auto quote = rest.find('"');
        if (quote == std::string_view::npos || (quote > 0 && rest[quote - 1] == '\\'))
            return std::nullopt;
        parameter.value = rest.substr(0, quote);
        rest.remove_prefix(quote + 1);
    } else {
        parameter.value = rest.substr(0, rest.find_first_of(" \t;"));
        if (!is_token(parameter.value)) return std::nullopt;
        rest.remove_prefix(parameter.value.size());
    }
    skip_space(rest);
    return parameter;
}

std::string unescaped(std::string_view text) {
    std::string name;
    while (!text.empty()) {
        const auto* const escape =
            std::find_if(name_escapes.begin(), name_escapes.end(),
                         [text](const auto& one) { return text.starts_with(one.first); });
        const bool is_escape = escape != name_escapes.end();
        name += is_escape ? escape->second : text.front();
        text.remove_prefix(is_escape ? escape->first.size() : 1);
    }
    return name;
}

/// `form-data; name="…"; filename="…"`.
Result<> read_disposition(std::string_view value, Part& part) {
    const auto type = value.substr(0, value.find(';'));
    if (!same_name(trimmed(type), "form-data")) return MultipartErrc::disposition;
    auto rest = value.substr(type.size());
    bool has_name = false;
    while (!rest.empty()) {
        const auto parameter = take_parameter(rest);
        if (!parameter) return MultipartErrc::disposition;
        if (same_name(parameter->name, "name")) {
            if (has_name) return MultipartErrc::disposition;
            has_name = true;
            part.name = unescaped(parameter->value);
        } else if (same_name(parameter->name, "filename")) {
            if (part.filename) return MultipartErrc::disposition;
            part.filename = unescaped(parameter->value);
        } else if (same_name(parameter->name, "filename*") || same_name(parameter->name, "name*")) {
            return MultipartErrc::extended_name;
        }
    }
    if (!has_name) return MultipartErrc::disposition;
    return {};
}

Result<> read_part_field(std::string_view name, std::string_view value, Part& part) {
    if (same_name(name, "Content-Disposition")) return read_disposition(value, part);
    if (same_name(name, "Content-Type")) {
        part.content_type = value;
    } else if (same_name(name, "Content-Transfer-Encoding")) {
        const bool changes_nothing =
            same_name(value, "binary") || same_name(value, "8bit") || same_name(value, "7bit");
        if (!changes_nothing) return MultipartErrc::encoded_content;
    }
    return {};  // RFC 7578 section 4.8: other fields are ignored
}

/// The head of a part, without the empty line that ends it.
Result<Part> read_part_head(std::string_view head, std::string_view delimiter) {
    if (!schema::is_utf8(head)) return MultipartErrc::malformed_head;
    Part part;
    std::vector<std::string_view> seen;
    const auto has_seen = [&seen](std::string_view name) {
        return std::any_of(seen.begin(), seen.end(),
                           [name](std::string_view one) { return same_name(one, name); });
    };
    while (!head.empty()) {
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(line.size() + 2, head.size()));
        // A field's name may begin with hyphens; this one is the next boundary, and too early.
        if (line.starts_with(delimiter)) return MultipartErrc::malformed_head;
        const auto colon = line.find(':');
        const auto name = line.substr(0, colon);
        if (colon == std::string_view::npos || !is_token(name) || has_control(line) ||
            seen.size() == part_fields_max)
            return MultipartErrc::malformed_head;
        if (has_seen(name)) return MultipartErrc::repeated_field;
        seen.push_back(name);
        if (auto read = read_part_field(name, trimmed(line.substr(colon + 1)), part); !read)
            return read.error();
    }
    if (!has_seen("Content-Disposition")) return MultipartErrc::disposition;
    return part;
}

/// Where the content ends at the beginning of `text`: before the line end that belongs to the next
/// delimiter. A delimiter counts at the beginning of a line alone (RFC 2046); after half of a
/// line's end, or straight after the head, others see one, so it is refused.
Result<std::size_t> size_of_content(std::string_view text, std::string_view delimiter) {
    for (auto at = text.find(delimiter); at != std::string_view::npos;
         at = text.find(delimiter, at + 1)) {
        if (at == 0) return MultipartErrc::ambiguous_boundary;
        if (text.substr(0, at).ends_with("\r\n")) return at - 2;
        if (text[at - 1] == '\n' || text[at - 1] == '\r') return MultipartErrc::ambiguous_boundary;
    }
    return MultipartErrc::unfinished;
}

/// Takes the next part off the beginning of `rest`, and the delimiter after it.
Result<Part> take_part(std::string_view& rest, std::string_view delimiter,
                       const MultipartLimits& limits) {
    constexpr std::string_view head_end = "\r\n\r\n";
    if (rest.starts_with("\r\n")) return MultipartErrc::disposition;  // no head at all
    const auto head_size = rest.find(head_end);
    if (std::min(head_size, rest.size()) > limits.part_head_bytes_max)
        return MultipartErrc::head_too_large;
    if (head_size == std::string_view::npos) return MultipartErrc::unfinished;
    auto part = read_part_head(rest.substr(0, head_size), delimiter);
    if (!part) return part.error();
    rest.remove_prefix(head_size + head_end.size());

    const auto size = size_of_content(rest, delimiter);
    if (!size) return size.error();
    if (*size > (part->filename ? limits.file_bytes_max : limits.text_bytes_max))
        return MultipartErrc::part_too_large;
    part->content = rest.substr(0, *size);
    rest.remove_prefix(*size + 2 + delimiter.size());
    return part;
}

[[noreturn]] void refuse_to_write(const char* why) { throw std::invalid_argument{why}; }

void append_name(std::string_view parameter, std::string_view name, std::string& out) {
    if (!schema::is_utf8(name) || name.ends_with('\\') || unescaped(name) != name)
        refuse_to_write(
            "A name in multipart/form-data must be UTF-8, not end with a backslash, "
            "and have no %22, %0D or %0A");
    out.append("; ").append(parameter).append("=\"");
    for (const char character : name) {
        const auto* const escape =
            std::find_if(name_escapes.begin(), name_escapes.end(),
                         [character](const auto& one) { return one.second == character; });
        if (escape != name_escapes.end()) {
            out += escape->first;
        } else if (has_control({&character, 1})) {
            refuse_to_write("A name in multipart/form-data has a control character");
        } else {
            out += character;
        }
    }
    out += '"';
}

}  // namespace

const Cause& cause_of(MultipartErrc errc) {
    static constexpr std::array causes{
        Cause{"http.multipart_boundary", Fault::malformed,
              "Content-Type must name one boundary, of 1 to 70 characters"},
        Cause{"http.multipart_preamble", Fault::malformed,
              "The multipart body must begin with its boundary"},
        Cause{"http.multipart_unfinished", Fault::malformed,
              "The multipart body has no final boundary"},
        Cause{"http.multipart_epilogue", Fault::malformed,
              "The multipart body goes on after its final boundary"},
        Cause{"http.multipart_ambiguous_boundary", Fault::malformed,
              "A line of the multipart body only looks like its boundary"},
        Cause{"http.multipart_malformed_head", Fault::malformed,
              "The head of a part is malformed or no UTF-8"},
        Cause{"http.multipart_repeated_field", Fault::malformed,
              "The head of a part has a field twice"},
        Cause{"http.multipart_disposition", Fault::malformed,
              "A part needs one Content-Disposition: form-data with one name"},
        Cause{"http.multipart_extended_name", Fault::malformed,
              "A part must send its name and filename as UTF-8, without the extended form (*=)"},
        Cause{"http.multipart_encoded_content", Fault::malformed,
              "A part must send its content as it is, without a Content-Transfer-Encoding"},
        Cause{"http.multipart_too_many_parts", Fault::malformed, "There are too many parts"},
        Cause{"http.multipart_head_too_large", Fault::too_large, "The head of a part is too large"},
        Cause{"http.multipart_part_too_large", Fault::too_large, "A part is too large"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

Result<std::string_view> boundary_of(std::string_view content_type) {
    std::optional<std::string_view> boundary;
    auto rest = content_type.substr(std::min(content_type.find(';'), content_type.size()));
    while (!rest.empty()) {
        const auto parameter = take_parameter(rest);
        if (!parameter) return MultipartErrc::boundary;
        if (!same_name(parameter->name, "boundary")) continue;
        if (boundary || !is_boundary(parameter->value)) return MultipartErrc::boundary;
        boundary = parameter->value;
    }
    if (!boundary) return MultipartErrc::boundary;
    return *boundary;
}

Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary,
                                          const MultipartLimits& limits) {
    if (!is_boundary(boundary)) return MultipartErrc::boundary;
    const auto delimiter = "--" + std::string{boundary};
    if (!body.starts_with(delimiter)) return MultipartErrc::preamble;
    auto rest = body.substr(delimiter.size());
    std::vector<Part> parts;
    while (!rest.starts_with("--")) {
        if (rest.size() < 2) return MultipartErrc::unfinished;
        if (!rest.starts_with("\r\n")) return MultipartErrc::ambiguous_boundary;
        rest.remove_prefix(2);
        if (parts.size() == limits.parts_max) return MultipartErrc::too_many_parts;
        auto part = take_part(rest, delimiter, limits);
        if (!part) return part.error();
        parts.push_back(*std::move(part));
    }
    rest.remove_prefix(2);
    if (!rest.empty() && rest != "\r\n") return MultipartErrc::epilogue;
    return parts;
}

std::string write_multipart(std::span<const Part> parts, std::string_view boundary) {
    if (!is_boundary(boundary)) refuse_to_write("A boundary is 1 to 70 of the characters for it");
    const auto delimiter = "--" + std::string{boundary};
    std::string body;
    for (const auto& part : parts) {
        body.append(delimiter).append("\r\nContent-Disposition: form-data");
        append_name("name", part.name, body);
        if (part.filename) append_name("filename", *part.filename, body);
        if (!part.content_type.empty()) {
            if (!schema::is_utf8(part.content_type) || has_control(part.content_type) ||
                trimmed(part.content_type) != part.content_type)
                refuse_to_write("A part's Content-Type has characters that cannot be in it");
            body.append("\r\nContent-Type: ").append(part.content_type);
        }
        body += "\r\n\r\n";
        const auto content_at = body.size();
        body.append(part.content).append("\r\n").append(delimiter);
        const auto size = size_of_content(std::string_view{body}.substr(content_at), delimiter);
        if (!size || *size != part.content.size())
            refuse_to_write("The boundary is in a part's content");
        body.resize(content_at + part.content.size());
        body += "\r\n";
    }
    return body + delimiter + "--\r\n";
}

}  // namespace cardea::http
