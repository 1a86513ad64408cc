// Under test: a type's shape says of its JSON what reading and writing do with it.
#include <cardea/schema/shape.hpp>

#include <cardea/schema/shape_of.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace cardea::schema {
namespace {

using testing::EndsWith;

enum class Colour { red, green, grey = 63 };

struct Slug {
    std::string value;
    static Reading<Slug> read(std::string_view text) { return Slug{std::string{text}}; }
    [[nodiscard]] std::string_view text() const { return value; }
    static void describe(Shape& shape) {
        shape.pattern = "^[a-z]+$";
        shape.example = R"("hinge")";
    }
};

struct Level {
    std::uint8_t level = 0;
    static Reading<Level> read(std::int64_t number) {
        if (number < 0 || number > 255) return Flaw{"value_error", "Input should be a level"};
        return Level{static_cast<std::uint8_t>(number)};
    }
    [[nodiscard]] std::uint8_t value() const { return level; }
};

struct Door {
    std::string title;
    std::optional<double> weight;
    Patch<Text<0, 8>> note;
    Default<int, 5> stars;
    Secret<Text<8, 256>> password;
    Secret<std::optional<std::string>> hint;

    static constexpr std::string_view description = "What opens and shuts.";
    static constexpr std::string_view example = R"({"title": "Front"})";
};

struct Tree {
    std::string name;
    std::vector<Tree> branches;
};

struct Named {
    std::string description;
    std::string example;
    std::string describe;
};

template <class T>
struct Page {
    std::vector<T> items;
};

TEST(Shape, of_whole_numbers_has_their_range) {
    EXPECT_EQ(shape_of<std::int8_t>().minimum, -128);
    EXPECT_EQ(shape_of<std::int8_t>().maximum, 127);
    EXPECT_EQ(shape_of<std::uint16_t>().minimum, 0);
    EXPECT_EQ(shape_of<std::uint16_t>().maximum, 65535);
    EXPECT_EQ(shape_of<int>().minimum, std::numeric_limits<int>::min());
    EXPECT_EQ(shape_of<int>().maximum, std::numeric_limits<int>::max());
    EXPECT_EQ(shape_of<int>().format, "int32");
    EXPECT_EQ(shape_of<std::uint32_t>().maximum, 4294967295);
    EXPECT_EQ(shape_of<std::uint32_t>().format, "");
    EXPECT_EQ(shape_of<std::int64_t>().minimum, std::nullopt);
    EXPECT_EQ(shape_of<std::int64_t>().format, "int64");
    EXPECT_EQ(shape_of<std::uint64_t>().minimum, 0);
    EXPECT_EQ(shape_of<std::uint64_t>().maximum, std::nullopt);
    EXPECT_EQ(shape_of<std::uint64_t>().kind, ShapeKind::integer);
}

TEST(Shape, of_other_scalars_tells_them_apart) {
    EXPECT_EQ(shape_of<bool>().kind, ShapeKind::boolean);
    EXPECT_EQ(shape_of<double>().kind, ShapeKind::number);
    EXPECT_EQ(shape_of<double>().format, "double");
    EXPECT_EQ(shape_of<float>().format, "float");
    EXPECT_EQ(shape_of<std::string>().kind, ShapeKind::text);
    EXPECT_EQ(shape_of<std::string_view>().kind, ShapeKind::text);
    EXPECT_EQ(shape_of<std::string>().format, "");
}

TEST(Shape, of_a_constrained_type_has_its_constraints) {
    EXPECT_EQ((shape_of<Text<1, 20>>().min_length), 1U);
    EXPECT_EQ((shape_of<Text<1, 20>>().max_length), 20U);
    EXPECT_EQ((shape_of<Text<0, 20>>().min_length), std::nullopt);
    EXPECT_EQ(shape_of<Email>().format, "email");
    EXPECT_EQ(shape_of<Email>().max_length, 254U);
    EXPECT_EQ(shape_of<Uuid>().format, "uuid");
    EXPECT_EQ(shape_of<Timestamp>().format, "date-time");
    EXPECT_EQ(shape_of<Timestamp>().kind, ShapeKind::text);
    EXPECT_EQ((shape_of<Bounded<int, -1, 100>>().minimum), -1);
    EXPECT_EQ((shape_of<Bounded<int, -1, 100>>().maximum), 100);
    EXPECT_EQ((shape_of<Bounded<int, -1, 100>>().kind), ShapeKind::integer);
    EXPECT_EQ((shape_of<Bounded<std::uint64_t, 3, UINT64_MAX>>().minimum), 3);
    EXPECT_EQ((shape_of<Bounded<std::uint64_t, 3, UINT64_MAX>>().maximum), std::nullopt);
}

TEST(Shape, of_a_users_type_is_what_it_says_of_itself) {
    EXPECT_EQ(shape_of<Slug>().kind, ShapeKind::text);
    EXPECT_EQ(shape_of<Slug>().pattern, "^[a-z]+$");
    EXPECT_EQ(shape_of<Slug>().example, R"("hinge")");
    EXPECT_EQ(shape_of<Level>().kind, ShapeKind::integer);
    EXPECT_EQ(shape_of<Level>().maximum, 255);
}

TEST(Shape, of_an_enum_lists_its_values) {
    const auto shape = shape_of<Colour>();
    EXPECT_EQ(shape.kind, ShapeKind::text);
    EXPECT_THAT(shape.values, testing::ElementsAre("red", "green", "grey"));
    EXPECT_THAT(std::string{shape.name}, EndsWith("::Colour"));
    EXPECT_NE(shape.identity, nullptr);
}

TEST(Shape, of_a_wrapped_type_is_the_inner_one_with_a_mark) {
    EXPECT_TRUE(shape_of<std::optional<Email>>().is_nullable);
    EXPECT_EQ(shape_of<std::optional<Email>>().format, "email");
    EXPECT_TRUE((shape_of<Patch<Text<0, 8>>>().is_nullable));
    EXPECT_EQ((shape_of<Patch<Text<0, 8>>>().max_length), 8U);
    EXPECT_EQ((shape_of<Default<int, 5>>().fallback), "5");
    EXPECT_EQ((shape_of<Default<Colour, Colour::green>>().fallback), R"("green")");
    EXPECT_EQ((shape_of<Default<Bounded<int, 1, 100>, 50>>().fallback), "50");
    EXPECT_EQ((shape_of<Default<Bounded<int, 1, 100>, 50>>().maximum), 100);
    EXPECT_FALSE((shape_of<Default<int, 5>>().is_nullable));
    const auto secret = shape_of<Secret<Text<8, 256>>>();
    EXPECT_TRUE(secret.is_write_only);
    EXPECT_EQ(secret.format, "password");
    EXPECT_EQ(secret.min_length, 8U);
    EXPECT_EQ(shape_of<std::vector<Email>>().kind, ShapeKind::list);
    EXPECT_EQ(shape_of<std::vector<Email>>().item().format, "email");
}

TEST(Shape, of_a_struct_has_its_members_and_which_may_be_left_out) {
    const auto door = shape_of<Door>();
    EXPECT_EQ(door.kind, ShapeKind::object);
    EXPECT_EQ(door.description, "What opens and shuts.");
    EXPECT_EQ(door.example, R"({"title": "Front"})");
    std::string told;
    for (const auto& member : door.members) {
        told.append(member.name).append(member.is_required_in ? " in" : "");
        told.append(member.is_required_out ? " out; " : "; ");
    }
    EXPECT_EQ(told, "title in out; weight out; note; stars out; password in out; hint out; ");
    EXPECT_TRUE(door.members.at(5).shape().is_nullable);
}

TEST(Shape, of_a_struct_that_holds_itself_ends) {
    const auto branches = shape_of<Tree>().members.back().shape();
    EXPECT_EQ(branches.item().identity, shape_of<Tree>().identity);
    EXPECT_NE(branches.item().identity, shape_of<Named>().identity);
}

TEST(Shape, takes_members_for_members_whatever_their_names) {
    EXPECT_EQ(shape_of<Named>().members.size(), 3U);
    EXPECT_EQ(shape_of<Named>().description, "");
    EXPECT_EQ(shape_of<Named>().example, "");
}

TEST(Shape, has_the_whole_name_of_its_type) {
    EXPECT_THAT(std::string{shape_of<Page<Tree>>().name},
                testing::MatchesRegex("cardea::schema::.*::Page<cardea::schema::.*::Tree>"));
}

}  // namespace
}  // namespace cardea::schema
