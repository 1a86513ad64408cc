#include <cardea/revocation/index.hpp>

#include <cardea/revocation/fingerprints.hpp>
#include <cardea/revocation/merge.hpp>
#include <cardea/revocation/readers.hpp>
#include <cardea/revocation/table_stack.hpp>

#include <time.h>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace cardea::revocation {
namespace {

constexpr std::size_t kinds = 3;
constexpr auto never_confirmed = std::numeric_limits<SteadyTime::rep>::min();

constexpr std::size_t place_of(Kind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

SteadyTime time_of_last_tick() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return SteadyTime{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

Index::Index(const Clock& clock, std::function<SteadyTime()> steady)
    : fingerprints_{std::make_unique<Fingerprints>()},
      readers_{std::make_unique<Readers>()},
      stacks_{std::make_unique<TableStack[]>(kinds)},
      clock_{&clock},
      steady_{std::move(steady)},
      confirmed_{never_confirmed} {}

Index::~Index() = default;

void Index::revoke(Kind kind, std::string_view id, TimePoint until, Position position) {
    if (id.empty()) return;
    const auto fingerprint = fingerprints_->of(kind, id);
    const auto now = until_of(clock_->now());
    const std::lock_guard lock{mutex_};
    if (kind == Kind::user && !is_news(fingerprint, position)) return;
    stacks_[place_of(kind)].put({fingerprint, until_of(until)}, now);
}

void Index::restore_user(std::string_view id, Position position) {
    const auto fingerprint = fingerprints_->of(Kind::user, id);
    const auto now = until_of(clock_->now());
    const std::lock_guard lock{mutex_};  // while it is held, no table is unpublished
    if (!is_news(fingerprint, position)) return;
    auto& users = stacks_[place_of(Kind::user)];
    if (users.has(fingerprint)) users.put({fingerprint, taken_back}, now);
}

/// Whether nothing newer was said of this user; it is noted as long as older words may come.
bool Index::is_news(Fingerprint user, Position position) {
    if (position <= told_) return position == 0;
    auto& last = users_told_[user];
    if (position < last) return false;
    last = position;
    return true;
}

Verdict Index::check(std::string_view token, std::string_view session,
                     std::string_view user) const noexcept {
    const auto of_user = asked(Kind::user, user);
    const auto of_session = asked(Kind::session, session);
    const auto of_token = asked(Kind::token, token);
    if ((of_user | of_session | of_token) == no_fingerprint) return Verdict::stands;

    const Readers::Reading reading{*readers_};
    const auto& users = stacks_[place_of(Kind::user)];
    const auto& sessions = stacks_[place_of(Kind::session)];
    const auto& tokens = stacks_[place_of(Kind::token)];
    bool may_be = users.may_have(of_user);  // all three, so that memory is waited for once
    may_be |= sessions.may_have(of_session);
    may_be |= tokens.may_have(of_token);
    if (!may_be) [[likely]]
        return Verdict::stands;
    if (users.has(of_user)) return Verdict::user_gone;
    if (sessions.has(of_session)) return Verdict::session_ended;
    if (tokens.has(of_token)) return Verdict::token_revoked;
    return Verdict::stands;
}

/// Its fingerprint, if there is anything that it could be found in.
Fingerprint Index::asked(Kind kind, std::string_view id) const noexcept {
    return stacks_[place_of(kind)].is_empty() ? no_fingerprint : fingerprints_->of(kind, id);
}

void Index::confirm(SteadyTime as_of, Position told) {
    auto before_told = told_.load();
    while (before_told < told && !told_.compare_exchange_weak(before_told, told)) {}
    const auto confirmed = as_of.time_since_epoch().count();
    auto before = confirmed_.load(std::memory_order_relaxed);
    while (before < confirmed && !confirmed_.compare_exchange_weak(before, confirmed)) {}
}

std::chrono::milliseconds Index::age() const {
    using std::chrono::milliseconds;
    const auto confirmed = confirmed_.load(std::memory_order_acquire);
    if (confirmed == never_confirmed) return std::chrono::years{100};
    const auto age = steady_() - SteadyTime{SteadyTime::duration{confirmed}};
    return std::max(std::chrono::duration_cast<milliseconds>(age), milliseconds{0});
}

void Index::maintain() {
    const std::lock_guard alone{maintenance_};
    free_retired();
    if (!retired_.empty()) return;  // no more is made before that is gone: memory is bounded

    const auto now = until_of(clock_->now());
    for (auto& stack : std::span{stacks_.get(), kinds}) {
        TableStack::Merging merging;
        {
            const std::lock_guard lock{mutex_};
            merging = stack.begin_merging(now);
        }
        if (merging.newest_first.empty()) continue;
        auto merged = merge(merging.newest_first, now, merging.takings_back);
        retired_.reserve(retired_.size() + merging.newest_first.size());
        const std::lock_guard lock{mutex_};
        for (const auto* table : merging.newest_first) retired_bytes_ += table->bytes();
        stack.end_merging(merging, std::move(merged), retired_);
        readers_->begin_to_wait();
    }
    free_retired();
    const std::lock_guard lock{mutex_};
    std::erase_if(users_told_, [&](const auto& user) { return user.second <= told_; });
}

void Index::free_retired() {
    if (retired_.empty() || !readers_->have_left()) return;
    retired_.clear();
    const std::lock_guard lock{mutex_};
    retired_bytes_ = 0;
}

std::size_t Index::size() const {
    const std::lock_guard lock{mutex_};
    std::size_t revocations = 0;
    for (const auto& stack : std::span{stacks_.get(), kinds}) revocations += stack.revocations();
    return revocations;
}

std::size_t Index::bytes() const {
    const std::lock_guard lock{mutex_};
    auto bytes = sizeof *this + sizeof *fingerprints_ + sizeof *readers_ + retired_bytes_;
    bytes += users_told_.size() * sizeof(decltype(users_told_)::value_type);
    for (const auto& stack : std::span{stacks_.get(), kinds}) bytes += sizeof stack + stack.bytes();
    return bytes;
}

}  // namespace cardea::revocation
