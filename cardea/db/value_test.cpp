#include <cardea/db/value.hpp>

#include <cardea/db/statement.hpp>

#include <gtest/gtest.h>

// Under test: what is stored comes back as it was, and nothing else is taken for it.
namespace cardea::db {
namespace {

template <class T>
std::optional<T> round_trip(const T& value) {
    const Parameters<T> parameters{value};
    return Column<T>::load(parameters.values()[0]);
}

TEST(Column, gives_back_what_it_stored) {
    EXPECT_EQ(round_trip(true), true);
    EXPECT_EQ(round_trip(std::int8_t{-128}), -128);
    EXPECT_EQ(round_trip(std::numeric_limits<std::int64_t>::min()), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(round_trip(0.1), 0.1);
    EXPECT_EQ(round_trip(std::string{"a\0b", 3}), (std::string{"a\0b", 3}));
    EXPECT_EQ(round_trip(std::string{}), "");
    EXPECT_EQ(round_trip(std::vector<std::uint8_t>{0, 255}), (std::vector<std::uint8_t>{0, 255}));
    EXPECT_EQ(round_trip(std::array<std::uint8_t, 2>{1, 2}), (std::array<std::uint8_t, 2>{1, 2}));
    EXPECT_EQ(round_trip(TimePoint{TimePoint::duration{-1}}), TimePoint{TimePoint::duration{-1}});
    EXPECT_EQ(round_trip(std::optional<int>{7}), std::optional<int>{7});
    const auto null = round_trip(std::optional<int>{});
    ASSERT_TRUE(null.has_value());
    EXPECT_FALSE(null->has_value());
}

TEST(Column, refuses_what_its_type_does_not_hold) {
    const Value null;
    const Value large = std::int64_t{1} << 40;
    const Value negative = std::int64_t{-1};
    const Value text = std::string_view{"1"};
    const std::array<std::uint8_t, 3> three{1, 2, 3};
    const Value bytes = Bytes{three};

    EXPECT_FALSE(Column<bool>::load(large));
    EXPECT_FALSE(Column<int>::load(large));
    EXPECT_FALSE(Column<int>::load(text));
    EXPECT_FALSE(Column<int>::load(null));
    EXPECT_FALSE(Column<int>::load(Value{1.0}));
    EXPECT_FALSE(Column<std::uint8_t>::load(negative));
    EXPECT_FALSE(Column<double>::load(text));
    EXPECT_FALSE(Column<std::string>::load(bytes));
    EXPECT_FALSE(Column<std::string>::load(null));
    EXPECT_FALSE(Column<std::vector<std::uint8_t>>::load(text));
    EXPECT_FALSE((Column<std::array<std::uint8_t, 2>>::load(bytes)));
    EXPECT_FALSE(Column<TimePoint>::load(text));
    EXPECT_FALSE(Column<std::optional<int>>::load(text));
}

TEST(Column, reads_a_whole_number_as_a_real_one) {
    EXPECT_EQ(Column<double>::load(Value{std::int64_t{2}}), 2.0);
}

}  // namespace
}  // namespace cardea::db
