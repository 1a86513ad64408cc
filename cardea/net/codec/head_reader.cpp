#include <cardea/net/codec/head_reader.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/net/codec/characters.hpp>
#include <cardea/net/codec/target.hpp>

#include <charconv>

namespace cardea::net {
namespace {

constexpr std::size_t length_digits_max = 19;  // what fits 64 bits, whatever the digits

/// Whether a comma-separated list has `word`, in any case.
bool lists(std::string_view value, std::string_view word) {
    while (!value.empty()) {
        const auto comma = value.find(',');
        if (same_name(trimmed(value.substr(0, comma)), word)) return true;
        if (comma == std::string_view::npos) return false;
        value.remove_prefix(comma + 1);
    }
    return false;
}

bool is_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && text.size() <= 5 &&
           port <= 65535;
}

/// A name or an address, and perhaps a port. Spec: RFC 3986 section 3.2.2, no percent-encoding.
bool is_host(std::string_view value) {
    if (value.empty()) return false;
    std::size_t end = 0;
    if (value.front() == '[') {
        end = value.find(']');
        if (end == std::string_view::npos || end == 1) return false;
        for (const char character : value.substr(1, end - 1)) {
            if (!hex_digits.has(character) && character != ':' && character != '.') return false;
        }
        ++end;
    } else {
        while (end < value.size() && host_characters.has(value[end])) ++end;
    }
    if (end == 0) return false;
    if (end == value.size()) return true;
    return value[end] == ':' && is_port(value.substr(end + 1));
}

}  // namespace

bool parse_field(std::string_view line, Field& field) {
    std::size_t colon = 0;
    while (colon < line.size() && token_characters.has(line[colon])) ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':') return false;
    field.name = line.substr(0, colon);
    field.value = trimmed(line.substr(colon + 1));
    for (const char character : field.value) {
        if (!field_characters.has(character)) return false;
    }
    return true;
}

void HeadReader::reset() {
    start_ = scanned_ = line_start_ = lines_ = size_ = 0;
    is_http_1_0_ = false;
    hosts_ = authorizations_ = lengths_ = codings_ = 0;
    fields_.clear();
    framed_ = {};
}

bool HeadReader::fail(Status status, std::string_view detail) {
    rejection_ = {status, detail};
    return false;
}

HeadReader::Progress HeadReader::reject(Status status, std::string_view detail) {
    rejection_ = {status, detail};
    return Progress::rejected;
}

HeadReader::Progress HeadReader::find_end(std::string_view bytes) {
    constexpr std::string_view line_too_long = "The request line is too long";
    constexpr std::string_view head_too_large = "The request's head is too large";
    while (true) {
        const auto end = bytes.find('\n', scanned_);
        const auto line_size = (end == std::string_view::npos ? bytes.size() : end) - line_start_;
        // The line's own bytes, without CR and LF; a CR at the very end may be the line end's.
        if (lines_ == 0 && line_size > limits_->request_line_bytes_max + 1) {
            return reject(Status::uri_too_long, line_too_long);
        }
        if (end == std::string_view::npos) {
            scanned_ = bytes.size();
            if (bytes.size() - start_ > limits_->head_bytes_max) {
                return reject(Status::header_fields_too_large, head_too_large);
            }
            return Progress::more;
        }
        if (line_size == 0 || bytes[end - 1] != '\r') {
            return reject(Status::bad_request, "A line of the head does not end with CR LF");
        }
        scanned_ = line_start_ = end + 1;
        if (end + 1 - start_ > limits_->head_bytes_max) {
            return reject(Status::header_fields_too_large, head_too_large);
        }
        if (line_size > 1) {
            if (++lines_ > limits_->fields_max + 1) {
                return reject(Status::header_fields_too_large, "The request has too many fields");
            }
        } else if (lines_ > 0) {
            size_ = end + 1;
            return Progress::complete;
        } else if (start_ == 0) {
            start_ =
                end + 1;  // one empty line before a request is passed over (RFC 9112 section 2.2)
        } else {
            return reject(Status::bad_request, "The request line is empty");
        }
    }
}

HeadReader::Progress HeadReader::read(std::string_view bytes) {
    if (const auto progress = find_end(bytes); progress != Progress::complete) return progress;
    auto rest = bytes.substr(start_, size_ - start_ - 2);  // without the empty line
    bool is_request_line = true;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end - 1);
        if (!(is_request_line ? take_request_line(line) : take_field(line)))
            return Progress::rejected;
        is_request_line = false;
        rest.remove_prefix(end + 1);
    }
    return conclude() ? Progress::complete : Progress::rejected;
}

