#include <cardea/schema/scan_json.hpp>

#include <cardea/schema/read_text.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cardea::schema {
namespace {

constexpr std::size_t open_names_max = 64;      // without an allocation
constexpr std::size_t compared_names_max = 16;  // beyond these an object's names are sorted
constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

constexpr std::uint64_t each_byte = 0x0101010101010101;

/// Eight bytes, the first one lowest.
std::uint64_t eight_bytes(const char* at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    return bytes;
}

constexpr std::uint64_t no_number = UINT64_MAX;

/// The number that eight digits make, in three steps of pairs; `no_number` where they are none.
std::uint64_t eight_digits(const char* at) {
    const auto bytes = eight_bytes(at);
    const auto digits = bytes - '0' * each_byte;
    if (((bytes + 0x46 * each_byte) | digits) & 0x80 * each_byte) return no_number;
    const auto twos = digits * 10 + (digits >> 8U);
    constexpr std::uint64_t every_other = 0x000000ff000000ff;
    return ((twos & every_other) * (100 + (1000000ULL << 32U)) +
            (twos >> 16U & every_other) * (1 + (10000ULL << 32U))) >>
           32U;
}

/// Marks of a block of bytes, `bits_per_byte` bits for each, the first byte's lowest.
struct Marks {
    std::uint64_t stops;  // what ends a plain run: quote, backslash, control character
    std::uint64_t high;   // beyond ASCII
};

#if defined(__SSE2__)

constexpr std::size_t block_bytes = 16;
constexpr int bits_per_byte = 1;

Marks marks_of(const char* block) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
    const auto quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const auto backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const auto control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    const auto stops = _mm_or_si128(_mm_or_si128(quote, backslash), control);
    return {static_cast<std::uint32_t>(_mm_movemask_epi8(stops)),
            static_cast<std::uint32_t>(_mm_movemask_epi8(bytes))};
}

#else

constexpr std::size_t block_bytes = 8;
constexpr int bits_per_byte = 8;

/// The lowest stop is exact; those above it may be wrong, as subtraction borrows.
Marks marks_of(const char* block) {
    const auto bytes = eight_bytes(block);
    const auto quote = (bytes ^ '"' * each_byte) - each_byte;
    const auto backslash = (bytes ^ '\\' * each_byte) - each_byte;
    const auto control = bytes - ' ' * each_byte;
    const auto top = 0x80 * each_byte;
    return {(quote | backslash | control) & ~bytes & top, bytes & top};
}

#endif

/// The names of all objects that are open at one moment, innermost last.
class OpenNames {
public:
    struct Name {
        const char* start;
        std::size_t size;
        [[nodiscard]] std::string_view text() const { return {start, size}; }
    };

    OpenNames() {}  // and leaves `few_` as it is: a kilobyte that mostly stays unused
    OpenNames(const OpenNames&) = delete;
    OpenNames& operator=(const OpenNames&) = delete;
    ~OpenNames() = default;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<Name> from(std::size_t first) {
        return {names_ + first, size_ - first};
    }
    [[gnu::always_inline]] void push(std::string_view name) {
        if (size_ == room_) grow();
        names_[size_++] = {name.data(), name.size()};
    }
    void shrink(std::size_t size) { size_ = size; }

private:
    [[gnu::noinline]] void grow() {
        if (many_.empty()) many_.assign(few_.begin(), few_.end());
        many_.resize(2 * room_);
        names_ = many_.data();
        room_ = many_.size();
    }

    std::array<Name, open_names_max> few_;
    std::vector<Name> many_;
    Name* names_ = few_.data();
    std::size_t room_ = open_names_max;
    std::size_t size_ = 0;
};

/// One bit of 64. Chosen so that the names that tokens have rarely share one.
std::uint64_t bit_of(std::string_view name) {
    if (name.empty()) return 1;
    const auto first = static_cast<unsigned char>(name.front());
    const auto last = static_cast<unsigned char>(name.back());
    return std::uint64_t{1} << ((first + 6U * last + 7U * name.size()) % 64);
}

/// What an escape's letter stands for; 0 where it is none of those that stand alone.
constexpr auto meanings = [] {
    std::array<char, 256> table{};
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view characters = "\"\\/\b\f\n\r\t";
    for (std::size_t at = 0; at < letters.size(); ++at)
        table[static_cast<unsigned char>(letters[at])] = characters[at];
    return table;
}();

