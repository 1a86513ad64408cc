// Under test: tables that are merged say the same as they did one before the other.
#include <cardea/revocation/merge.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>

namespace cardea::revocation {
namespace {

constexpr Until now = 1'000;

std::unique_ptr<Table> table_of(std::initializer_list<Entry> entries) {
    auto table = std::make_unique<Table>(100, now);
    for (const auto entry : entries) EXPECT_TRUE(table->put(entry));
    return table;
}

/// The entries that are left, in their order.
std::vector<std::pair<Fingerprint, Until>> merged(std::initializer_list<const Table*> newest_first,
                                                  TakenBack takings_back) {
    const auto table = merge(std::vector(newest_first), now, takings_back);
    std::vector<Entry> entries;
    if (table != nullptr) {
        for (std::size_t bucket = 0; bucket < table->buckets(); ++bucket)
            table->read(bucket, entries);
        EXPECT_EQ(table->entries(), table->entries_max()) << "as large as need be";
        EXPECT_EQ(table->entries(), entries.size());
    }
    std::vector<std::pair<Fingerprint, Until>> pairs;
    for (const auto& entry : entries) pairs.emplace_back(entry.fingerprint, entry.until);
    return pairs;
}

using Pairs = std::vector<std::pair<Fingerprint, Until>>;

TEST(RevocationMerge, keeps_what_has_not_expired_in_order) {
    const auto newer = table_of({{30, now + 1}, {10, now}});
    const auto older = table_of({{20, now + 9}, {40, now - 1}});
    EXPECT_EQ(merged({newer.get(), older.get()}, TakenBack::drop),
              (Pairs{{20, now + 9}, {30, now + 1}}));
}

TEST(RevocationMerge, keeps_the_latest_time_whichever_table_has_it) {
    const auto newer = table_of({{1, now + 5}, {2, now + 9}, {3, now}});
    const auto older = table_of({{1, now + 9}, {2, now + 5}, {3, now + 1}});
    EXPECT_EQ(merged({newer.get(), older.get()}, TakenBack::drop),
              (Pairs{{1, now + 9}, {2, now + 9}, {3, now + 1}}));
}

TEST(RevocationMerge, lets_a_taking_back_win_over_older_tables_only) {
    const auto newest = table_of({{2, now + 5}});
    const auto newer = table_of({{1, taken_back}, {2, taken_back}, {3, taken_back}});
    const auto older = table_of({{1, now + 9}, {2, now + 9}});
    const std::initializer_list<const Table*> all{newest.get(), newer.get(), older.get()};
    EXPECT_EQ(merged(all, TakenBack::drop), (Pairs{{2, now + 5}}));
    EXPECT_EQ(merged(all, TakenBack::keep),
              (Pairs{{1, taken_back}, {2, now + 5}, {3, taken_back}}));
}

TEST(RevocationMerge, remembers_a_taking_back_under_a_revocation_that_has_expired) {
    const auto newer = table_of({{1, now}});
    const auto older = table_of({{1, taken_back}});
    EXPECT_EQ(merged({newer.get(), older.get()}, TakenBack::keep), (Pairs{{1, taken_back}}))
        << "a still older table may say that it is revoked";
    EXPECT_EQ(merged({newer.get(), older.get()}, TakenBack::drop), Pairs{});
}

TEST(RevocationMerge, makes_no_table_of_nothing) {
    const auto expired = table_of({{1, now}, {2, now - 5}});
    EXPECT_EQ(merge(std::vector<const Table*>{expired.get()}, now, TakenBack::keep), nullptr);
}

TEST(RevocationMerge, makes_a_larger_table_where_too_many_have_one_home) {
    // Spread over the last sixteenth of all fingerprints: a table for 200 has too few buckets there.
    Table crowded{5000, now};
    constexpr std::uint64_t step = (std::uint64_t{1} << 60U) / 200;
    for (std::uint64_t i = 1; i <= 200; ++i) ASSERT_TRUE(crowded.put({~(i * step), now + 1}));
    Table too_small{200, now};
    bool had_room = true;
    for (std::uint64_t i = 1; i <= 200; ++i)
        had_room = too_small.put({~(i * step), now + 1}) && had_room;
    ASSERT_FALSE(had_room);

    const auto table = merge(std::vector<const Table*>{&crowded}, now, TakenBack::drop);
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->entries(), 200U);
    for (std::uint64_t i = 1; i <= 200; ++i)
        EXPECT_EQ(table->find(~(i * step)), Table::Says::revoked) << i;
}

}  // namespace
}  // namespace cardea::revocation
