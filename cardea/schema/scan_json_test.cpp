// Under test: what the scanner takes, refuses and reads is what parse_json does; a text is read in
// one pass and into no memory but the scratch.
#include <cardea/schema/scan_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cardea::schema {
namespace {

using testing::ElementsAre;

/// A text and its scratch, each exactly as large as it must be, for AddressSanitizer to watch.
struct Scan {
    std::vector<char> text;
    std::vector<char> scratch;
    std::vector<std::pair<std::string_view, ScannedValue>> members;
    ScanFlaw flaw;

    explicit Scan(std::string_view json, ScanLimits limits = {})
        : text{json.begin(), json.end()}, scratch(json.size(), '~') {
        flaw = scan_object({text.data(), text.size()}, limits, scratch,
                           [this](std::string_view name, const ScannedValue& value) {
                               members.emplace_back(name, value);
                           });
    }
    [[nodiscard]] const ScannedValue& operator[](std::string_view name) const {
        for (const auto& member : members) {
            if (member.first == name) return member.second;
        }
        throw std::out_of_range{std::string{name}};
    }
};

bool is_object_for_parse_json(std::string_view json, std::size_t depth_max = json_depth_max) {
    const auto value = parse_json(json, depth_max);
    return value && value->kind() == JsonKind::object;
}

std::vector<std::string_view> strings_in(const ScannedValue& array) {
    std::vector<std::string_view> strings;
    array.for_each_element([&strings](const ScannedValue& element) {
        strings.push_back(element.as_string().value_or("no string"));
    });
    return strings;
}

constexpr std::string_view claims = R"({"iss":"https://id.example.com","sub":"Zo\u00eb \"Z\"",
    "aud":["orders","b\u0069lls"],"exp":1795423800,"iat":1795423200.5,"cnf":{"jkt":"a\/b","n":[null,{}]},
    "é":true,"empty":"","no":false,"nothing":null, "nest":[[],[[1]],{"a":{"a":2}}] } )";

TEST(ScanJson, gives_each_member_in_the_order_of_the_text) {
    const Scan scan{claims};
    ASSERT_EQ(scan.flaw, ScanFlaw::none);
    std::vector<std::string_view> names;
    for (const auto& member : scan.members) names.push_back(member.first);
    EXPECT_THAT(names, ElementsAre("iss", "sub", "aud", "exp", "iat", "cnf", "é", "empty", "no",
                                   "nothing", "nest"));
    EXPECT_EQ(scan["iss"].as_string(), "https://id.example.com");
    EXPECT_EQ(scan["sub"].as_string(), "Zo\xc3\xab \"Z\"");
    EXPECT_EQ(scan["exp"].as_int64(), 1795423800);
    EXPECT_EQ(scan["iat"].as_double(), 1795423200.5);
    EXPECT_EQ(scan["é"].as_bool(), true);
    EXPECT_EQ(scan["empty"].as_string(), "");
    EXPECT_EQ(scan["no"].as_bool(), false);
    EXPECT_EQ(scan["nothing"].kind(), JsonKind::null);
    EXPECT_EQ(scan["cnf"].text(), R"({"jkt":"a\/b","n":[null,{}]})");
    EXPECT_EQ(scan["nest"].text(), R"([[],[[1]],{"a":{"a":2}}])");
    EXPECT_EQ(scan["exp"].text(), "1795423800");
}

TEST(ScanJson, answers_nothing_for_a_value_of_another_kind) {
    const Scan scan{R"({"s":"1","i":1,"d":1.0,"b":true,"n":null,"a":[],"o":{}})"};
    ASSERT_EQ(scan.flaw, ScanFlaw::none);
    for (const auto& [name, value] : scan.members) {
        EXPECT_EQ(value.as_string().has_value(), name == "s");
        EXPECT_EQ(value.as_int64().has_value(), name == "i");
        EXPECT_EQ(value.as_uint64().has_value(), name == "i");
        EXPECT_EQ(value.as_double().has_value(), name == "i" || name == "d");
        EXPECT_EQ(value.as_bool().has_value(), name == "b");
        value.for_each_element([](const ScannedValue&) { FAIL(); });
        value.for_each_member([](std::string_view, const ScannedValue&) { FAIL(); });
    }
}