/// The value of the hexadecimal digits at `at`; above 0xffff where they are none.
std::uint32_t four_digits(const char* at) {
    std::uint32_t value = 0;
    const auto read = std::from_chars(at, at + 4, value, 16);
    return read.ptr == at + 4 ? value : 0x10000;
}

char* put_utf8(std::uint32_t code, char* to) {
    const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | code >> 6U);
        put(0x80 | (code & 63U));
    } else if (code < 0x10000) {
        put(0xe0 | code >> 12U);
        put(0x80 | (code >> 6U & 63U));
        put(0x80 | (code & 63U));
    } else {
        put(0xf0 | code >> 18U);
        put(0x80 | (code >> 12U & 63U));
        put(0x80 | (code >> 6U & 63U));
        put(0x80 | (code & 63U));
    }
    return to;
}

/// Whether a number that no double can hold is too small for one, rather than too large. `number`
/// has no sign.
bool is_tiny(std::string_view number) {
    const auto e = std::min(number.find_first_of("eE"), number.size());
    const auto point = std::min(number.find('.'), e);
    const auto first = static_cast<std::int64_t>(number.find_first_of("123456789"));
    const auto places = static_cast<std::int64_t>(point) - first;  // of the first digit, if before
    auto exponent = number.substr(std::min(e + 1, number.size()));
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    std::int64_t shift = 0;
    const auto read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift);
    if (read.ec == std::errc::result_out_of_range) return exponent.starts_with('-');
    // No text has as many places: beyond them the exponent alone decides, and the sum holds.
    constexpr std::int64_t places_max = 2 * scan_bytes_max;
    return places + std::clamp(shift, -places_max, places_max) <= 0;
}

}  // namespace

/// The reader of a text whose last byte is a bracket, so that whoever steps over other bytes only
/// needs no look at the end. Its functions take the place to read from and return the place behind
/// what they read, or nullptr once the flaw is noted.
class JsonScan {
public:
    JsonScan(std::string_view text, char* scratch, std::size_t members_max)
        : begin_{text.data()},
          end_{text.data() + text.size()},
          scratch_{scratch},
          members_left_{members_max} {}

    /// `at` is behind the bracket; `depth` tells how many levels there may be, this one included.
    const char* object(const char* at, std::size_t depth, const ScanVisitor* visitor);
    const char* array(const char* at, std::size_t depth, const ScanVisitor* visitor);
    [[nodiscard]] ScanFlaw flaw() const { return flaw_; }

private:
    [[gnu::always_inline]] const char* value(const char* at, std::size_t depth, ScannedValue& out) {
        if (*at != '"') return no_string(at, depth, out);
        out.kind_ = JsonKind::string;
        return string(at + 1, out.text_);
    }
    const char* no_string(const char* at, std::size_t depth, ScannedValue& out);
    const char* nested(const char* at, std::size_t depth, ScannedValue& out);
    const char* word(const char* at, std::string_view word, ScannedValue& out);
    const char* number(const char* at, ScannedValue& out);
    const char* real(const char* start, const char* at, ScannedValue& out);

    /// `at` is behind the quote.
    [[gnu::always_inline]] const char* string(const char* at, std::string_view& out) {
        std::uint64_t high = 0;
        const char* const stop = plain_end(at, high);
        out = {at, static_cast<std::size_t>(stop - at)};
        if (stop != end_ && *stop == '"' && high == 0) return stop + 1;
        return odd_string(stop, high, out);
    }
    const char* odd_string(const char* at, std::uint64_t high, std::string_view& out);
    const char* unescape(const char* at, std::uint64_t& high, std::string_view& out);
    const char* escape(const char* at, char*& to);

    /// The first quote, backslash or control character, or the end; `high` tells whether there is
    /// anything beyond ASCII before it.
    [[gnu::always_inline]] const char* plain_end(const char* at, std::uint64_t& high) const {
        for (;; at += block_bytes) {
            const bool is_whole = static_cast<std::size_t>(end_ - at) >= block_bytes;
            const auto marks = is_whole ? marks_of(at) : last_marks(at);
            if (marks.stops != 0) {
                high |= marks.high & (marks.stops ^ (marks.stops - 1));
                return at + std::countr_zero(marks.stops) / bits_per_byte;
            }
            high |= marks.high;
        }
    }
    [[nodiscard, gnu::noinline]] Marks last_marks(const char* at) const {
        std::array<char, block_bytes> block{};  // a zero stops at the end
        std::copy(at, end_, block.begin());
        return marks_of(block.data());
    }

