// Under test: Query, Path, Header and Cookie: absence, defaults, lists, and what is sent twice.
#include <cardea/inject/parameters.hpp>

#include <cardea/http/form.hpp>
#include <cardea/inject/errc.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::inject {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Order { newest, oldest };
using Limit = Bounded<int, 1, 100>;

struct ParameterTest : testing::Test {
    std::string query;
    std::vector<Field> fields;

    template <class Parameter>
    Result<Parameter> read() const {
        return Parameter::from_request(request());
    }
    template <class Parameter>
    bool is_absent() const {
        return Parameter::is_absent(request());
    }
    /// `loc type` of the one fault.
    template <class Parameter>
    std::string fault() const {
        const auto refused = read<Parameter>();
        EXPECT_FALSE(refused);
        EXPECT_EQ(refused.error().fault(), Fault::invalid);
        std::string text;
        for (const auto& one : refused.error().fields()) {
            for (const auto& step : one.loc) text += step + "/";
            text += " " + one.type;
        }
        return text;
    }

private:
    [[nodiscard]] Request request() const {
        return Request{{.query = query, .fields = fields}, nullptr};
    }
};

struct QueryTest : ParameterTest {};
struct HeaderTest : ParameterTest {};
struct CookieTest : ParameterTest {};

TEST_F(QueryTest, takes_a_default_of_any_scalar_kind) {
    EXPECT_EQ(*(read<Query<"n", int, 50>>().value()), 50);
    EXPECT_EQ(*(read<Query<"n", std::int64_t, 5>>().value()), 5);
    EXPECT_EQ((*read<Query<"n", Limit, 50>>().value()).value(), 50);
    EXPECT_TRUE(*(read<Query<"n", bool, true>>().value()));
    EXPECT_EQ(*(read<Query<"n", Order, Order::oldest>>().value()), Order::oldest);
    EXPECT_EQ(*(read<Query<"n", std::string, FixedString{"x y"}>>().value()), "x y");
    EXPECT_EQ((*read<Query<"n", Text<1, 3>, FixedString{"abc"}>>().value()).text(), "abc");
    query = "n=7";
    EXPECT_EQ(*(read<Query<"n", int, 50>>().value()), 7);
    EXPECT_EQ((*read<Query<"n", Limit, 50>>().value()).value(), 7);
}

TEST_F(QueryTest, does_not_let_a_default_hide_a_fault) {
    query = "n=";
    EXPECT_EQ((fault<Query<"n", int, 50>>()), "query/n/ int_parsing");
    query = "n=101";
    EXPECT_EQ((fault<Query<"n", Limit, 50>>()), "query/n/ less_than_equal");
    query = "n=1&n=2";
    EXPECT_EQ((fault<Query<"n", int, 50>>()), "query/n/ value_error");
}

TEST_F(QueryTest, fails_closed_on_a_default_that_its_type_refuses) {
    EXPECT_EQ((read<Query<"n", Text<1, 3>, FixedString{"abcd"}>>().error()),
              cardea::Errc::internal);
}

TEST_F(QueryTest, refuses_a_scalar_sent_twice_even_if_it_is_the_same) {
    query = "limit=5&limit=5";
    EXPECT_EQ((fault<Query<"limit", int>>()), "query/limit/ value_error");
    EXPECT_FALSE((is_absent<Query<"limit", int>>()));
    query = "limit=5&l%69mit=6";
    EXPECT_EQ((fault<Query<"limit", int>>()), "query/limit/ value_error");
}

TEST_F(QueryTest, takes_all_values_of_a_list_and_none) {
    using Tags = Query<"tag", std::vector<std::string>>;
    EXPECT_THAT(*read<Tags>().value(), IsEmpty());
    EXPECT_TRUE(is_absent<Tags>());
    query = "tag=a&x=1&tag=&tag=b%26+c";
    EXPECT_THAT(*read<Tags>().value(), ElementsAre("a", "", "b& c"));
    EXPECT_FALSE(is_absent<Tags>());
}

TEST_F(QueryTest, names_the_element_that_is_wrong) {
    query = "id=1&id=x&id=3";
    EXPECT_EQ((fault<Query<"id", std::vector<int>>>()), "query/id/1/ int_parsing");
}

TEST_F(QueryTest, bounds_a_list) {
    for (std::size_t i = 0; i <= http::pairs_max; ++i) query += "t=1&";
    EXPECT_EQ((read<Query<"t", std::vector<int>>>().error()), Errc::malformed_query);
}