TEST(ScanJson, walks_arrays_and_objects_as_often_as_one_likes) {
    const Scan scan{claims};
    for (int round = 0; round < 2; ++round) {
        EXPECT_THAT(strings_in(scan["aud"]), ElementsAre("orders", "bills"));
        std::vector<std::string> seen;
        scan["cnf"].for_each_member([&seen](std::string_view name, const ScannedValue& value) {
            seen.push_back(std::string{name} + '=' + std::string{value.text()});
        });
        EXPECT_THAT(seen, ElementsAre("jkt=a/b", "n=[null,{}]"));
    }
}

TEST(ScanJson, keeps_all_strings_good_and_puts_only_escaped_ones_into_the_scratch) {
    const std::string json =
        R"({"a":"x\ty","b":"plain","c":["\u20ac","\ud83d\ude00",""],"d\n":"\\"})";
    const Scan scan{json};
    ASSERT_EQ(scan.flaw, ScanFlaw::none);
    const auto strings = strings_in(scan["c"]);
    EXPECT_THAT(strings, ElementsAre("\u20ac", "\U0001f600", ""));
    EXPECT_EQ(scan["a"].as_string(), "x\ty");
    EXPECT_EQ(scan["d\n"].as_string(), "\\");
    EXPECT_EQ(scan["b"].text().data(), scan.text.data() + json.find("plain"));
    EXPECT_EQ((std::string{scan.scratch.begin(), scan.scratch.end()}).find("plain"),
              std::string::npos);
    EXPECT_EQ(scan.scratch.at(json.find("x\\ty") + 3), '~');
}

TEST(ScanJson, reads_numbers_as_parse_json_does) {
    for (const std::string number : {"0",
                                     "-0",
                                     "7",
                                     "-1",
                                     "12345678",
                                     "123456789",
                                     "-12345678",
                                     "999999999999999999",
                                     "9223372036854775807",
                                     "-9223372036854775808",
                                     "9223372036854775808",
                                     "18446744073709551615",
                                     "18446744073709551616",
                                     "-9223372036854775809",
                                     "123456789012345678901",
                                     "1.5",
                                     "-0.0",
                                     "1e3",
                                     "1E+03",
                                     "2.5e-3",
                                     "1e308",
                                     "1e309",
                                     "-1e309",
                                     "1.7976931348623157e308",
                                     "1.7976931348623159e308",
                                     "5e-324",
                                     "2e-324",
                                     "-1e-999",
                                     "0e999",
                                     "1e99999999999999999999",
                                     "1e-99999999999999999999",
                                     "1e9223372036854775807",
                                     "-12e9223372036854775807",
                                     "1e-9223372036854775808",
                                     "0.01e-9223372036854775808",
                                     "0.1234567890123456789012345",
                                     "9007199254740993.0",
                                     "00",
                                     "01",
                                     "-",
                                     "-01",
                                     "1.",
                                     ".5",
                                     "1e",
                                     "1e+",
                                     "+1",
                                     "1.e3",
                                     "0x1",
                                     "1_0",
                                     "Infinity",
                                     "12345678a",
                                     "--1"}) {
        const Scan scan{"{\"n\":" + number + "}"};
        const auto parsed = parse_json("[" + number + "]");
        EXPECT_EQ(scan.flaw == ScanFlaw::none, parsed.has_value()) << number;
        if (scan.flaw != ScanFlaw::none || !parsed) continue;
        const auto value = scan["n"];
        parsed->for_each_element([&](JsonValue expected) {
            EXPECT_EQ(value.kind(), expected.kind()) << number;
            EXPECT_EQ(value.as_int64(), expected.as_int64()) << number;
            EXPECT_EQ(value.as_uint64(), expected.as_uint64()) << number;
            EXPECT_EQ(value.as_double(), expected.as_double()) << number;
            EXPECT_EQ(std::signbit(*value.as_double()), std::signbit(*expected.as_double()));
        });
        EXPECT_EQ(value.text(), number);
    }
}

