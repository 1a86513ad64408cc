// Ids as the server makes them, told by a number, so that ten million need no memory: a `jti` of 22
// characters of base64url, a `sid` and a `sub` in the text of a UUID.
#pragma once

#include <cardea/revocation/index.hpp>

#include <time.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bench {

/// A good hash of a number, another for each salt (splitmix64).
inline std::uint64_t scattered(std::uint64_t number, std::uint64_t salt) {
    auto z = number * 0x9e3779b97f4a7c15 + salt * 0xd1342543de82ef95 + 0x2545f4914f6cdd1d;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
    return z ^ (z >> 31U);
}

/// One of each kind.
class Ids {
public:
    explicit Ids(std::uint64_t number) {
        constexpr char digits[] =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
        for (std::size_t i = 0; i < token_.size(); ++i)
            token_[i] = digits[scattered(number, i / 10) >> (i % 10 * 6) & 63U];
        for (std::size_t i = 0; i < session_.size(); ++i) {
            const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
            const auto shift = i % 16 * 4;
            session_[i] = is_dash ? '-' : digits[scattered(number, 16 + i / 16) >> shift & 15U];
            user_[i] = is_dash ? '-' : digits[scattered(number, 32 + i / 16) >> shift & 15U];
        }
    }
    [[nodiscard]] std::string_view token() const { return {token_.data(), token_.size()}; }
    [[nodiscard]] std::string_view session() const { return {session_.data(), session_.size()}; }
    [[nodiscard]] std::string_view user() const { return {user_.data(), user_.size()}; }

private:
    std::array<char, 22> token_;
    std::array<char, 36> session_;
    std::array<char, 36> user_;
};

inline constexpr cardea::TimePoint noon{std::chrono::hours{490'000}};
inline constexpr std::chrono::minutes lifetime{15};

/// Revokes the sessions of these numbers.
inline void revoke_sessions(cardea::revocation::Index& index, std::uint64_t begin,
                            std::uint64_t end, cardea::TimePoint until = noon + lifetime) {
    for (auto number = begin; number < end; ++number)
        index.revoke(cardea::revocation::Kind::session, Ids{number}.session(), until);
}

/// Revokes a token, a session, a user, a token, …
inline void revoke_all_kinds(cardea::revocation::Index& index, std::uint64_t end) {
    using cardea::revocation::Kind;
    for (std::uint64_t number = 0; number < end; ++number) {
        const Ids ids{number};
        if (number % 3 == 0) index.revoke(Kind::token, ids.token(), noon + lifetime);
        if (number % 3 == 1) index.revoke(Kind::session, ids.session(), noon + lifetime);
        if (number % 3 == 2) index.revoke(Kind::user, ids.user(), noon + lifetime);
    }
}

/// Measures the time for which this thread has had a core, so that others count less.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const { return (now() - begin_).count(); }

private:
    using Seconds = std::chrono::duration<double>;
    [[nodiscard]] static Seconds now() {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
    }
    Seconds begin_ = now();
};

}  // namespace bench
