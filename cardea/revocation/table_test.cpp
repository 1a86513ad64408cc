// Under test: a table finds what was put into it, keeps it nearly in order, and says when it is full.
#include <cardea/revocation/table.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <new>
#include <random>
#include <set>

namespace cardea::revocation {
namespace {

constexpr Until born = 1'000;
constexpr Until later = 2'000;
constexpr auto largest = std::numeric_limits<Fingerprint>::max();

Table::Says says(const Table& table, Fingerprint fingerprint) {
    return table.may_have(fingerprint) ? table.find(fingerprint) : Table::Says::nothing;
}

std::vector<Fingerprint> random_fingerprints(std::size_t count) {
    std::mt19937_64 random{3};
    std::vector<Fingerprint> all(count);
    for (auto& one : all) one = random() | 1U;
    return all;
}

TEST(RevocationTable, takes_as_many_as_it_was_made_for) {
    for (const std::size_t count : {1U, 2U, 100U, 10'000U}) {
        Table table{count, born};
        const auto all = random_fingerprints(count + 1);
        for (std::size_t i = 0; i < count; ++i) ASSERT_TRUE(table.put({all[i], later})) << i;
        EXPECT_FALSE(table.put({all[count], later}));
        EXPECT_TRUE(table.put({all[0], later})) << "it is there already";
        for (std::size_t i = 0; i < count; ++i)
            ASSERT_EQ(says(table, all[i]), Table::Says::revoked);
        EXPECT_EQ(says(table, all[count]), Table::Says::nothing);
        EXPECT_EQ(table.entries(), count);
    }
}

TEST(RevocationTable, finds_the_least_and_the_largest) {
    Table table{10, born};
    for (const auto one : {Fingerprint{1}, largest}) {
        EXPECT_EQ(says(table, one), Table::Says::nothing);
        EXPECT_TRUE(table.put({one, later}));
        EXPECT_EQ(says(table, one), Table::Says::revoked);
    }
}

TEST(RevocationTable, is_full_where_too_many_have_one_home) {
    Table table{1000, born};
    std::size_t count = 0;
    while (table.put({largest - count, later})) ++count;
    EXPECT_GT(count, 50U);
    EXPECT_LT(count, 1000U);
    for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(table.find(largest - i), Table::Says::revoked) << i;
    EXPECT_EQ(table.find(largest - count), Table::Says::nothing) << "the search ends at the end";
    EXPECT_TRUE(table.put({1, later})) << "elsewhere there is room";
}

TEST(RevocationTable, can_be_read_in_order_but_for_short_stretches) {
    Table table{20'000, born};
    const auto all = random_fingerprints(20'000);
    for (const auto one : all) ASSERT_TRUE(table.put({one, later}));
    std::vector<Entry> stretch;
    std::vector<Fingerprint> read;
    for (std::size_t bucket = 0; bucket < table.buckets(); ++bucket) {
        if (table.read(bucket, stretch)) continue;
        std::ranges::sort(stretch, {}, &Entry::fingerprint);
        for (const auto& entry : stretch) read.push_back(entry.fingerprint);
        stretch.clear();
    }
    EXPECT_TRUE(std::ranges::is_sorted(read));
    EXPECT_EQ(std::set(read.begin(), read.end()), std::set(all.begin(), all.end()));
}

TEST(RevocationTable, says_what_was_taken_back) {
    Table table{10, born};
    ASSERT_TRUE(table.put({7, later}));
    ASSERT_TRUE(table.put({8, taken_back}));
    ASSERT_TRUE(table.put({7, taken_back}));
    EXPECT_EQ(says(table, 7), Table::Says::not_revoked);
    EXPECT_EQ(says(table, 8), Table::Says::not_revoked);
    EXPECT_EQ(table.revocations(), 0U);
    ASSERT_TRUE(table.put({7, taken_back}));
    ASSERT_TRUE(table.put({8, later}));
    EXPECT_EQ(says(table, 8), Table::Says::revoked);
    EXPECT_EQ(table.revocations(), 1U);
    EXPECT_EQ(table.entries(), 2U);
}

TEST(RevocationTable, is_stale_when_all_has_expired_or_some_has_and_it_is_old) {
    EXPECT_TRUE((Table{10, born}.is_stale(born))) << "nobody needs an empty one";
    Table table{10, born};
    ASSERT_TRUE(table.put({7, born + 30}));
    EXPECT_FALSE(table.is_stale(born + 29));
    EXPECT_TRUE(table.is_stale(born + 30));
    ASSERT_TRUE(table.put({8, born + 3600}));
    EXPECT_FALSE(table.is_stale(born + 59));
    EXPECT_TRUE(table.is_stale(born + 60));
    EXPECT_FALSE(table.is_stale(born - 500)) << "a clock was put back";
}

TEST(RevocationTable, asks_its_buckets_for_few_that_are_not_there) {
    Table table{20'000, born};
    std::mt19937_64 random{5};
    for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(table.put({random(), later}));
    int passed = 0;
    for (int i = 0; i < 100'000; ++i) passed += table.may_have(random()) ? 1 : 0;
    EXPECT_LT(passed, 2000) << "one in a hundred is meant";
    EXPECT_GT(passed, 100);
}

TEST(RevocationTable, refuses_to_be_where_there_is_no_memory_for_it) {
    constexpr std::size_t too_many = std::size_t{1} << 52U;
    EXPECT_THROW((Table{too_many, born}), std::bad_alloc);
}

}  // namespace
}  // namespace cardea::revocation