TEST(ScanJson, tells_too_small_from_too_large_by_all_digits) {
    const std::string zeros(400, '0');
    EXPECT_EQ(Scan{"{\"n\":0." + zeros + "1e20}"}["n"].as_double(), 0.0);
    EXPECT_EQ(Scan{"{\"n\":0." + zeros + "1e401}"}["n"].as_double(), 1.0);
    EXPECT_EQ(Scan{"{\"n\":1" + zeros + "e-400}"}["n"].as_double(), 1.0);
    EXPECT_EQ(Scan{"{\"n\":1" + zeros + "e-20}"}.flaw, ScanFlaw::bad_number);
}

struct Row {
    const char* name;
    std::string text;
    ScanFlaw flaw;
};
struct ScanJsonRefuses : testing::TestWithParam<Row> {};
TEST_P(ScanJsonRefuses, and_names_the_flaw) {
    EXPECT_EQ(Scan{GetParam().text}.flaw, GetParam().flaw);
    EXPECT_FALSE(is_object_for_parse_json(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, ScanJsonRefuses,
    testing::Values(
        Row{"nothing", "", ScanFlaw::not_an_object}, Row{"blank", " \n\t", ScanFlaw::not_an_object},
        Row{"array", "[]", ScanFlaw::not_an_object}, Row{"text", "\"a\"", ScanFlaw::not_an_object},
        Row{"byte_order_mark", "\xef\xbb\xbf{}", ScanFlaw::not_an_object},
        Row{"only_open", "{", ScanFlaw::malformed}, Row{"only_close", "}", ScanFlaw::not_an_object},
        Row{"trailing_bytes", "{} x", ScanFlaw::malformed}, Row{"two", "{}{}", ScanFlaw::malformed},
        Row{"trailing_nul", std::string{"{}\0", 3}, ScanFlaw::malformed},
        Row{"form_feed", "{\f}", ScanFlaw::malformed},
        Row{"no_colon", R"({"a" 1})", ScanFlaw::malformed},
        Row{"no_value", R"({"a":})", ScanFlaw::malformed},
        Row{"no_comma", R"({"a":1 "b":2})", ScanFlaw::malformed},
        Row{"trailing_comma", R"({"a":1,})", ScanFlaw::malformed},
        Row{"leading_comma", R"({,"a":1})", ScanFlaw::malformed},
        Row{"trailing_comma_in_array", R"({"a":[1,]})", ScanFlaw::malformed},
        Row{"bare_name", R"({a:1})", ScanFlaw::malformed},
        Row{"single_quotes", "{'a':1}", ScanFlaw::malformed},
        Row{"comment", "{}//", ScanFlaw::malformed},
        Row{"inner_takes_the_last_bracket", R"({"a":{})", ScanFlaw::malformed},
        Row{"array_closed_by_brace", R"({"a":[1})", ScanFlaw::malformed},
        Row{"object_closed_by_bracket", R"({"a":{]})", ScanFlaw::malformed},
        Row{"truncated_word", R"({"a":tru})", ScanFlaw::malformed},
        Row{"long_word", R"({"a":nullx})", ScanFlaw::malformed},
        Row{"word_of_other_case", R"({"a":True})", ScanFlaw::malformed},
        Row{"nan", R"({"a":NaN})", ScanFlaw::malformed},
        Row{"minus", R"({"a":-})", ScanFlaw::bad_number},
        Row{"leading_zero", R"({"a":01})", ScanFlaw::bad_number},
        Row{"infinity", R"({"a":1e999})", ScanFlaw::bad_number},
        Row{"nested_infinity", R"({"a":[{"b":1e999}]})", ScanFlaw::bad_number},
        Row{"huge_integer", R"({"a":18446744073709551616})", ScanFlaw::bad_number},
        Row{"duplicate", R"({"a":1,"a":1})", ScanFlaw::duplicate_member},
        Row{"duplicate_escaped", R"({"exp":1,"e\u0078p":2})", ScanFlaw::duplicate_member},
        Row{"duplicate_both_escaped", R"({"\n":1,"\u000a":2})", ScanFlaw::duplicate_member},
        Row{"duplicate_empty", R"({"":1,"":2})", ScanFlaw::duplicate_member},
        Row{"duplicate_deep", R"({"x":[{"b":{"a":1,"c":2,"a":1}}]})", ScanFlaw::duplicate_member},
        Row{"duplicate_long",
            "{\"" + std::string(40, 'n') + "\":1,\"b\":2,\"" + std::string(40, 'n') + "\":3}",
            ScanFlaw::duplicate_member},
        Row{"bad_utf8", "{\"a\":\"\xc3\x28\"}", ScanFlaw::bad_utf8},
        Row{"overlong_utf8", "{\"a\":\"\xc0\xaf\"}", ScanFlaw::bad_utf8},
        Row{"raw_surrogate", "{\"a\":\"\xed\xa0\x80\"}", ScanFlaw::bad_utf8},
        Row{"bad_utf8_in_name", "{\"\xff\":1}", ScanFlaw::bad_utf8},
        Row{"bad_utf8_nested", "{\"a\":[\"0123456789abcdef0123\x80\"]}", ScanFlaw::bad_utf8},
        Row{"bad_utf8_behind_escape", "{\"a\":\"\\n\xc3\"}", ScanFlaw::bad_utf8},
        Row{"utf8_cut_by_an_escape", "{\"a\":\"\xc3\\u00a9\"}", ScanFlaw::bad_utf8},
        Row{"utf8_outside", "{\xc2\xa0}", ScanFlaw::malformed},
        Row{"high_surrogate", R"({"a":"\ud800"})", ScanFlaw::half_surrogate},
        Row{"low_surrogate", R"({"a":"\udc00\ud800"})", ScanFlaw::half_surrogate},
        Row{"two_high_surrogates", R"({"a":"\ud800\ud800"})", ScanFlaw::half_surrogate},
        Row{"surrogate_and_letter", R"({"a":"\ud800\u0041"})", ScanFlaw::half_surrogate},
        Row{"surrogate_and_escape", R"({"a":"\ud800\n00000"})", ScanFlaw::half_surrogate},
        Row{"surrogate_name", R"({"\udc00":1})", ScanFlaw::half_surrogate},
        Row{"surrogate_nested", R"({"a":{"b":["\udbff"]}})", ScanFlaw::half_surrogate},
        Row{"hexadecimal", R"({"a":"\u00g0"})", ScanFlaw::bad_escape},
        Row{"short_hexadecimal",
            R"({"a":"\u00)"
            "}",
            ScanFlaw::bad_escape},
        Row{"signed_hexadecimal", R"({"a":"\u-001"})", ScanFlaw::bad_escape},
        Row{"unknown_escape", R"({"a":"\x41"})", ScanFlaw::bad_escape},
        Row{"escaped_line_end", "{\"a\":\"\\\n\"}", ScanFlaw::bad_escape},
        Row{"backslash_before_the_end", R"({"a":"\})", ScanFlaw::bad_escape},
        Row{"line_end", "{\"a\":\"b\nc\"}", ScanFlaw::control_character},
        Row{"nul", std::string{"{\"a\":\"b\0c\"}", 11}, ScanFlaw::control_character},
        Row{"control_behind_escape", "{\"a\":\"\\n\x1f\"}", ScanFlaw::control_character},
        Row{"unclosed_name", R"({"a})", ScanFlaw::unclosed_string},
        Row{"unclosed_text", R"({"a":"0123456789abcdef0123456789})", ScanFlaw::unclosed_string},
        Row{"unclosed_behind_escape",
            R"({"a":"\n)"
            "}",
            ScanFlaw::unclosed_string},
        Row{"far_too_deep", R"({"a":)" + std::string(60000, '[') + "}", ScanFlaw::too_deep}),
    [](const auto& row) { return row.param.name; });