    [[gnu::always_inline]] static const char* past_blanks(const char* at) {
        while (static_cast<unsigned char>(*at) <= ' ' && is_blank(*at)) ++at;
        return at;
    }
    [[gnu::always_inline]] bool count() {
        if (members_left_ == 0) {
            flaw_ = ScanFlaw::too_many_members;
            return false;
        }
        --members_left_;
        return true;
    }
    /// Notes the name of one more member of the object whose first name is the `first` that is
    /// open. Each name has its bit in `seen`; only those that share one need to be compared.
    [[gnu::always_inline]] bool note(std::string_view name, std::size_t first,
                                     std::uint64_t& seen) {
        if (!count()) return false;
        const auto bit = bit_of(name);
        if ((seen & bit) != 0 && !is_new(name, first)) return false;
        seen |= bit;
        names_.push(name);
        return true;
    }
    bool is_new(std::string_view name, std::size_t first);
    bool are_distinct(std::size_t first);
    const char* fail(ScanFlaw flaw) {
        flaw_ = flaw;
        return nullptr;
    }

    const char* begin_;
    const char* end_;
    char* scratch_;
    std::size_t members_left_;
    ScanFlaw flaw_ = ScanFlaw::none;
    OpenNames names_;
};

const char* JsonScan::object(const char* at, std::size_t depth, const ScanVisitor* visitor) {
    if (depth == 0) return fail(ScanFlaw::too_deep);
    const auto first = names_.size();
    std::uint64_t seen = 0;
    at = past_blanks(at);
    if (*at == '}') return at + 1;
    for (;;) {
        if (*at != '"') return fail(ScanFlaw::malformed);
        std::string_view name;
        at = string(at + 1, name);
        if (at == nullptr || !note(name, first, seen)) return nullptr;
        at = past_blanks(at);
        if (*at != ':') return fail(ScanFlaw::malformed);
        ScannedValue member;
        at = value(past_blanks(at + 1), depth - 1, member);
        if (at == nullptr) return nullptr;
        if (visitor != nullptr) visitor->call(visitor->function, name, member);
        at = past_blanks(at);
        if (*at != ',') break;
        at = past_blanks(at + 1);
    }
    if (*at != '}') return fail(ScanFlaw::malformed);
    if (names_.size() - first > compared_names_max && !are_distinct(first)) return nullptr;
    names_.shrink(first);
    return at + 1;
}

const char* JsonScan::array(const char* at, std::size_t depth, const ScanVisitor* visitor) {
    if (depth == 0) return fail(ScanFlaw::too_deep);
    at = past_blanks(at);
    if (*at == ']') return at + 1;
    for (;;) {
        if (!count()) return nullptr;
        ScannedValue element;
        at = value(at, depth - 1, element);
        if (at == nullptr) return nullptr;
        if (visitor != nullptr) visitor->call(visitor->function, {}, element);
        at = past_blanks(at);
        if (*at != ',') break;
        at = past_blanks(at + 1);
    }
    return *at == ']' ? at + 1 : fail(ScanFlaw::malformed);
}

const char* JsonScan::no_string(const char* at, std::size_t depth, ScannedValue& out) {
    if (is_digit(*at) || *at == '-') return number(at, out);
    switch (*at) {
        case '{':
        case '[': return nested(at, depth, out);
        case 't': return word(at, "true", out);
        case 'f': return word(at, "false", out);
        case 'n': return word(at, "null", out);
        default: return fail(ScanFlaw::malformed);
    }
}

const char* JsonScan::nested(const char* at, std::size_t depth, ScannedValue& out) {
    const bool is_object = *at == '{';
    const char* const behind =
        is_object ? object(at + 1, depth, nullptr) : array(at + 1, depth, nullptr);
    if (behind == nullptr) return nullptr;
    if (behind == end_) return fail(ScanFlaw::malformed);  // the last bracket is not its own
    out.kind_ = is_object ? JsonKind::object : JsonKind::array;
    out.text_ = {at, static_cast<std::size_t>(behind - at)};
    out.scratch_ = scratch_ + (at - begin_);
    return behind;
}

