#include <cardea/net/codec/answer_writer.hpp>

#include <charconv>

namespace cardea::net {
namespace {

void append_number(std::size_t number, std::string& out) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// What the server alone may say: a second Content-Length would let a proxy and us disagree on
/// where the answer ends. (By length first, since this is asked of every field.)
bool is_of_the_server(std::string_view name) {
    switch (name.size()) {
        case 4: return same_name(name, "Date");
        case 10: return same_name(name, "Connection");
        case 12: return same_name(name, "X-Request-Id");
        case 14: return same_name(name, "Content-Length");
        case 17: return same_name(name, "Transfer-Encoding");
        case 22: return same_name(name, "X-Content-Type-Options");
        default: return false;
    }
}

}  // namespace

void write_answer(const Response& response, const Framework& framework, std::string& out) {
    out += "HTTP/1.1 ";
    append_number(static_cast<std::size_t>(response.status), out);
    out += ' ';
    out += reason_of(response.status);
    out += "\r\nDate: ";
    out += framework.date;
    out += "\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ";
    out += framework.request_id;
    for (const auto& [name, value] : response.fields.all()) {
        if (is_of_the_server(name)) continue;
        out += "\r\n";
        out += name;
        out += ": ";
        out += value;
    }
    const bool has_no_body =
        response.status == Status::no_content || response.status == Status::not_modified;
    if (!has_no_body) {
        out += "\r\nContent-Length: ";
        append_number(response.body.size(), out);
    }
    if (framework.closes) out += "\r\nConnection: close";
    out += "\r\n\r\n";
    if (!has_no_body && !framework.to_head) out += response.body;
}

}  // namespace cardea::net
