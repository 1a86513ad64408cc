// Law: what is decoded is UTF-8, and what was encoded by the book comes back as it was.
#include <cardea/http/form.hpp>

#include <cardea/schema/read_text.hpp>

#include <cstdlib>

namespace {

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char character : text) {
        const auto code = static_cast<unsigned char>(character);
        out += '%';
        out += digits[code >> 4U];
        out += digits[code & 15U];
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace cardea;
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    if (const auto decoded = http::percent_decode(text)) {
        if (!schema::is_utf8(*decoded)) std::abort();
    }
    if (schema::is_utf8(text) && http::percent_decode(encoded(text)).value() != text) std::abort();
    if (const auto pairs = http::parse_pairs(text)) {
        if (pairs->size() > http::pairs_max) std::abort();
        for (const auto& [name, value] : *pairs) {
            if (!schema::is_utf8(name) || !schema::is_utf8(value)) std::abort();
        }
    }
    return 0;
}
