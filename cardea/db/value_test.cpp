#include <cardea/db/value.hpp>

#include <cardea/db/statement.hpp>
#include <cardea/schema/bounded.hpp>
#include <cardea/schema/email.hpp>
#include <cardea/schema/text.hpp>
#include <cardea/schema/uuid.hpp>

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
    EXPECT_EQ(round_trip(std::numeric_limits<std::int64_t>::min()),
              std::numeric_limits<std::int64_t>::min());
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

enum class Colour { red, green };
using Small = Bounded<int, 1, 9>;

TEST(Column, takes_the_types_of_schema) {
    const auto uuid = std::get<Uuid>(Uuid::read("018f0000-0000-7000-8000-00000000002a"));
    const auto email = std::get<Email>(Email::read("Ada@example.org"));
    const auto text = std::get<Text<1, 5>>(Text<1, 5>::read("näh"));
    const auto small = std::get<Small>(Small::read(9));
    const Timestamp time{TimePoint{TimePoint::duration{1'700'000'000}}};

    EXPECT_EQ(round_trip(uuid), uuid);
    EXPECT_EQ(round_trip(std::optional{uuid}), std::optional{uuid});
    EXPECT_EQ(round_trip(email)->text(), "Ada@example.org");
    EXPECT_EQ(round_trip(text), text);
    EXPECT_EQ(round_trip(small), small);
    EXPECT_EQ(round_trip(time), time);
    EXPECT_EQ(round_trip(Colour::green), Colour::green);
}

TEST(Column, stores_the_types_of_schema_in_their_plain_form) {
    const auto uuid = std::get<Uuid>(Uuid::read("018F0000-0000-7000-8000-00000000002A"));
    const Timestamp time{TimePoint{TimePoint::duration{1'700'000'000}}};
    const Parameters<Uuid, Timestamp, Colour, Colour> parameters{uuid, time, Colour::red,
                                                                 Colour{7}};
    EXPECT_EQ(std::get<std::string_view>(parameters.values()[0]),
              "018f0000-0000-7000-8000-00000000002a");
    EXPECT_EQ(std::get<std::int64_t>(parameters.values()[1]), 1'700'000'000);
    EXPECT_EQ(std::get<std::string_view>(parameters.values()[2]), "red");
    EXPECT_TRUE(std::holds_alternative<std::monostate>(parameters.values()[3]));
}

TEST(Column, checks_the_types_of_schema_as_it_reads_them) {
    const Value text = std::string_view{"too long"};
    const Value ten = std::int64_t{10};
    EXPECT_FALSE(Column<Uuid>::load(text));
    EXPECT_FALSE(Column<Email>::load(text));
    EXPECT_FALSE((Column<Text<1, 5>>::load(text)));
    EXPECT_FALSE(Column<Small>::load(ten));
    EXPECT_FALSE(Column<Timestamp>::load(text));
    EXPECT_FALSE(Column<Colour>::load(text));
    EXPECT_FALSE(Column<Uuid>::load(Value{}));
}

TEST(Column, reads_a_whole_number_as_a_real_one) {
    EXPECT_EQ(Column<double>::load(Value{std::int64_t{2}}), 2.0);
}

}  // namespace
}  // namespace cardea::db
