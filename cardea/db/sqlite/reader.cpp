#include <cardea/db/sqlite/reader.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace cardea::db::sqlite {

// Waits in the loop's queue behind what is ready now; so it marks the end of the turn.
struct Reader::TurnEnd {
    explicit TurnEnd(std::shared_ptr<Reader> its) : reader{std::move(its)} {}
    TurnEnd(TurnEnd&&) noexcept = default;
    TurnEnd& operator=(TurnEnd&&) = delete;
    ~TurnEnd() {
        if (reader) reader->turn_lost_.store(true, std::memory_order_relaxed);
    }
    void operator()() { std::exchange(reader, nullptr)->end_turn(); }

    std::shared_ptr<Reader> reader;
};

Reader::Reader(const std::string& path, const Options& options,
               const std::atomic<std::uint64_t>& commits)
    : connection_{std::make_unique<Connection>(path, Role::reader, options)}, commits_{&commits} {}

std::int64_t Reader::execute(const Statement& statement, const Executor& loop) {
    const bool turn_goes_on =
        loop_ == &loop.context() && !turn_lost_.load(std::memory_order_relaxed) &&
        seen_ == commits_->load(std::memory_order_acquire) && connection_->in_transaction();
    if (!turn_goes_on) begin(loop);
    return connection_->execute(statement);
}

void Reader::begin(const Executor& loop) {
    if (connection_->in_transaction()) connection_->cross(Boundary::commit);
    seen_ = commits_->load(std::memory_order_acquire);  // before the snapshot, which may be newer
    connection_->cross(Boundary::begin_read);
    if (loop_ == &loop.context() && !turn_lost_.exchange(false, std::memory_order_relaxed)) return;
    boost::asio::post(loop, TurnEnd{shared_from_this()});
    loop_ = &loop.context();
}

std::int64_t Reader::version() {
    // Within a transaction the answer would be that of its beginning.
    if (connection_->in_transaction()) connection_->cross(Boundary::commit);
    std::array<Value, 1> column;
    std::int64_t version = 0;
    Statement statement{.sql = "PRAGMA data_version", .parameters = {}, .columns = column};
    statement.rows = &version;
    statement.accept = [](void* to, const Statement& at) {
        *static_cast<std::int64_t*>(to) = read_column<std::int64_t>(at, 0);
    };
    connection_->execute(statement);
    return version;
}

void Reader::end_turn() noexcept {
    loop_ = nullptr;
    if (!connection_ || !connection_->in_transaction()) return;
    try {
        connection_->cross(Boundary::commit);
    } catch (const Failure&) {
        // Still open, and as the turn has no loop, the next read ends it first or fails itself.
    }
}

// Outlives the database in threads that used it, which is how they find that it is gone.
class Readers::Pool {
public:
    Pool(std::string path, const Options& options, const std::atomic<std::uint64_t>& commits)
        : path_{std::move(path)}, options_{options}, commits_{&commits} {}

    std::shared_ptr<Reader> take() {
        const std::lock_guard lock{mutex_};
        if (idle_.empty()) {
            all_.push_back(std::make_shared<Reader>(path_, options_, *commits_));
            return all_.back();
        }
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
    }

    void give_back(std::shared_ptr<Reader> reader) {
        const std::lock_guard lock{mutex_};
        reader->end_turn();
        if (!closed_) idle_.push_back(std::move(reader));
    }

    void close() {
        const std::lock_guard lock{mutex_};
        closed_ = true;
        idle_.clear();
        for (const auto& reader : all_) reader->close();
        all_.clear();
    }

    [[nodiscard]] bool closed() {
        const std::lock_guard lock{mutex_};
        return closed_;
    }

private:
    std::mutex mutex_;
    const std::string path_;
    const Options options_;
    const std::atomic<std::uint64_t>* commits_;
    bool closed_ = false;
    std::vector<std::shared_ptr<Reader>> all_;
    std::vector<std::shared_ptr<Reader>> idle_;  // whose threads have ended
};

// A thread's readers, one a database; nearly always one, so looked through from the front.
struct Readers::Mine {
    struct Entry {
        std::uint64_t database;
        std::shared_ptr<Pool> pool;
        std::shared_ptr<Reader> reader;
    };

    Mine() = default;
    Mine(const Mine&) = delete;
    Mine& operator=(const Mine&) = delete;
    ~Mine() {
        for (Entry& entry : entries) entry.pool->give_back(std::move(entry.reader));
    }

    std::vector<Entry> entries;
};

thread_local Readers::Mine Readers::mine;

Readers::Readers(std::string path, const Options& options,
                 const std::atomic<std::uint64_t>& commits)
    : pool_{std::make_shared<Pool>(std::move(path), options, commits)} {
    static std::atomic<std::uint64_t> opened = 0;
    id_ = ++opened;
}

Readers::~Readers() { pool_->close(); }

Reader& Readers::here() const {
    auto& entries = mine.entries;
    for (const auto& entry : entries) {
        if (entry.database == id_) return *entry.reader;
    }
    std::erase_if(entries, [](const Mine::Entry& entry) { return entry.pool->closed(); });
    entries.push_back(Mine::Entry{id_, pool_, pool_->take()});
    return *entries.back().reader;
}

}  // namespace cardea::db::sqlite
