#include <cardea/net/codec/chunked_reader.hpp>

#include <cardea/net/codec/characters.hpp>
#include <cardea/net/codec/head_reader.hpp>

#include <algorithm>
#include <charconv>

namespace cardea::net {
namespace {

constexpr std::size_t size_digits_max = 16;
constexpr std::size_t line_bytes_max = 1024;
constexpr std::size_t dropped_bytes_max = 4096;

}  // namespace

ChunkedReader::Progress ChunkedReader::reject(Status status, std::string_view detail) {
    rejection_ = {status, detail};
    return Progress::rejected;
}

ChunkedReader::Progress ChunkedReader::take_line(std::string_view& bytes) {
    const auto end = bytes.find('\n');
    const auto part = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
    line_ += part;
    bytes.remove_prefix(part.size());
    if (line_.size() > line_bytes_max)
        return reject(Status::bad_request, "A line between chunks is too long");
    if (end == std::string_view::npos) return Progress::more;
    if (!line_.ends_with("\r\n"))
        return reject(Status::bad_request, "A line between chunks does not end with CR LF");
    line_.resize(line_.size() - 2);
    return Progress::complete;
}

ChunkedReader::Progress ChunkedReader::take_size() {
    constexpr std::string_view malformed = "A chunk's size is malformed";
    const std::string_view line = line_;
    std::size_t digits = 0;
    while (digits < line.size() && hex_digits.has(line[digits])) ++digits;
    if (digits == 0 || digits > size_digits_max) return reject(Status::bad_request, malformed);
    std::from_chars(line.data(), line.data() + digits, left_, 16);
    const auto extension = line.substr(digits);
    if (!extension.empty() && extension.front() != ';')
        return reject(Status::bad_request, malformed);
    for (const char character : extension) {
        if (!field_characters.has(character))
            return reject(Status::bad_request, "A chunk's extension is malformed");
    }
    dropped_ += extension.size();
    if (dropped_ > dropped_bytes_max)
        return reject(Status::bad_request, "Too much stands between the chunks");
    step_ = left_ == 0 ? Step::trailer : Step::content;
    line_.clear();
    return Progress::more;
}

ChunkedReader::Progress ChunkedReader::take_trailer() {
    if (line_.empty()) return Progress::complete;
    Field ignored;
    if (!parse_field(line_, ignored)) return reject(Status::bad_request, "A trailer is malformed");
    dropped_ += line_.size();
    if (dropped_ > dropped_bytes_max)
        return reject(Status::bad_request, "Too much stands between the chunks");
    line_.clear();
    return Progress::more;
}

ChunkedReader::Progress ChunkedReader::read(std::string_view& bytes, std::string& body) {
    while (!bytes.empty()) {
        if (step_ == Step::content) {
            const auto part = bytes.substr(0, std::min<std::uint64_t>(left_, bytes.size()));
            if (body.size() + part.size() > body_bytes_max_) {
                return reject(Status::content_too_large, "The body is too large");
            }
            body += part;
            bytes.remove_prefix(part.size());
            left_ -= part.size();
            if (left_ == 0) step_ = Step::content_end;
            continue;
        }
        const auto line = take_line(bytes);
        if (line == Progress::rejected || line == Progress::more) return line;
        Progress progress = Progress::more;
        if (step_ == Step::content_end) {
            if (!line_.empty())
                return reject(Status::bad_request, "A chunk is longer than its size says");
            step_ = Step::size;
        } else {
            progress = step_ == Step::size ? take_size() : take_trailer();
        }
        if (progress != Progress::more) return progress;
        if (step_ == Step::content && left_ > body_bytes_max_ - body.size()) {
            return reject(Status::content_too_large,
                          "The body is too large");  // before a byte of it
        }
    }
    return Progress::more;
}

}  // namespace cardea::net