const char* JsonScan::word(const char* at, std::string_view word, ScannedValue& out) {
    out.text_ = std::string_view{at, static_cast<std::size_t>(end_ - at)}.substr(0, word.size());
    if (out.text_ != word) return fail(ScanFlaw::malformed);
    out.kind_ = word == "null" ? JsonKind::null : JsonKind::boolean;
    out.bits_ = word == "true" ? 1 : 0;
    return at + word.size();
}

const char* JsonScan::number(const char* at, ScannedValue& out) {
    const char* const start = at;
    const bool is_negative = *at == '-';
    if (is_negative) ++at;
    const char* const digits = at;
    std::uint64_t size = end_ - at >= 8 ? eight_digits(at) : no_number;
    if (size == no_number) {
        size = 0;
    } else {
        at += 8;
    }
    for (; is_digit(*at); ++at)
        size = size * 10 + static_cast<std::uint64_t>(*at - '0');  // wraps where it is too long
    const auto count = at - digits;
    if (count == 0 || (count > 1 && *digits == '0')) return fail(ScanFlaw::bad_number);
    if (*at == '.' || *at == 'e' || *at == 'E') return real(start, at, out);
    if (count > 18) {
        if (std::from_chars(digits, at, size).ec != std::errc{}) return fail(ScanFlaw::bad_number);
        if (is_negative && size > std::uint64_t{1} << 63U) return fail(ScanFlaw::bad_number);
    }
    out.kind_ = JsonKind::integer;
    out.is_negative_ = is_negative && size != 0;
    out.bits_ = is_negative ? 0 - size : size;
    out.text_ = {start, static_cast<std::size_t>(at - start)};
    return at;
}

const char* JsonScan::real(const char* start, const char* at, ScannedValue& out) {
    if (*at == '.') {
        if (!is_digit(*++at)) return fail(ScanFlaw::bad_number);
        while (is_digit(*at)) ++at;
    }
    if (*at == 'e' || *at == 'E') {
        ++at;
        if (*at == '+' || *at == '-') ++at;
        if (!is_digit(*at)) return fail(ScanFlaw::bad_number);
        while (is_digit(*at)) ++at;
    }
    double number = 0;
    if (std::from_chars(start, at, number).ec != std::errc{}) {
        const bool is_negative = *start == '-';
        const char* const plain = start + (is_negative ? 1 : 0);
        if (!is_tiny({plain, static_cast<std::size_t>(at - plain)}))
            return fail(ScanFlaw::bad_number);
        number = is_negative ? -0.0 : 0.0;
    }
    out.kind_ = JsonKind::number;
    out.bits_ = std::bit_cast<std::uint64_t>(number);
    out.text_ = {start, static_cast<std::size_t>(at - start)};
    return at;
}

/// A string that has something beside ASCII that stands for itself. `out` is what was plain.
const char* JsonScan::odd_string(const char* at, std::uint64_t high, std::string_view& out) {
    const char* const start = out.data();
    if (at != end_ && *at == '\\') {
        at = unescape(at, high, out);
        if (at == nullptr) return nullptr;
    }
    if (at == end_) return fail(ScanFlaw::unclosed_string);
    if (*at != '"') return fail(ScanFlaw::control_character);
    if (high != 0 && !is_utf8({start, static_cast<std::size_t>(at - start)}))
        return fail(ScanFlaw::bad_utf8);
    return at + 1;
}

/// From the first backslash on; returns the place of what ends the string.
const char* JsonScan::unescape(const char* at, std::uint64_t& high, std::string_view& out) {
    char* const start = scratch_ + (out.data() - begin_);
    char* to = std::copy(out.data(), at, start);
    while (at != end_ && *at == '\\') {
        at = escape(at + 1, to);
        if (at == nullptr) return nullptr;
        if (at != end_ && *at == '\\') continue;  // a text of escapes alone is quick, too
        const char* const plain = at;
        at = plain_end(at, high);
        to = std::copy(plain, at, to);
    }
    out = {start, static_cast<std::size_t>(to - start)};
    return at;
}

