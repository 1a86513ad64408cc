// Under test: what the constrained types take and refuse, and how they are written.
#include <cardea/schema/read_text.hpp>
#include <cardea/schema/write_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cardea::schema {
namespace {

template <class T>
bool takes(std::string_view text) {
    return read_text<T>(text).has_value();
}
template <class T>
std::string json_of(const T& value) {
    std::string out;
    write_json(value, out);
    return out;
}

TEST(Email, is_kept_as_typed_but_for_surrounding_space) {
    const auto email = read_text<Email>("  Ada.Lovelace+x@Mail.Example.ORG\n").value();
    EXPECT_EQ(email.text(), "Ada.Lovelace+x@Mail.Example.ORG");
    EXPECT_EQ(email.folded(), "ada.lovelace+x@mail.example.org");
}

TEST(Email, folds_nothing_beyond_ascii) {
    const auto kelvin = read_text<Email>("\xe2\x84\xaa@example.org").value();  // KELVIN SIGN
    EXPECT_FALSE(kelvin == read_text<Email>("k@example.org").value());
}

TEST(Email, refuses_what_is_no_address) {
    for (const auto* text :
         {"",          " ",           "a",           "@b.c",       "a@",
          "a@b",       "a b@c.de",    "a@b..c",      ".a@b.cd",    "a.@b.cd",
          "a..b@c.de", "a@-b.cd",     "a@b-.cd",     "a@b_c.de",   "a@b.cd@e.fg",
          "<a@b.cd>",  "a@b.c\nd.ef", "a@[1.2.3.4]", "\"a\"@b.cd", "a\x7f@b.cd"}) {
        EXPECT_FALSE(takes<Email>(text)) << text;
    }
    EXPECT_TRUE(takes<Email>(std::string(64, 'a') + "@" + std::string(63, 'b') + ".cd"));
    EXPECT_FALSE(takes<Email>(std::string(65, 'a') + "@b.cd"));
    EXPECT_FALSE(takes<Email>("a@" + std::string(64, 'b') + ".cd"));
    EXPECT_FALSE(takes<Email>("a@b." + std::string(62, 'c') + "." + std::string(62, 'c') + "." +
                              std::string(62, 'c') + "." + std::string(62, 'c')));
}

TEST(Uuid, of_version_7_carries_its_time_and_sorts_by_it) {
    const std::array<std::uint8_t, 10> random{0xff, 0xff, 0xff, 0xff, 0xff,
                                              0xff, 0xff, 0xff, 0xff, 0xff};
    const auto at = [&](std::int64_t ms) {
        return Uuid::v7(
            std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{ms}},
            random);
    };
    // The example of RFC 9562 appendix A.6, but for its random bits.
    EXPECT_EQ(at(0x017F22E279B0).text(), "017f22e2-79b0-7fff-bfff-ffffffffffff");
    EXPECT_LT(at(1), at(2));
    EXPECT_EQ(read_text<Uuid>(at(5).text()).value(), at(5));
    EXPECT_EQ(Uuid{}.text(), "00000000-0000-0000-0000-000000000000");
}

TEST(Uuid, refuses_every_other_form) {
    for (const auto* text :
         {"", "017f22e279b07fffbfffffffffffffff", "{017f22e2-79b0-7fff-bfff-ffffffffffff}",
          "017f22e2-79b0-7fff-bfff-fffffffffffg", "017f22e2079b0-7fff-bfff-fffffffffff"}) {
        EXPECT_FALSE(takes<Uuid>(text)) << text;
    }
}

