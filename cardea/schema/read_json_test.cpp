// Under test: strict JSON in. Every refusal names its place, and all are named at once.
#include <cardea/schema/read_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace cardea::schema {
namespace {

enum class Colour { red, green };

struct Hinge {
    Text<1, 5> name;
    Bounded<int, 1, 9> screws;
};
struct Door {
    std::string title;
    std::int32_t stars = 0;
    bool open = false;
    double weight = 0;
    std::optional<Email> owner;
    Patch<Text<1, 5>> note;
    Default<int, 7> knocks;
    Colour colour = Colour::red;
    std::vector<Hinge> hinges;
    std::optional<Uuid> id;
    std::optional<Timestamp> since;
    Secret<std::optional<Text<1, 9>>> key;
};

constexpr std::string_view whole_door = R"({
    "title": "a\u00e9\"", "stars": -3, "open": true, "weight": 2.5, "owner": " Ada@Example.org ", "note": null,
    "colour": "green", "hinges": [{"name": "äöüéè", "screws": 9}],
    "id": "0192C7A4-7b1c-7def-8000-0123456789ab", "since": "2026-11-23T08:30:00.25Z", "key": "brass"})";

struct DoorChange {
    Patch<Text<1, 5>> note;
    Patch<bool, Null::refused> open;
};

TEST(ReadJson, takes_null_for_a_change_where_it_clears_and_for_a_fault_where_nothing_can) {
    const auto cleared = read_json<DoorChange>(R"({"note": null})").value();
    EXPECT_TRUE(cleared.note.is_null());
    EXPECT_TRUE(cleared.open.is_absent());
    const auto refused = read_json<DoorChange>(R"({"open": null})");
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().fields().size(), 1U);
    EXPECT_EQ(refused.error().fields()[0].type, "bool_type");
    EXPECT_TRUE(*read_json<DoorChange>(R"({"open": true})").value().open);
}

TEST(ReadJson, reads_every_kind_of_member) {
    const auto door = read_json<Door>(whole_door).value();
    EXPECT_EQ(door.title, "a\xc3\xa9\"");
    EXPECT_EQ(door.stars, -3);
    EXPECT_TRUE(door.open);
    EXPECT_EQ(door.weight, 2.5);
    EXPECT_EQ(door.owner->text(), "Ada@Example.org");
    EXPECT_EQ(door.owner->folded(), "ada@example.org");
    EXPECT_TRUE(door.note.is_null());
    EXPECT_EQ(door.knocks, 7);
    EXPECT_EQ(door.colour, Colour::green);
    EXPECT_EQ(door.hinges.at(0).screws, 9);
    EXPECT_EQ(door.id->text(), "0192c7a4-7b1c-7def-8000-0123456789ab");
    EXPECT_EQ(door.since->text(), "2026-11-23T08:30:00Z");
    EXPECT_EQ(door.key.reveal()->text(), "brass");
}

std::vector<std::string> faults_of(std::string_view json) {
    const auto door = read_json<Door>(json);
    std::vector<std::string> lines;
    if (door) return lines;
    for (const auto& fault : door.error().fields()) {
        std::string line;
        for (const auto& step : fault.loc) line += step + '.';
        lines.push_back(line + fault.type);
    }
    if (lines.empty()) lines.emplace_back(door.error().message());
    return lines;
}

TEST(ReadJson, names_all_faults_of_shape_and_rules_at_once) {
    EXPECT_THAT(
        faults_of(
            R"({"title": 1, "stars": 1.5, "open": 0, "weight": "x", "owner": "nobody", "note": "",
                              "colour": "blue", "hinges": [{"name": "sixsix", "screws": 0}, 3, {}], "id": "7",
                              "since": "2026-02-30T00:00:00Z", "is_admin": true, "key": ""})"),
        testing::ElementsAre(
            "body.title.string_type", "body.stars.int_from_float", "body.open.bool_type",
            "body.weight.float_type", "body.owner.value_error", "body.note.string_too_short",
            "body.colour.enum", "body.hinges.0.name.string_too_long",
            "body.hinges.0.screws.greater_than_equal", "body.hinges.1.model_attributes_type",
            "body.hinges.2.name.missing", "body.hinges.2.screws.missing", "body.id.uuid_parsing",
            "body.since.datetime_parsing", "body.is_admin.extra_forbidden",
            "body.key.string_too_short"));
    EXPECT_THAT(
        faults_of("{}"),
        testing::ElementsAre("body.title.missing", "body.stars.missing", "body.open.missing",
                             "body.weight.missing", "body.colour.missing", "body.hinges.missing"));
    EXPECT_THAT(faults_of("[]"), testing::ElementsAre("body.model_attributes_type"));
}