bool HeadReader::take_request_line(std::string_view line) {
    constexpr std::string_view shape =
        "The request line is not: method, space, target, space, HTTP/1.1";
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == 0 || line.find(' ', first + 1) != last ||
        first == last) {
        return fail(Status::bad_request, shape);
    }
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    for (const char character : method) {
        if (!token_characters.has(character)) return fail(Status::bad_request, shape);
    }
    if (version.size() != 8 || !version.starts_with("HTTP/") || !decimal_digits.has(version[5]) ||
        version[6] != '.' || !decimal_digits.has(version[7])) {
        return fail(Status::bad_request, shape);
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return fail(Status::http_version_not_supported,
                    "Only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    is_http_1_0_ = version == "HTTP/1.0";
    const auto known = method_from(method);
    if (!known) return fail(Status::not_implemented, "The method is not known here");
    head_.method = *known;

    if (const auto flaw = flaw_of_target(target); !flaw.empty())
        return fail(Status::bad_request, flaw);
    const auto question = target.find('?');
    head_.target = target;
    head_.raw_path = target.substr(0, question);
    head_.query =
        question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
    return true;
}

bool HeadReader::take_field(std::string_view line) {
    Field field;
    if (!parse_field(line, field))
        return fail(Status::bad_request, "A field of the head is malformed");
    fields_.push_back(field);
    return take_known(field.name, field.value);
}

bool HeadReader::take_known(std::string_view name, std::string_view value) {
    switch (name.size()) {  // most fields are none of these
        case 4:
            if (!same_name(name, "Host")) return true;
            if (++hosts_ > 1 || !is_host(value)) {
                return fail(Status::bad_request, "There must be one Host, and it must be valid");
            }
            return true;
        case 6:
            if (!same_name(name, "Expect")) return true;
            if (!same_name(value, "100-continue")) {
                return fail(Status::expectation_failed,
                            "The only expectation that is met is 100-continue");
            }
            framed_.expects_continue = true;
            return true;
        case 10:
            if (same_name(name, "Connection") && lists(value, "close")) framed_.keeps_alive = false;
            return true;
        case 13:
            if (same_name(name, "Authorization") && ++authorizations_ > 1) {
                return fail(Status::bad_request, "There is more than one Authorization");
            }
            return true;
        case 14: return !same_name(name, "Content-Length") || take_length(value);
        case 17: return !same_name(name, "Transfer-Encoding") || take_coding(value);
        default: return true;
    }
}

bool HeadReader::take_length(std::string_view value) {
    if (++lengths_ > 1) return fail(Status::bad_request, "There is more than one Content-Length");
    if (value.empty()) return fail(Status::bad_request, "Content-Length must be digits");
    for (const char character : value) {
        if (!decimal_digits.has(character))
            return fail(Status::bad_request, "Content-Length must be digits");
    }
    while (value.size() > 1 && value.front() == '0') value.remove_prefix(1);
    if (value.size() > length_digits_max)
        return fail(Status::content_too_large, "The body is too large");
    std::from_chars(value.data(), value.data() + value.size(), framed_.body_bytes);
    framed_.framing = framed_.body_bytes == 0 ? Framing::none : Framing::length;
    return true;
}

bool HeadReader::take_coding(std::string_view value) {
    if (++codings_ > 1 || !same_name(value, "chunked")) {
        return fail(Status::bad_request, "The only Transfer-Encoding is chunked, once");
    }
    return true;
}

bool HeadReader::conclude() {
    if (hosts_ == 0 && !is_http_1_0_)
        return fail(Status::bad_request, "There must be one Host, and it must be valid");
    if (codings_ > 0 && lengths_ > 0) {
        return fail(Status::bad_request, "Content-Length and Transfer-Encoding exclude each other");
    }
    if (codings_ > 0 && is_http_1_0_) {
        return fail(Status::bad_request, "HTTP/1.0 has no Transfer-Encoding");
    }
    if (codings_ > 0) framed_.framing = Framing::chunked;
    if (is_http_1_0_) {
        framed_.keeps_alive = false;
        framed_.expects_continue = false;  // RFC 9110 section 10.1.1
    }
    head_.fields = fields_;
    head_.has_body = framed_.framing != Framing::none;
    return true;
}

}  // namespace cardea::net
