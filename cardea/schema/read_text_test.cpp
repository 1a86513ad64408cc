// Under test: lists, blanks and repetition in queries and forms; what counts as a bool.
#include <cardea/schema/read_text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Size { small, large };

struct Order {
    std::string title;
    std::vector<Size> sizes;
    std::vector<std::string> tags;
    std::optional<Bounded<int, 1, 9>> count;
    Default<bool, false> gift;
    std::optional<std::string> note;
    Secret<std::string> code;
};

/// `loc type` of each fault.
std::vector<std::string> faults_of(const Error& error) {
    std::vector<std::string> faults;
    for (const auto& fault : error.fields()) {
        std::string text;
        for (const auto& step : fault.loc) text += step + "/";
        faults.push_back(text + " " + fault.type);
    }
    return faults;
}

Result<Order> read_order(const std::vector<TextPair>& pairs) { return read_pairs<Order>(pairs); }

TEST(ReadText, takes_as_a_bool_what_pydantic_takes) {
    for (const auto* text : {"true", "True", "TRUE", "t", "1", "on", "On", "yes", "y", "Y"})
        EXPECT_TRUE(read_text<bool>(text).value()) << text;
    for (const auto* text : {"false", "f", "0", "off", "OFF", "no", "n"})
        EXPECT_FALSE(read_text<bool>(text).value()) << text;
    for (const auto* text : {"", "2", "ja", " on", "on ", "o", "tru", "trues", "\xd0\xbe\x6e"})
        EXPECT_EQ(read_text<bool>(text).error().fields().at(0).type, "bool_parsing") << text;
}

TEST(ReadPairs, gathers_a_repeated_name_into_a_list) {
    const auto order = read_order({{"sizes", "large"},
                                   {"title", "x"},
                                   {"tags", "b"},
                                   {"sizes", "small"},
                                   {"tags", ""},
                                   {"gift", "on"},
                                   {"code", "c"}})
                           .value();
    EXPECT_THAT(order.sizes, ElementsAre(Size::large, Size::small));
    EXPECT_THAT(order.tags, ElementsAre("b", ""));
    EXPECT_TRUE(order.gift);
}

TEST(ReadPairs, takes_a_list_of_nothing) {
    const auto order = read_order({{"title", "x"}, {"code", "c"}}).value();
    EXPECT_THAT(order.sizes, IsEmpty());
    EXPECT_FALSE(order.gift);
}

TEST(ReadPairs, takes_a_field_left_blank_as_not_given) {
    const auto order =
        read_order({{"title", "x"}, {"count", ""}, {"gift", ""}, {"note", ""}, {"code", "c"}});
    ASSERT_TRUE(order);
    EXPECT_FALSE(order->count);
    EXPECT_FALSE(order->note);
    EXPECT_THAT(faults_of(read_order({{"title", ""}, {"code", ""}}).error()),
                ElementsAre("body/title/ missing", "body/code/ missing"));
}

TEST(ReadPairs, names_the_element_that_is_wrong) {
    EXPECT_THAT(faults_of(read_order({{"title", "x"},
                                      {"sizes", "small"},
                                      {"sizes", "huge"},
                                      {"tags", "\xff"},
                                      {"count", "10"},
                                      {"gift", "maybe"},
                                      {"code", "c"}})
                              .error()),
                ElementsAre("body/sizes/1/ enum", "body/tags/0/ string_unicode",
                            "body/count/ less_than_equal", "body/gift/ bool_parsing"));
}

TEST(ReadPairs, refuses_to_choose_between_two_values) {
    EXPECT_THAT(
        faults_of(read_order({{"title", "x"},
                              {"title", "x"},
                              {"code", ""},
                              {"code", "c"},
                              {"note", "1"},
                              {"note", "2"}})
                      .error()),
        ElementsAre("body/title/ value_error", "body/note/ value_error", "body/code/ value_error"));
}

}  // namespace
}  // namespace cardea::schema