TEST(ReadJson, keeps_whole_numbers_within_their_type) {
    struct Numbers {
        std::int8_t small = 0;
        std::int64_t big = 0;
        std::uint64_t unsigned_ = 0;
    };
    const auto numbers =
        read_json<Numbers>(
            R"({"small": -128, "big": -9223372036854775808, "unsigned_": 18446744073709551615})")
            .value();
    EXPECT_EQ(numbers.big, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(numbers.unsigned_, std::numeric_limits<std::uint64_t>::max());
    const auto refused =
        read_json<Numbers>(R"({"small": 128, "big": 9223372036854775808, "unsigned_": -1})");
    EXPECT_EQ(refused.error().fields().size(), 3U);
}

struct Malformed {
    const char* name;
    std::string text;
};
struct ReadJsonRefuses : testing::TestWithParam<Malformed> {};
TEST_P(ReadJsonRefuses, and_says_that_it_is_malformed) {
    EXPECT_EQ(parse_json(GetParam().text).error(), Errc::malformed_json);
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, ReadJsonRefuses,
    testing::Values(
        Malformed{"nothing", ""}, Malformed{"blank", "  \n"}, Malformed{"no_json", "hello"},
        Malformed{"trailing_bytes", "{} x"}, Malformed{"two_values", "{}{}"},
        Malformed{"trailing_nul", std::string{"{}\0", 3}},
        Malformed{"byte_order_mark", "\xef\xbb\xbf{}"}, Malformed{"duplicate", R"({"a":1,"a":2})"},
        Malformed{"duplicate_escaped", R"({"a":1,"\u0061":2})"},
        Malformed{"duplicate_deep", R"([{"b":{"a":1,"c":2,"a":1}}])"},
        Malformed{"bad_utf8", "\"\xc3\x28\""}, Malformed{"overlong_utf8", "\"\xc0\xaf\""},
        Malformed{"raw_surrogate", "\"\xed\xa0\x80\""}, Malformed{"high_surrogate", R"("\ud800")"},
        Malformed{"low_surrogate", R"("\udc00")"},
        Malformed{"two_high_surrogates", R"("\ud800\ud800")"},
        Malformed{"surrogate_name", R"({"\udc00":1})"}, Malformed{"infinity", "1e999"},
        Malformed{"nan", "NaN"}, Malformed{"plus", "+1"}, Malformed{"leading_zero", "01"},
        Malformed{"bare_point", "1."}, Malformed{"hex", "0x10"},
        Malformed{"huge_integer", "123456789012345678901234567890"},
        Malformed{"control", "\"a\nb\""}, Malformed{"comment", "{}//"},
        Malformed{"trailing_comma", "[1,]"}, Malformed{"single_quotes", "{'a':1}"},
        Malformed{"unclosed", "[1"}, Malformed{"unclosed_string", "\"abc"},
        Malformed{"bad_escape", R"("\x41")"},
        Malformed{"too_deep", std::string(33, '[') + std::string(33, ']')},
        Malformed{"far_too_deep", std::string(60000, '[')}),
    [](const auto& row) { return row.param.name; });

TEST(ParseJson, takes_depth_to_the_limit_and_a_nul_that_is_escaped) {
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')));
    EXPECT_TRUE(parse_json(std::string(31, '[') + "{\"a\":1}" + std::string(31, ']')));
    EXPECT_TRUE(parse_json(std::string(32, '[') + "1" + std::string(32, ']')));
    EXPECT_EQ(parse_json(R"("\u0000")").value().as_string(), (std::string_view{"\0", 1}));
    EXPECT_EQ(parse_json("\"\\ud83d\\ude00\"").value().as_string(), "\xf0\x9f\x98\x80");
    EXPECT_TRUE(parse_json("\"\xed\x9f\xbf\xee\x80\x80\""));  // the neighbours of the surrogates
    EXPECT_EQ(parse_json(" -0 ").value().as_int64(), 0);
}

TEST(ParseJson, survives_many_members) {
    std::string text = "{";
    for (int i = 0; i < 5000; ++i) text += "\"m" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(parse_json(text + "\"x\":0}"));
    EXPECT_FALSE(parse_json(text + "\"m77\":0}"));
}

TEST(ReadJson, tells_no_more_faults_than_anybody_mends_and_no_long_names) {
    std::string text = "{";
    for (int at = 0; at < 1000; ++at) {
        text += (at == 0 ? "\"" : ",\"") + std::string(63, 'x') + "\u00e9" + std::to_string(at) +
                "\":1";
    }
    const auto refused = read_json<Hinge>(text + "}");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields().size(), 100U);
    // Cut before the character that would not fit.
    EXPECT_EQ(refused.error().fields().front().loc.back(), std::string(63, 'x') + "\u2026");
}

}  // namespace
}  // namespace cardea::schema