TEST_F(QueryTest, is_absent_without_a_value_and_refused_with_a_bad_one) {
    EXPECT_TRUE((is_absent<Query<"n", int>>()));
    EXPECT_EQ((fault<Query<"n", int>>()), "query/n/ missing");
    EXPECT_EQ(*(read<Query<"n", std::optional<int>>>().value()), std::nullopt);
    query = "%";
    EXPECT_FALSE((is_absent<Query<"n", int>>()));
    EXPECT_EQ((read<Query<"n", int>>().error()), Errc::malformed_query);
}

TEST_F(QueryTest, tells_what_it_is_to_whoever_describes_it) {
    using Plain = Query<"n", int>;
    using WithDefault = Header<"X-N", int, 3>;
    using List = Query<"tag", std::vector<std::string>>;
    static_assert(std::is_same_v<Plain::Value, int> && Plain::parameter_name == "n");
    static_assert(Plain::is_required && !Plain::has_fallback);
    static_assert(!WithDefault::is_required && WithDefault::has_fallback);
    static_assert(!List::is_required && !List::has_fallback);
    static_assert(Cookie<"sid">::is_required && Path<"id", int>::is_required);
}

TEST_F(HeaderTest, is_found_whatever_its_case_and_may_have_a_default) {
    EXPECT_EQ(*(read<Header<"X-Depth", int, 1>>().value()), 1);
    EXPECT_TRUE((is_absent<Header<"X-Depth">>()));
    EXPECT_EQ(fault<Header<"X-Depth">>(), "header/X-Depth/ missing");
    fields = {{"x-depth", "4"}};
    EXPECT_EQ(*(read<Header<"X-Depth", int, 1>>().value()), 4);
    EXPECT_EQ(*read<Header<"X-Depth">>().value(), "4");
}

TEST_F(HeaderTest, refuses_a_scalar_sent_twice_and_lists_all_for_who_wants_all) {
    fields = {{"X-A", "1, 2"}, {"x-a", "3"}};
    EXPECT_EQ(fault<Header<"X-A">>(), "header/X-A/ value_error");
    EXPECT_THAT(*(read<Header<"X-A", std::vector<std::string>>>().value()),
                ElementsAre("1, 2", "3"));
}

TEST_F(HeaderTest, gives_no_text_that_is_no_utf8) {
    fields = {{"X-A", "\xe9"}};
    EXPECT_EQ(fault<Header<"X-A">>(), "header/X-A/ string_unicode");
}

TEST_F(CookieTest, takes_a_value_a_default_or_its_absence) {
    using Theme = Cookie<"theme", std::string, FixedString{"light"}>;
    EXPECT_EQ(*read<Theme>().value(), "light");
    EXPECT_TRUE(is_absent<Cookie<"theme">>());
    EXPECT_EQ(fault<Cookie<"theme">>(), "cookie/theme/ missing");
    fields = {{"Cookie", "n=7; theme=dark"}};
    EXPECT_EQ(*read<Theme>().value(), "dark");
    EXPECT_EQ(*(read<Cookie<"n", int>>().value()), 7);
    EXPECT_EQ((fault<Cookie<"theme", int>>()), "cookie/theme/ int_parsing");
    EXPECT_EQ((read<Cookie<"theme", Secret<std::string>>>().value()->reveal()), "dark");
}

TEST_F(CookieTest, is_refused_where_it_cannot_be_told) {
    for (const auto* value : {"sid=mine; sid=planted", "sid=a b", "sid=\xff"}) {
        fields = {{"Cookie", value}};
        EXPECT_EQ(fault<Cookie<"sid">>(), "cookie/sid/ value_error") << value;
        EXPECT_FALSE(is_absent<Cookie<"sid">>()) << value;
    }
    std::string many;
    for (int i = 0; i < 300; ++i) many += "a=1; ";
    fields = {{"Cookie", many}};
    EXPECT_EQ(read<Cookie<"sid">>().error().fault(), Fault::malformed);
    EXPECT_FALSE(is_absent<Cookie<"sid">>());
}

TEST_F(ParameterTest, takes_one_value_out_of_the_path) {
    const std::vector<std::string> names{"id"};
    const std::vector<std::string> values{"7"};
    Request request;
    request.set_path_parameters(names, values);
    EXPECT_EQ(*(Path<"id", int>::from_request(request).value()), 7);
    EXPECT_EQ((Path<"id", bool>::from_request(request).error().fields().at(0).loc),
              (std::vector<std::string>{"path", "id"}));
}

}  // namespace
}  // namespace cardea::inject
