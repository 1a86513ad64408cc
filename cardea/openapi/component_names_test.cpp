// Under test: components are called as people call the types, and no two alike.
#include <cardea/openapi/component_names.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::openapi {
namespace {

using testing::ElementsAre;

std::vector<std::string> names_of(const std::vector<std::string_view>& types,
                                  std::set<std::string> taken = {}) {
    std::vector<TypeName> read;
    for (const auto type : types) read.push_back(type_name_of(type));
    return distinct_names(read, std::move(taken));
}

struct Told {
    const char* name;
    const char* type;
    const char* own;
    const char* scopes;
};
struct TypeNames : testing::TestWithParam<Told> {};
TEST_P(TypeNames, are_said_as_people_say_them) {
    const auto type = type_name_of(GetParam().type);
    EXPECT_EQ(type.own, GetParam().own);
    std::string scopes;
    for (const auto& scope : type.scopes) scopes += scope + ".";
    EXPECT_EQ(scopes, GetParam().scopes);
}

INSTANTIATE_TEST_SUITE_P(
    OfBothCompilers, TypeNames,
    testing::Values(
        Told{"plain", "Note", "Note", ""},
        Told{"in_namespaces", "shop::accounts::User", "User", "shop.accounts."},
        Told{"in_an_unnamed_one_of_gcc", "{anonymous}::Note", "Note", ""},
        Told{"in_an_unnamed_one_of_clang", "shop::(anonymous namespace)::Note", "Note", "shop."},
        Told{"in_a_function", "main(int, char**)::Note", "Note", ""},
        Told{"in_a_member_function", "virtual void shop::Test::TestBody()::Note", "Note",
             "shop.Test."},
        Told{"in_a_lambda", "shop::main()::<lambda(int)>::Note", "Note", "shop."},
        Told{"in_a_struct", "shop::Door::Hinge", "Hinge", "shop.Door."},
        Told{"of_a_template", "shop::Page<{anonymous}::Note>", "Page_Note", "shop."},
        Told{"in_a_template", "Page<shop::Note>::Item", "Item", "Page_Note."},
        Told{"of_numbers", "Grid<shop::Note, 3, -4>", "Grid_Note_3_4", ""},
        Told{"of_gccs_strings",
             "Page<std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > "
             ">",
             "Page_string", ""},
        Told{"of_clangs_strings", "Page<std::basic_string<char>>", "Page_string", ""},
        Told{"of_lists", "Page<std::vector<Note, std::allocator<Note> > >", "Page_vector_Note", ""},
        Told{"of_templates", "shop::Map<Page<a::Note>, unsigned long>",
             "Map_Page_Note_unsigned_long", "shop."},
        Told{"with_letters_beyond_ascii", "shop::T\xc3\xbcr", "T_r", "shop."}),
    [](const auto& row) { return row.param.name; });

TEST(ComponentNames, are_the_types_own_where_these_differ) {
    EXPECT_THAT(names_of({"a::User", "b::Note"}), ElementsAre("User", "Note"));
}

TEST(ComponentNames, have_the_fewest_namespaces_that_tell_them_apart) {
    EXPECT_THAT(names_of({"shop::accounts::User", "shop::audit::User", "shop::Note"}),
                ElementsAre("accounts.User", "audit.User", "Note"));
    EXPECT_THAT(names_of({"a::x::User", "b::x::User"}), ElementsAre("a.x.User", "b.x.User"));
    EXPECT_THAT(names_of({"User", "a::User"}), ElementsAre("User", "a.User"));
}

TEST(ComponentNames, are_numbered_where_namespaces_tell_nothing) {
    EXPECT_THAT(names_of({"{anonymous}::User", "main()::User", "a::User"}),
                ElementsAre("User", "User_2", "a.User"));
    EXPECT_THAT(names_of({"{anonymous}::User_2", "User", "main()::User"}),
                ElementsAre("User_2", "User", "User_3"));
}

TEST(ComponentNames, leave_alone_what_is_taken) {
    EXPECT_THAT(names_of({"shop::Problem"}, {"Problem"}), ElementsAre("shop.Problem"));
    EXPECT_THAT(names_of({"Problem"}, {"Problem"}), ElementsAre("Problem_2"));
}

}  // namespace
}  // namespace cardea::openapi
