// Under test: what is revoked is refused until it expires, whatever becomes of the tables meanwhile.
#include <cardea/revocation/index.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>

namespace cardea::revocation {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint noon{490'000h};

std::string session_number(std::size_t number) { return "session-" + std::to_string(number); }

struct RevocationIndex : testing::Test {
    ManualClock clock{noon};
    SteadyTime steady{1000h};
    Index index{clock, [this] { return steady; }};

    Verdict session(std::string_view id) const { return index.check("", id, ""); }
    Verdict user(std::string_view id) const { return index.check("", "", id); }
    std::size_t empty_bytes = index.bytes();
};

TEST_F(RevocationIndex, lets_everything_stand_at_first) {
    EXPECT_EQ(index.check("t", "s", "u"), Verdict::stands);
    index.maintain();
    EXPECT_EQ(index.check("t", "s", "u"), Verdict::stands);
    EXPECT_EQ(index.size(), 0U);
}

TEST_F(RevocationIndex, refuses_each_kind_by_its_name) {
    index.revoke(Kind::token, "t", noon + 1min);
    index.revoke(Kind::session, "s", noon + 1min);
    index.revoke(Kind::user, "u", noon + 1min);
    EXPECT_EQ(index.check("t", "x", "x"), Verdict::token_revoked);
    EXPECT_EQ(index.check("x", "s", "x"), Verdict::session_ended);
    EXPECT_EQ(index.check("x", "x", "u"), Verdict::user_gone);
    EXPECT_EQ(index.check("x", "x", "x"), Verdict::stands);
    EXPECT_EQ(index.size(), 3U);
}

TEST_F(RevocationIndex, names_the_user_before_the_session_and_the_session_before_the_token) {
    index.revoke(Kind::token, "t", noon + 1min);
    index.revoke(Kind::session, "s", noon + 1min);
    EXPECT_EQ(index.check("t", "s", "u"), Verdict::session_ended);
    index.maintain();
    index.revoke(Kind::user, "u", noon + 1min);
    EXPECT_EQ(index.check("t", "s", "u"), Verdict::user_gone);
}

TEST_F(RevocationIndex, takes_an_id_of_one_kind_for_none_of_another) {
    index.revoke(Kind::session, "same", noon + 1min);
    EXPECT_EQ(index.check("same", "other", "same"), Verdict::stands);
}

TEST_F(RevocationIndex, is_not_asked_for_what_is_empty_and_cannot_be_told_of_it) {
    for (const auto kind : {Kind::token, Kind::session, Kind::user})
        index.revoke(kind, "", noon + 1min);
    EXPECT_EQ(index.size(), 0U);
    index.revoke(Kind::session, "s", noon + 1min);
    EXPECT_EQ(index.check("", "", ""), Verdict::stands);
}

TEST_F(RevocationIndex, reads_every_byte_of_an_id) {
    const std::string uuid = "018f2c3e-7a4b-7c9d-8e1f-0a2b3c4d5e6f";
    const std::string long_id(3000, 'a');
    const std::string with_nul{"a\0b", 3};
    for (const auto& id : {uuid, long_id, with_nul, std::string{"a"}})
        index.revoke(Kind::session, id, noon + 1min);
    for (auto id : {uuid, long_id, with_nul}) {
        EXPECT_EQ(session(id), Verdict::session_ended);
        id.back() ^= 1;
        EXPECT_EQ(session(id), Verdict::stands) << id;
        id.back() ^= 1;
        EXPECT_EQ(session(id + "a"), Verdict::stands) << id;
        EXPECT_EQ(session(id.substr(1)), Verdict::stands) << id;
    }
}

TEST_F(RevocationIndex, drops_what_no_token_can_be_hit_by_any_more) {
    index.revoke(Kind::session, "s", noon + 60s);
    clock.advance(59s);
    index.maintain();
    EXPECT_EQ(session("s"), Verdict::session_ended);
    clock.advance(1s);
    index.maintain();
    EXPECT_EQ(session("s"), Verdict::stands);
    EXPECT_EQ(index.size(), 0U);
}

TEST_F(RevocationIndex, drops_the_expired_from_among_those_that_stay) {
    for (std::size_t i = 0; i < 3000; ++i)
        index.revoke(Kind::session, session_number(i), noon + (i % 3 == 0 ? 30s : 3600s));
    clock.advance(60s);
    index.maintain();
    EXPECT_EQ(index.size(), 2000U);
    for (std::size_t i = 0; i < 3000; ++i)
        EXPECT_EQ(session(session_number(i)) == Verdict::stands, i % 3 == 0) << i;
}

TEST_F(RevocationIndex, holds_to_the_latest_time_in_whatever_order_it_is_told) {
    index.revoke(Kind::session, "later first", noon + 100s);
    index.revoke(Kind::session, "later last", noon + 10s);
    index.revoke(Kind::session, "later first, merged", noon + 100s);
    index.revoke(Kind::session, "later last, merged", noon + 10s);
    index.revoke(Kind::session, "later first", noon + 10s);
    index.revoke(Kind::session, "later last", noon + 100s);
    EXPECT_EQ(index.size(), 4U) << "told twice is one";
    clock.advance(10s);  // some have expired, but nothing is dropped before the second telling
    for (std::size_t i = 0; i < 5000; ++i)
        index.revoke(Kind::token, std::to_string(i), noon + 100s);
    index.revoke(Kind::session, "later first, merged", noon + 10s);
    index.revoke(Kind::session, "later last, merged", noon + 100s);
    index.maintain();
    for (const auto* id :
         {"later first", "later last", "later first, merged", "later last, merged"})
        EXPECT_EQ(session(id), Verdict::session_ended) << id;
    EXPECT_EQ(index.size(), 5004U) << "told twice is one, at the latest when tables are merged";
    clock.advance(90s);
    index.maintain();
    EXPECT_EQ(index.size(), 0U);
}

TEST_F(RevocationIndex, keeps_to_times_that_it_cannot_write_down) {
    index.revoke(Kind::session, "far", TimePoint{std::chrono::seconds{253'402'300'799}});
    index.revoke(Kind::session, "before the epoch", TimePoint{-5s});
    EXPECT_EQ(session("before the epoch"), Verdict::session_ended) << "until it is dropped";
    clock.advance(24h * 365);
    index.maintain();
    EXPECT_EQ(session("far"), Verdict::session_ended);
    EXPECT_EQ(session("before the epoch"), Verdict::stands);
}

TEST_F(RevocationIndex, takes_a_user_back_in) {
    index.revoke(Kind::user, "u", noon + 1h);
    index.revoke(Kind::session, "u", noon + 1h);
    index.restore_user("u");
    EXPECT_EQ(user("u"), Verdict::stands);
    EXPECT_EQ(session("u"), Verdict::session_ended) << "a session of that id is another matter";
    EXPECT_EQ(index.size(), 1U);
}

TEST_F(RevocationIndex, takes_a_user_back_in_whose_table_is_merged_and_stays_so) {
    for (std::size_t i = 0; i < 200'000; ++i)
        index.revoke(Kind::session, session_number(i), noon + 1h);
    index.revoke(Kind::user, "u", noon + 1h);
    index.maintain();
    index.restore_user("u");
    EXPECT_EQ(user("u"), Verdict::stands);
    // The large table stays as it is, and the smaller ones are merged, which must not forget.
    for (std::size_t i = 0; i < 10'000; ++i)
        index.revoke(Kind::token, std::to_string(i), noon + 1h);
    index.maintain();
    EXPECT_EQ(user("u"), Verdict::stands);
    for (std::size_t i = 0; i < 50'000; ++i)
        index.revoke(Kind::token, std::to_string(i), noon + 1h);
    index.maintain();
    EXPECT_EQ(user("u"), Verdict::stands);
    EXPECT_EQ(index.size(), 250'000U) << "all is merged, and nothing is left of the user";
}

TEST_F(RevocationIndex, revokes_a_user_anew_who_was_taken_back_in) {
    index.revoke(Kind::user, "u", noon + 1h);
    index.restore_user("u");
    index.revoke(Kind::user, "u", noon + 1h);
    EXPECT_EQ(user("u"), Verdict::user_gone);
    index.maintain();
    index.restore_user("u");
    index.maintain();
    index.revoke(Kind::user, "u", noon + 1h);
    EXPECT_EQ(user("u"), Verdict::user_gone);
}

TEST_F(RevocationIndex, believes_the_later_word_about_a_user_whichever_comes_first) {
    index.revoke(Kind::user, "gone", noon + 1h, 11);
    index.restore_user("gone", 10);
    EXPECT_EQ(user("gone"), Verdict::user_gone);
    index.restore_user("back", 10);
    index.revoke(Kind::user, "back", noon + 1h, 9);
    EXPECT_EQ(user("back"), Verdict::stands);
    index.revoke(Kind::user, "another", noon + 1h, 5);
    EXPECT_EQ(user("another"), Verdict::user_gone) << "each user has an order of their own";

    index.restore_user("gone", 12);
    EXPECT_EQ(user("gone"), Verdict::stands);
    index.revoke(Kind::user, "back", noon + 1h, 10);
    EXPECT_EQ(user("back"), Verdict::user_gone) << "of two in one place, the one that comes last";
    index.restore_user("back");
    EXPECT_EQ(user("back"), Verdict::stands) << "what has no place is news";
}

TEST_F(RevocationIndex, ignores_what_was_told_long_since_and_forgets_its_order) {
    index.revoke(Kind::user, "u", noon + 1h, 20);
    index.confirm(steady, 20);
    index.maintain();
    index.restore_user("u", 19);
    index.restore_user("u", 20);
    EXPECT_EQ(user("u"), Verdict::user_gone);
    index.restore_user("u", 21);
    index.confirm(steady, 15);
    index.revoke(Kind::user, "u", noon + 1h, 20);
    EXPECT_EQ(user("u"), Verdict::stands) << "it is no less told because less was confirmed later";
    index.confirm(steady, 21);
    clock.advance(1h);
    index.maintain();
    EXPECT_EQ(index.bytes(), empty_bytes);
}

TEST_F(RevocationIndex, keeps_nothing_of_users_who_were_never_gone) {
    index.restore_user("u");
    index.restore_user("");
    EXPECT_EQ(index.bytes(), empty_bytes);
}

TEST_F(RevocationIndex, grows_to_200_000_finds_each_and_takes_no_other_for_one) {
    constexpr std::size_t count = 200'000;
    for (std::size_t i = 0; i < count; ++i) {
        index.revoke(Kind::session, session_number(i), noon + 1h);
        if (i % 30'011 == 0) index.maintain();
        ASSERT_EQ(session(session_number(i / 2)), Verdict::session_ended) << i;
    }
    for (const bool is_merged : {false, true}) {
        if (is_merged) index.maintain();
        std::size_t found = 0;
        for (std::size_t i = 0; i < count; ++i)
            found += session(session_number(i)) == Verdict::session_ended ? 1 : 0;
        EXPECT_EQ(found, count);
        std::size_t others = 0;
        for (std::size_t i = count; i < count + (is_merged ? 1'000'000 : 200'000); ++i)
            others += session(session_number(i)) == Verdict::stands ? 0 : 1;
        EXPECT_EQ(others, 0U);
    }
    EXPECT_EQ(index.size(), count);
    EXPECT_LE((index.bytes() - empty_bytes) / count, 24U);
}

TEST_F(RevocationIndex, gives_its_memory_back_once_all_has_expired) {
    for (std::size_t i = 0; i < 100'000; ++i)
        index.revoke(Kind::session, session_number(i), noon + 15min);
    index.maintain();
    EXPECT_GT(index.bytes(), 1'000'000U);
    clock.advance(15min);
    index.maintain();
    EXPECT_EQ(index.size(), 0U);
    EXPECT_EQ(index.bytes(), empty_bytes);
    index.revoke(Kind::session, "s", noon + 1h);
    EXPECT_EQ(session("s"), Verdict::session_ended);
}

TEST_F(RevocationIndex, stays_small_where_as_many_come_as_expire) {
    for (std::size_t i = 0; i < 30'000; ++i) {
        index.revoke(Kind::session, session_number(i), clock.now() + 60s);
        if (i % 100 == 99) {
            clock.advance(1s);
            index.maintain();
        }
    }
    EXPECT_LE(index.size(), 18'000U)
        << "6,000 live, and those that expired within the last minutes";
    EXPECT_LE(index.bytes() - empty_bytes, 1'000'000U);
}

/// What was told last of an id.
struct Told {
    bool is_revoked;
    TimePoint until;
};

TEST_F(RevocationIndex, agrees_with_a_map_whatever_happens) {
    std::map<std::string, Told> users;
    std::mt19937 random{11};
    for (int step = 0; step < 200'000; ++step) {
        const auto id = std::to_string(random() % 30'000);
        auto& told = users[id];
        if (random() % 4 == 0) {
            index.restore_user(id);
            told = {false, {}};
        } else {
            const auto until = clock.now() + std::chrono::seconds{random() % 900};
            index.revoke(Kind::user, id, until);
            told = {true, told.is_revoked ? std::max(told.until, until) : until};
        }
        if (random() % 2000 == 0) clock.advance(std::chrono::seconds{random() % 60});
        if (random() % 3000 == 0) index.maintain();
        const auto asked = std::to_string(random() % 30'000);
        const auto known = users.find(asked);
        if (known == users.end() || !known->second.is_revoked) {
            ASSERT_EQ(user(asked), Verdict::stands) << step;
        } else if (known->second.until > clock.now()) {
            ASSERT_EQ(user(asked), Verdict::user_gone) << step;
        }  // one that has expired may be refused or not
    }
}

TEST_F(RevocationIndex, is_as_old_as_what_was_confirmed_last) {
    EXPECT_GT(index.age(), 24h * 365);
    index.confirm(steady - 300ms);
    EXPECT_EQ(index.age(), 300ms);
    steady += 2s;
    EXPECT_EQ(index.age(), 2300ms);
    index.confirm(steady - 1s);
    EXPECT_EQ(index.age(), 1s);
    index.confirm(steady - 2s);
    EXPECT_EQ(index.age(), 1s) << "an older word takes nothing back";
    index.confirm(steady + 4ms);
    EXPECT_EQ(index.age(), 0ms) << "the steady time may lag behind";
}

TEST(RevocationAge, is_told_by_a_clock_that_agrees_with_the_steady_one) {
    const auto before = std::chrono::steady_clock::now();
    const auto tick = time_of_last_tick();
    EXPECT_LE(tick, std::chrono::steady_clock::now());
    EXPECT_LE(before - tick, 10s) << "the same beginning";
}

}  // namespace
}  // namespace cardea::revocation
