#include <cardea/base/result.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace cardea {
namespace {

Result<int> half(int n) {
    if (n % 2 != 0) return Errc::unavailable;
    return n / 2;
}

TEST(Result, holds_a_value_or_its_cause) {
    EXPECT_EQ(half(4).value(), 2);
    EXPECT_EQ(half(3).error(), Errc::unavailable);
    EXPECT_NE(half(3).error(), Errc::internal);
    EXPECT_EQ(half(3).error().fault(), Fault::unavailable);
}

TEST(Result, throws_a_failure_that_carries_the_error) {
    try {
        (void)half(3).value();
        FAIL() << "no exception";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error(), Errc::unavailable);
        EXPECT_EQ(failure.what(), cause_of(Errc::unavailable).message);
    }
}

TEST(Error, keeps_what_the_client_reads_apart_from_what_the_log_reads) {
    const Error error = Error{Errc::internal, "disk 3 is on fire"}
                            .say("Try later")
                            .retry_in(std::chrono::seconds{5});
    EXPECT_EQ(error.message(), "Try later");
    EXPECT_EQ(error.detail(), "disk 3 is on fire");
    EXPECT_EQ(error.retry_after(), std::chrono::seconds{5});
    EXPECT_TRUE(error.fields().empty());
}

TEST(Error, does_not_change_with_a_copy_that_changes) {
    const Error error{Errc::internal, "detail"};
    const Error changed = Error{error}.say("else");
    EXPECT_EQ(changed.message(), "else");
    EXPECT_EQ(error.message(), cause_of(Errc::internal).message);
}

TEST(Error, prints_its_code_first) {
    std::ostringstream out;
    out << Error{Errc::internal, "why"};
    EXPECT_EQ(out.str(), "internal: Internal server error (why)");
}

}  // namespace
}  // namespace cardea
