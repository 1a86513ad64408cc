#include <cardea/schema/uuid.hpp>

#include <algorithm>
#include <optional>

namespace cardea {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t uuid_text_size = 36;

bool is_hyphen_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

std::optional<std::uint8_t> hex_value(char c) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const auto at = hex_digits.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<std::uint8_t>(at);
}

}  // namespace

schema::Reading<Uuid> Uuid::read(std::string_view text) {
    const auto refuse = [](const char* why) {
        return schema::Flaw{"uuid_parsing", std::string{"Input should be a valid UUID, "} + why};
    };
    if (text.size() != uuid_text_size) return refuse("36 characters with hyphens");
    Uuid uuid;
    std::size_t digit = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_hyphen_place(at)) {
            if (text[at] != '-') return refuse("with hyphens after 8, 12, 16 and 20 digits");
            continue;
        }
        const auto value = hex_value(text[at]);
        if (!value) return refuse("of hexadecimal digits");
        auto& byte = uuid.bytes_[digit / 2];
        byte = static_cast<std::uint8_t>(digit % 2 == 0 ? *value << 4U : byte | *value);
        ++digit;
    }
    return uuid;
}

Uuid Uuid::v7(std::chrono::sys_time<std::chrono::milliseconds> time,
              std::span<const std::uint8_t, 10> random) {
    Uuid uuid;
    const auto milliseconds = static_cast<std::uint64_t>(time.time_since_epoch().count());
    for (std::size_t i = 0; i < 6; ++i)
        uuid.bytes_[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i) & 0xff);
    std::copy(random.begin(), random.end(), uuid.bytes_.begin() + 6);
    uuid.bytes_[6] = static_cast<std::uint8_t>((uuid.bytes_[6] & 0x0fU) | 0x70U);  // version
    uuid.bytes_[8] = static_cast<std::uint8_t>((uuid.bytes_[8] & 0x3fU) | 0x80U);  // variant
    return uuid;
}

std::string Uuid::text() const {
    std::string text(uuid_text_size, '-');
    std::size_t at = 0;
    for (const auto byte : bytes_) {
        if (is_hyphen_place(at)) ++at;
        text[at++] = hex_digits[byte >> 4U];
        text[at++] = hex_digits[byte & 15U];
    }
    return text;
}

}  // namespace cardea
