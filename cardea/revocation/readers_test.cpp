// Under test: memory may go when all have left who could see it, and not before.
#include <cardea/revocation/readers.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <thread>

namespace cardea::revocation {
namespace {

TEST(RevocationReaders, have_left_where_nobody_reads) {
    Readers readers;
    readers.begin_to_wait();
    EXPECT_TRUE(readers.have_left());
}

TEST(RevocationReaders, are_waited_for) {
    Readers readers;
    std::optional<Readers::Reading> reading{readers};
    readers.begin_to_wait();
    EXPECT_FALSE(readers.have_left());
    EXPECT_FALSE(readers.have_left());
    reading.reset();
    EXPECT_TRUE(readers.have_left());
}

TEST(RevocationReaders, are_waited_for_one_thread_and_all) {
    Readers readers;
    std::optional<Readers::Reading> here{readers};
    std::optional<Readers::Reading> there;
    std::jthread{[&] { there.emplace(readers); }}.join();
    readers.begin_to_wait();
    there.reset();
    EXPECT_FALSE(readers.have_left());
    here.reset();
    EXPECT_TRUE(readers.have_left());
}

TEST(RevocationReaders, who_come_later_are_not_waited_for_where_the_stripe_was_seen_empty) {
    Readers readers;
    std::optional<Readers::Reading> here{readers};
    readers.begin_to_wait();
    EXPECT_FALSE(readers.have_left()) << "but other threads' stripes were seen empty";
    std::optional<Readers::Reading> there;
    std::jthread{[&] { there.emplace(readers); }}.join();
    here.reset();
    EXPECT_TRUE(readers.have_left());
    readers.begin_to_wait();
    EXPECT_FALSE(readers.have_left()) << "with another wait it is otherwise";
}

}  // namespace
}  // namespace cardea::revocation