TEST(ScanJson, counts_depth_as_parse_json_does) {
    for (std::size_t levels = 1; levels <= 8; ++levels) {
        const auto arrays =
            "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
        std::string objects;
        for (std::size_t level = 1; level < levels; ++level) objects += "{\"a\":";
        objects += "{}" + std::string(levels - 1, '}');
        const auto& some_arrays = levels == 1 ? "{}" : arrays;
        for (std::size_t depth_max = 0; depth_max <= 9; ++depth_max) {
            const auto expected = levels <= depth_max ? ScanFlaw::none : ScanFlaw::too_deep;
            for (const auto& text : {std::string{some_arrays}, objects}) {
                EXPECT_EQ((Scan{text, {.depth_max = depth_max}}.flaw), expected) << text;
                EXPECT_EQ(is_object_for_parse_json(text, depth_max), levels <= depth_max) << text;
            }
        }
    }
}

std::string object_of(std::size_t members, std::size_t twice = SIZE_MAX) {
    std::string text = "{";
    for (std::size_t at = 0; at < members; ++at)
        text += (at > 0 ? ",\"m" : "\"m") + std::to_string(at == twice ? 0 : at) + "\":1";
    return text + "}";
}

TEST(ScanJson, finds_a_duplicate_among_few_and_among_many) {
    for (const std::size_t members : {2U, 15U, 16U, 17U, 18U, 63U, 64U, 65U, 66U, 129U, 700U}) {
        EXPECT_EQ(Scan{object_of(members)}.flaw, ScanFlaw::none) << members;
        EXPECT_EQ(Scan{object_of(members)}.members.size(), members);
        for (const auto twice : {std::size_t{1}, members / 2, members - 1}) {
            EXPECT_EQ((Scan{object_of(members, twice)}.flaw), ScanFlaw::duplicate_member);
            EXPECT_EQ((Scan{R"({"m0":[{"m1":2,"o":)" + object_of(members, twice) + "}]}"}.flaw),
                      ScanFlaw::duplicate_member);
        }
        const auto nested = "{\"m0\":" + object_of(members) + ",\"m1\":" + object_of(members) +
                            ",\"m2\":[" + object_of(members) + "]";
        EXPECT_EQ(Scan{nested + "}"}.flaw, ScanFlaw::none) << members;
        EXPECT_EQ(Scan{nested + ",\"m0\":0}"}.flaw, ScanFlaw::duplicate_member) << members;
    }
}

