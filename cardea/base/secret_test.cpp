#include <cardea/base/secret.hpp>

#include <gtest/gtest.h>

#include <vector>

#include <ostream>
#include <type_traits>

namespace cardea {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, can_be_neither_printed_nor_compared_nor_copied_by_accident) {
    static_assert(!Printable<Secret<std::string>>);
    static_assert(!std::equality_comparable<Secret<std::string>>);
    static_assert(!std::copy_constructible<Secret<std::string>>);
    static_assert(!std::convertible_to<Secret<std::string>, std::string>);
    const Secret<std::string> secret{std::string{"hunter2"}};
    EXPECT_EQ(secret.copy().reveal(), "hunter2");
}

TEST(Secret, leaves_nothing_behind_where_it_was_moved_from) {
    Secret<std::string> from{std::string{"short"}};  // within the small-string buffer
    const Secret<std::string> to{std::move(from)};
    EXPECT_EQ(to.reveal(), "short");
    EXPECT_EQ(std::string_view(from.reveal().data(), 5), std::string_view("\0\0\0\0\0", 5));
}

TEST(Wipe, takes_what_is_empty) {
    std::vector<char> nothing;
    wipe(nothing.data(), nothing.size());
    wipe_contents(nothing);
    EXPECT_TRUE(nothing.empty());
}

}  // namespace
}  // namespace cardea
