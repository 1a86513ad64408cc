// Under test: what one thread has revoked, all others refuse, while tables come and go under them.
// Made for ThreadSanitizer, and for AddressSanitizer, which sees memory that went too early.
#include <cardea/revocation/index.hpp>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace cardea::revocation {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{490'000h};

constexpr std::size_t sessions_a_thread = 20'000;

std::string name_of(std::size_t thread, std::size_t number) {
    return std::to_string(thread) + "/" + std::to_string(number);
}

/// Two threads revoke, one takes users back in and out, one maintains while time goes on.
struct RevocationUnderLoad : testing::Test {
    ManualClock clock{start};
    Index index{clock};
    std::array<std::atomic<std::size_t>, 2> revoked{};  // how many each thread has, for sure
    std::atomic<bool> is_over{false};
    std::atomic<std::size_t> faults{0};

    void revoke(std::size_t thread) {
        for (std::size_t i = 0; i < sessions_a_thread; ++i) {
            index.revoke(Kind::session, name_of(thread, i), start + 24h);
            index.revoke(Kind::token, name_of(thread, i), clock.now() + 5s);  // soon gone again
            revoked[thread].store(i + 1, std::memory_order_release);
        }
    }

    void restore() {
        for (std::size_t i = 0; !is_over; ++i) {
            const auto user = "user " + std::to_string(i % 100);
            index.revoke(Kind::user, user, start + 24h);
            if (index.check("", "", user) != Verdict::user_gone) ++faults;
            index.restore_user(user);
            if (index.check("", "", user) != Verdict::stands) ++faults;
        }
    }

    void maintain() {
        while (!is_over) {
            index.maintain();
            clock.advance(1s);
            std::this_thread::yield();
        }
    }

    void read(std::size_t seed) {
        for (std::size_t i = seed; !is_over; i = i * 6'364'136'223'846'793'005 + 1) {
            const auto thread = i >> 63U;
            const auto count = revoked[thread].load(std::memory_order_acquire);
            if (count == 0) continue;
            const auto number = (i >> 20U) % count;
            if (index.check("", name_of(thread, number), "") != Verdict::session_ended) ++faults;
            if (index.check("never", name_of(7, number), "never") != Verdict::stands) ++faults;
        }
    }
};

TEST_F(RevocationUnderLoad, refuses_what_is_revoked_and_nothing_else) {
    {
        std::vector<std::jthread> others;
        others.emplace_back([this] { read(1); });
        others.emplace_back([this] { read(2); });
        others.emplace_back([this] { restore(); });
        others.emplace_back([this] { maintain(); });
        {
            std::jthread first{[this] { revoke(0); }};
            std::jthread second{[this] { revoke(1); }};
        }
        is_over = true;
    }
    EXPECT_EQ(faults, 0U);
    for (std::size_t thread = 0; thread < 2; ++thread) {
        for (std::size_t i = 0; i < sessions_a_thread; ++i)
            ASSERT_EQ(index.check("", name_of(thread, i), ""), Verdict::session_ended);
    }
    clock.advance(25h);
    index.maintain();
    EXPECT_EQ(index.size(), 0U);
    EXPECT_LT(index.bytes(), 10'000U);
}

}  // namespace
}  // namespace cardea::revocation