TEST(ScanJson, bounds_members_and_elements_together) {
    const std::string text = R"({"a":[{"b":1,"c":{"d":2}},{"b":3}],"e":4})";
    EXPECT_EQ((Scan{text, {.members_max = 8}}.flaw), ScanFlaw::none);
    EXPECT_EQ((Scan{text, {.members_max = 7}}.flaw), ScanFlaw::too_many_members);
    EXPECT_EQ((Scan{"{}", {.members_max = 0}}.flaw), ScanFlaw::none);
    EXPECT_EQ((Scan{R"({"a":1})", {.members_max = 0}}.flaw), ScanFlaw::too_many_members);
}

TEST(ScanJson, bounds_the_text_and_demands_as_much_scratch) {
    EXPECT_EQ(Scan{"{" + std::string(scan_bytes_max - 2, ' ') + "}"}.flaw, ScanFlaw::none);
    EXPECT_EQ(Scan{"{" + std::string(scan_bytes_max - 1, ' ') + "}"}.flaw, ScanFlaw::too_long);
    std::array<char, 6> scratch{};
    const auto ignore = [](std::string_view, const ScannedValue&) {};
    EXPECT_EQ(scan_object("{\"a\":1}", {}, scratch, ignore), ScanFlaw::short_scratch);
    EXPECT_EQ(scan_object("{\"\":1}", {}, scratch, ignore), ScanFlaw::none);
}

TEST(ScanJson, judges_every_beginning_of_a_text_as_parse_json_does) {
    for (std::size_t size = 0; size <= claims.size(); ++size) {
        const auto text = claims.substr(0, size);
        ASSERT_EQ(Scan{text}.flaw == ScanFlaw::none, is_object_for_parse_json(text)) << text;
    }
}

TEST(ScanJson, judges_any_byte_at_any_place_as_parse_json_does) {
    const std::string_view good =
        R"({"a\n":[-1.5e3,true],"b":{"é":"\u00e9\ud83d\ude00"},"c":null})";
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string text{good};
        for (int byte = 0; byte < 256; ++byte) {
            text[at] = static_cast<char>(byte);
            ASSERT_EQ(Scan{text}.flaw == ScanFlaw::none, is_object_for_parse_json(text)) << text;
        }
    }
}

TEST(ScanJson, has_a_sentence_for_every_flaw) {
    EXPECT_EQ(sentence_of(ScanFlaw::duplicate_member), "a member stands twice in one object");
    for (int flaw = 0; flaw <= static_cast<int>(ScanFlaw::short_scratch); ++flaw)
        EXPECT_GT(sentence_of(static_cast<ScanFlaw>(flaw)).size(), 10U) << flaw;
}

}  // namespace
}  // namespace cardea::schema
