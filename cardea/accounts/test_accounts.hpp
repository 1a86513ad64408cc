// For tests: accounts over a real file, with cheap hashes and a clock that stands still until it
// is moved.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/migrations.hpp>
#include <cardea/accounts/refresh.hpp>
#include <cardea/accounts/register_user.hpp>
#include <cardea/accounts/sign_in.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/db/temporary_folder.hpp>
#include <cardea/journal/journal.hpp>
#include <cardea/schema/enumeration.hpp>

#include <exception>
#include <fstream>
#include <iterator>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea::accounts {

inline constexpr TimePoint noon{std::chrono::seconds{1'800'000'000}};
inline constexpr std::string_view ada = "ada@example.test";
inline constexpr std::string_view bob = "bob@example.test";
inline constexpr std::string_view good_password = "correct horse battery staple";

inline AccountOptions cheap_options() {
    AccountOptions options;
    options.password_cost = {.memory_kib = 8, .passes = 1};
    return options;
}

inline Email email_of(std::string_view text) { return std::get<Email>(Email::read(text)); }

/// The same, and nobody is too fast.
inline AccountOptions unthrottled_options() {
    auto options = cheap_options();
    options.login_rate.reset();
    return options;
}

/// An entry of the journal as a line, for tests to compare. Times count from noon, in seconds.
inline std::string line_of(const journal::Entry& entry) {
    const auto since_noon = [](TimePoint time) { return std::to_string((time - noon).count()); };
    std::string line{entry.event ? schema::name_of_enum(*entry.event) : "?"};
    line += " at " + since_noon(entry.at);
    if (entry.reason) line += " why " + std::string{schema::name_of_enum(*entry.reason)};
    if (entry.actor) line += " by " + *entry.actor;
    if (entry.user) line += " of " + *entry.user;
    if (entry.session) line += " session " + *entry.session;
    if (entry.token) line += " token " + *entry.token;
    if (entry.until) line += " until " + since_noon(*entry.until);
    return line;
}

/// The line that the end of a session leaves: it is in force a minute longer than the last access
/// token of the session lives.
inline std::string line_of_end(const Session& session, journal::Reason reason, TimePoint at = noon,
                               std::optional<Uuid> actor = {}) {
    journal::Entry entry{.at = at,
                         .event = journal::Event::session_ended,
                         .reason = reason,
                         .user = session.user_id.text(),
                         .session = session.id.text(),
                         .until = session.access_until + std::chrono::seconds{60}};
    if (actor) entry.actor = actor->text();
    return line_of(entry);
}

/// The line that an event leaves which is about a user.
inline std::string line_about(Uuid user, journal::Event event, TimePoint at = noon,
                              std::optional<Uuid> actor = {}, std::optional<TimePoint> until = {}) {
    journal::Entry entry{.at = at, .event = event, .user = user.text(), .until = until};
    if (actor) entry.actor = actor->text();
    return line_of(entry);
}

/// A database in a folder of its own, and accounts over it.
class TestAccounts {
public:
    explicit TestAccounts(AccountOptions options = cheap_options())
        : accounts{*database, std::move(options), clock} {}

    User add(std::string_view email, std::string_view password = good_password,
             std::string scope = {}) {
        NewUser user{.email = email_of(email), .password = Secret{std::string{password}}};
        user.scope = std::move(scope);
        return block_on(add_user(accounts, std::move(user))).value();
    }

    Result<Session> log_in(std::string_view email, std::string_view password = good_password,
                           std::string address = "192.0.2.1") {
        return log_in(accounts, email, password, std::move(address));
    }
    static Result<Session> log_in(const Accounts& where, std::string_view email,
                                  std::string_view password = good_password,
                                  std::string address = "192.0.2.1") {
        Credentials credentials{.email = std::string{email},
                                .password = Secret{std::string{password}}};
        return block_on(sign_in(where, std::move(credentials),
                                Origin{.address = std::move(address), .user_agent = "a test"}));
    }
    /// The refresh token of a new session.
    std::string token_of(std::string_view email) {
        return log_in(email).value().refresh_token.reveal();
    }

    /// The successor.
    Result<std::string> rotate(const std::string& token) { return rotate(accounts, token); }
    static Result<std::string> rotate(const Accounts& where, const std::string& token) {
        const auto session = block_on(refresh(where, Secret{std::string{token}}));
        if (!session) return session.error();
        return session->refresh_token.reveal();
    }

    /// Whether a session has not ended. Throws where the database and what this node knows of
    /// revocations disagree.
    [[nodiscard]] bool lives(const Session& session) const {
        const bool in_database =
            value<int>("SELECT count(*) FROM sessions WHERE id = ? AND ended_at IS NULL",
                       session.id) == 1;
        const bool in_memory = verdict(session) == revocation::Verdict::stands;
        if (in_database != in_memory) throw std::logic_error{"two answers"};
        return in_database;
    }
    /// What this node knows of the tokens of a session.
    [[nodiscard]] revocation::Verdict verdict(const Session& session) const {
        return accounts.revocations().check({}, session.id.text(), session.user_id.text());
    }

    /// What the journal was told since this was asked last, an entry a line.
    std::vector<std::string> news() {
        std::vector<std::string> lines;
        for (const auto& record : block_on(journal::entries_after(*database, read_to_, 1000))) {
            lines.push_back(line_of(record.entry));
            read_to_ = record.position;
        }
        return lines;
    }

    /// One value that the database holds.
    template <class T, class... Args>
    T value(std::string_view sql, const Args&... args) const {
        return block_on(database->one<T>(sql, args...)).value();
    }
    void run(std::string_view sql) const {
        block_on(database->write(
            [sql](db::Transaction& transaction) -> Async<> { co_await transaction.run(sql); }));
    }

    /// Every byte of the database: what a thief of the files has.
    [[nodiscard]] std::string bytes() const {
        std::string all;
        for (const auto& file : std::filesystem::directory_iterator{folder.path()}) {
            std::ifstream in{file.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
        return all;
    }

    db::TemporaryFolder folder;
    std::string path = folder / "accounts.db";
    ManualClock clock{noon};
    std::unique_ptr<db::Database> database = [this] {
        auto opened = db::open(path);
        migrate(*opened);
        return opened;
    }();
    Accounts accounts;

private:
    std::int64_t read_to_ = 0;  // of the journal
};

/// Keeps one thread of a pool busy until it is released.
class HeldPool {
public:
    explicit HeldPool(WorkPool& pool)
        : holder_{[this, &pool] {
              block_on(pool.run([this] {
                  held_.count_down();
                  released_.wait();
              }));
          }} {
        held_.wait();
    }
    ~HeldPool() { release(); }
    HeldPool(const HeldPool&) = delete;
    HeldPool& operator=(const HeldPool&) = delete;

    void release() {
        if (!holder_.joinable()) return;
        released_.count_down();
        holder_.join();
    }

private:
    std::latch held_{1};
    std::latch released_{1};
    std::thread holder_;
};

/// What `work(i)` returned on each of `count` threads, which all begin at once; throws what one of
/// them threw.
template <class F>
auto at_once(std::size_t count, F work) {
    using Outcome = std::invoke_result_t<F&, std::size_t>;
    std::vector<std::optional<Outcome>> outcomes(count);
    std::vector<std::exception_ptr> thrown(count);
    {
        std::latch start{static_cast<std::ptrdiff_t>(count)};
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i) {
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                try {
                    outcomes[i].emplace(work(i));
                } catch (...) {
                    thrown[i] = std::current_exception();
                }
            });
        }
    }
    for (const auto& failure : thrown) {
        if (failure) std::rethrow_exception(failure);
    }
    std::vector<Outcome> all;
    for (auto& outcome : outcomes) all.push_back(*std::move(outcome));
    return all;
}

}  // namespace cardea::accounts
