#include <cardea/accounts/credential_attempts.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/known_networks.hpp>
#include <cardea/accounts/throttle.hpp>

namespace cardea::accounts {
namespace {

Rate tenfold(Rate rate) { return {.limit = 10 * rate.limit, .period = rate.period}; }

}  // namespace

CredentialAttempts::Tables::Tables(Rate rate)
    : pair{rate}, account{tenfold(rate)}, network{tenfold(rate)} {}

CredentialAttempts::CredentialAttempts(const db::Database& database, std::optional<Rate> rate,
                                       const Clock& clock)
    : database_{&database}, clock_{&clock} {
    if (rate) tables_.emplace(*rate);
}

CredentialAttempts::Verdict CredentialAttempts::count(const Keys& keys, bool is_known) {
    constexpr std::chrono::microseconds none{0};
    const auto now = clock_->now();
    const std::lock_guard lock{mutex_};
    if (tables_->pair.wait(keys.pair, now) > none ||
        tables_->network.wait(keys.network, now) > none)
        return Verdict::refused;
    if (!is_known && tables_->account.wait(keys.account, now) > none)
        return Verdict::refused_for_account;
    tables_->pair.count(keys.pair, now);
    tables_->network.count(keys.network, now);
    if (!is_known) tables_->account.count(keys.account, now);
    return Verdict::counted;
}

void CredentialAttempts::forgive(const Keys& keys, bool is_known) {
    const std::lock_guard lock{mutex_};
    tables_->pair.forgive(keys.pair);
    tables_->network.forgive(keys.network);
    if (!is_known) tables_->account.forgive(keys.account);
}

Async<Result<CredentialAttempts::Attempt>> CredentialAttempts::begin(std::string email,
                                                                     std::string network) {
    if (!tables_) co_return Attempt{};
    const Keys keys{.pair = tables_->pair.key_of(email + '\n' + network),
                    .account = tables_->account.key_of(email),
                    .network = tables_->network.key_of(network)};
    bool is_known = false;
    auto verdict = count(keys, is_known);
    if (verdict == Verdict::refused_for_account) {
        is_known = co_await is_known_network(*database_, email, network);
        if (is_known) verdict = count(keys, is_known);
    }
    if (verdict == Verdict::counted) co_return Attempt{*this, keys, is_known};
    const auto& rate = tables_->pair.rate();
    const std::chrono::microseconds period = rate.period;
    co_return too_many_attempts("login", rate, period / rate.limit);
}

}  // namespace cardea::accounts