const char* JsonScan::escape(const char* at, char*& to) {
    // A bracket ends the text, so there is one byte more at least.
    if (const char meaning = meanings[static_cast<unsigned char>(*at)]; meaning != 0) {
        *to++ = meaning;
        return at + 1;
    }
    if (*at != 'u' || end_ - at < 5) return fail(ScanFlaw::bad_escape);
    auto code = four_digits(at + 1);
    at += 5;
    if (code > 0xffff) return fail(ScanFlaw::bad_escape);
    if (code >= 0xd800 && code < 0xe000) {
        if (code >= 0xdc00 || end_ - at < 6 || at[0] != '\\' || at[1] != 'u')
            return fail(ScanFlaw::half_surrogate);
        const auto low = four_digits(at + 2);
        if (low < 0xdc00 || low > 0xdfff) return fail(ScanFlaw::half_surrogate);
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
        at += 6;
    }
    to = put_utf8(code, to);
    return at;
}

bool JsonScan::is_new(std::string_view name, std::size_t first) {
    const auto names = names_.from(first);
    if (names.size() > compared_names_max) return true;  // are_distinct will tell
    const bool is_twice = std::any_of(names.begin(), names.end(),
                                      [name](const auto& other) { return other.text() == name; });
    if (is_twice) flaw_ = ScanFlaw::duplicate_member;
    return !is_twice;
}

bool JsonScan::are_distinct(std::size_t first) {
    const auto names = names_.from(first);
    std::sort(names.begin(), names.end(),
              [](const auto& a, const auto& b) { return a.text() < b.text(); });
    const auto twice =
        std::adjacent_find(names.begin(), names.end(),
                           [](const auto& a, const auto& b) { return a.text() == b.text(); });
    if (twice != names.end()) flaw_ = ScanFlaw::duplicate_member;
    return twice == names.end();
}

std::optional<double> ScannedValue::as_double() const {
    if (kind_ == JsonKind::number) return std::bit_cast<double>(bits_);
    if (kind_ != JsonKind::integer) return std::nullopt;
    if (is_negative_) return static_cast<double>(static_cast<std::int64_t>(bits_));
    return static_cast<double>(bits_);
}

void ScannedValue::visit_members(ScanVisitor visitor) const {
    if (kind_ != JsonKind::object) return;
    JsonScan scan{text_, scratch_, no_limit};
    scan.object(text_.data() + 1, no_limit, &visitor);
}

void ScannedValue::visit_elements(ScanVisitor visitor) const {
    if (kind_ != JsonKind::array) return;
    JsonScan scan{text_, scratch_, no_limit};
    scan.array(text_.data() + 1, no_limit, &visitor);
}

std::string_view sentence_of(ScanFlaw flaw) {
    switch (flaw) {
        case ScanFlaw::none: return "it is sound";
        case ScanFlaw::malformed: return "it is not one whole JSON value";
        case ScanFlaw::not_an_object: return "it is not an object";
        case ScanFlaw::too_deep: return "it is nested too deeply";
        case ScanFlaw::too_many_members: return "it has too many members";
        case ScanFlaw::too_long: return "it is too large";
        case ScanFlaw::duplicate_member: return "a member stands twice in one object";
        case ScanFlaw::bad_utf8: return "it is not valid UTF-8";
        case ScanFlaw::bad_number: return "a number is malformed or too large";
        case ScanFlaw::bad_escape: return "a string holds a malformed escape";
        case ScanFlaw::half_surrogate: return "a string holds half of a surrogate pair";
        case ScanFlaw::control_character: return "a string holds an unescaped control character";
        case ScanFlaw::unclosed_string: return "a string does not end";
        case ScanFlaw::short_scratch: break;
    }
    return "there is too little room to read it";
}

ScanFlaw scan_object_with(std::string_view text, const ScanLimits& limits, std::span<char> scratch,
                          ScanVisitor visitor) {
    if (text.size() > scan_bytes_max) return ScanFlaw::too_long;
    if (scratch.size() < text.size()) return ScanFlaw::short_scratch;
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    const char* at = text.data();
    while (!text.empty() && is_blank(*at)) ++at;  // the last one is none
    if (text.empty() || *at != '{') return ScanFlaw::not_an_object;
    if (text.back() != '}') return ScanFlaw::malformed;
    JsonScan scan{text, scratch.data(), limits.members_max};
    at = scan.object(at + 1, limits.depth_max, &visitor);
    if (at == nullptr) return scan.flaw();
    return at == text.data() + text.size() ? ScanFlaw::none : ScanFlaw::malformed;
}

}  // namespace cardea::schema