TEST(Timestamp, is_a_second_in_utc_from_the_year_0_to_9999) {
    for (const auto* text : {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "0000-01-01T00:00:00Z",
                             "9999-12-31T23:59:59Z"}) {
        EXPECT_EQ(read_text<Timestamp>(text).value().text(), text);
    }
    EXPECT_EQ(
        read_text<Timestamp>("2001-09-09T01:46:40Z").value().time().time_since_epoch().count(),
        1'000'000'000);
    for (const auto* text :
         {"", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
          "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "2024-01-01 00:00:00Z",
          "2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00.Z",
          "2024-01-01T00:00:00Zx", "x024-01-01T00:00:00Z"}) {
        EXPECT_FALSE(takes<Timestamp>(text)) << text;
    }
}

TEST(Text, counts_characters_and_not_bytes) {
    using Three = Text<2, 3>;
    EXPECT_TRUE(takes<Three>("\xc3\xa4\xf0\x9f\x98\x80z"));
    EXPECT_FALSE(takes<Three>("a"));
    EXPECT_FALSE(takes<Three>("abcd"));
    EXPECT_FALSE(takes<Three>(std::string_view{"a\0b", 3}));
    EXPECT_FALSE(takes<Three>("a\xff\xff"));
}

TEST(ReadText, takes_scalars_whole_or_not_at_all) {
    EXPECT_EQ(read_text<int>("-12").value(), -12);
    EXPECT_EQ(read_text<bool>("true").value(), true);
    EXPECT_EQ(read_text<double>("2.5e3").value(), 2500);
    for (const auto* text : {"", " 1", "1 ", "1.0", "+1", "0x1", "1e3", "99999999999"})
        EXPECT_FALSE(takes<int>(text)) << text;
    for (const auto* text : {"", "inf", "nan", "1e999", "1,5"})
        EXPECT_FALSE(takes<double>(text)) << text;
    EXPECT_EQ(read_text<int>("x").error().fields().at(0).type, "int_parsing");
}

struct Grant {
    std::string grant_type;
    std::optional<Text<1, 4>> scope;
    Secret<std::optional<std::string>> password;
    Default<int, 5> limit;
};

TEST(ReadPairs, reads_a_form_and_ignores_other_names) {
    const std::vector<TextPair> pairs{
        {"grant_type", "password"}, {"unknown", "1"}, {"password", "x"}};
    const auto grant = read_pairs<Grant>(pairs).value();
    EXPECT_EQ(grant.grant_type, "password");
    EXPECT_FALSE(grant.scope);
    EXPECT_EQ(grant.password.reveal(), "x");
    EXPECT_EQ(grant.limit, 5);
}

TEST(ReadPairs, refuses_a_name_given_twice_and_names_all_faults) {
    const std::vector<TextPair> pairs{
        {"scope", "12345"}, {"limit", "x"}, {"password", "a"}, {"password", "a"}};
    const auto refused = read_pairs<Grant>(pairs);
    EXPECT_EQ(refused.error().fields().size(), 4U);
}

TEST(WriteJson, escapes_what_must_be_and_nothing_else) {
    EXPECT_EQ(json_of(std::string{"a\"\\\b\f\n\r\t\x01\x1f/\x7f\xc3\xa9"}),
              "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\x7f\xc3\xa9\"");
    EXPECT_EQ(json_of(0.1), "0.1");
    EXPECT_EQ(json_of(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(json_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(json_of(true), "true");
}

enum class Colour { red, green };
struct Change {
    Patch<std::string> absent;
    Patch<std::string> cleared = Patch<std::string>::null();
    Patch<int> set = Patch<int>{3};
    std::optional<int> none;
    std::vector<Colour> colours{Colour::green, Colour::red};
};

TEST(WriteJson, leaves_out_what_is_absent_and_writes_null_for_what_is_not_there) {
    EXPECT_EQ(json_of(Change{}),
              R"({"cleared":null,"set":3,"none":null,"colours":["green","red"]})");
}

TEST(Visible, leaves_nothing_that_draws_on_what_stands_around_it) {
    EXPECT_EQ(schema::visible("Änne \U0001f98a <b>"), "Änne \U0001f98a <b>");
    EXPECT_EQ(schema::visible("a\nb\x1b[2J\x7f\u0085"), "a?b?[2J??");
    EXPECT_EQ(schema::visible("a\u202eb\u200bc\u00a0d\ufeffe\U000e0041"), "a?b?c?d?e?");
    EXPECT_EQ(schema::visible("\xff\xc3"), "\xff\xc3")
        << "what is no UTF-8 stays, a byte at a time";
}

TEST(Email, has_no_character_that_cannot_be_seen) {
    for (const auto* text : {"a\u200bb@example.com", "a\u00a0b@example.com", "a@ex\u2028ample.com",
                             "a\u202e@example.com", "a@exa\u00admple.com"}) {
        EXPECT_TRUE(std::holds_alternative<schema::Flaw>(Email::read(text))) << text;
    }
    EXPECT_TRUE(std::holds_alternative<Email>(Email::read("änne@exämple.com")));
}

}  // namespace
}  // namespace cardea::schema
