#include <cardea/base/character_set.hpp>

#include <gtest/gtest.h>

// Under test: exactly the bytes that were named are in the set.
namespace cardea {
namespace {

TEST(CharacterSet, has_its_ranges_and_singles_and_nothing_else) {
    constexpr CharacterSet set{"az\xf0\xff", "-\t"};
    for (int code = 0; code < 256; ++code) {
        const bool expected =
            (code >= 'a' && code <= 'z') || code >= 0xf0 || code == '-' || code == '\t';
        EXPECT_EQ(set.has(static_cast<char>(code)), expected) << code;
    }
    static_assert(!CharacterSet{"", ""}.has('\0'));
}

}  // namespace
}  // namespace cardea
