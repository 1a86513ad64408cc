// Law: what is read keeps to the limits, and is UTF-8 where it is text; what was read, written
// again, is read as the same; what can be written at all is read as it was.
#include <cardea/http/multipart.hpp>

#include <cardea/schema/read_text.hpp>

#include <cstdlib>
#include <functional>
#include <stdexcept>

namespace {

using namespace cardea;

constexpr http::MultipartLimits tight{
    .parts_max = 4, .part_head_bytes_max = 256, .text_bytes_max = 100, .file_bytes_max = 200};

bool lies_within(std::string_view part, std::string_view whole) {
    const std::less_equal<> before;
    return part.empty() || (before(whole.data(), part.data()) &&
                            before(part.data() + part.size(), whole.data() + whole.size()));
}

void read(std::string_view body) {
    const auto parts = http::parse_multipart(body, "b", tight);
    if (!parts) return;
    if (parts->size() > tight.parts_max) std::abort();
    for (const auto& part : *parts) {
        const auto bytes_max = part.filename ? tight.file_bytes_max : tight.text_bytes_max;
        if (part.content.size() > bytes_max) std::abort();
        if (!schema::is_utf8(part.name + part.filename.value_or(""))) std::abort();
        if (!lies_within(part.content, body) || !lies_within(part.content_type, body)) std::abort();
    }
    const auto again = http::write_multipart(*parts, "b");
    if (http::parse_multipart(again, "b").value() != *parts) std::abort();
}

void write(std::string_view text) {
    const auto half = text.substr(0, text.size() / 2);
    const std::vector<http::Part> parts{
        {.name = std::string{half}, .content = text},
        {.name = "file", .filename = std::string{half}, .content_type = half, .content = half}};
    std::string body;
    try {
        body = http::write_multipart(parts, "b");
    } catch (const std::invalid_argument&) {
        return;
    }
    const http::MultipartLimits wide{.part_head_bytes_max = body.size(),
                                     .text_bytes_max = body.size()};
    if (http::parse_multipart(body, "b", wide).value() != parts) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    read(text);
    write(text);
    if (const auto boundary = http::boundary_of(text)) {
        if (boundary->empty() || boundary->size() > 70) std::abort();
        http::write_multipart({}, *boundary);
    }
    return 0;
}
