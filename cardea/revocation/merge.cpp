#include <cardea/revocation/merge.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace cardea::revocation {
namespace {

/// Goes through a table in the order of fingerprints.
class Run {
public:
    explicit Run(const Table& table) : table_{&table} { read_on(); }

    [[nodiscard]] bool is_over() const { return at_ == entries_.size(); }
    [[nodiscard]] const Entry& front() const { return entries_[at_]; }
    void advance() {
        if (++at_ == entries_.size()) read_on();
    }

private:
    /// The entries up to the next bucket that is not full: all others have larger fingerprints.
    void read_on() {
        entries_.clear();
        at_ = 0;
        while (next_ < table_->buckets()) {
            if (!table_->read(next_++, entries_) && !entries_.empty()) break;
        }
        if (!std::ranges::is_sorted(entries_, {}, &Entry::fingerprint))  // in a merged table it is
            std::ranges::sort(entries_, {}, &Entry::fingerprint);
    }

    const Table* table_;
    std::size_t next_ = 0;  // the bucket to read next
    std::vector<Entry> entries_;
    std::size_t at_ = 0;
};

/// Calls `take` with each entry that is still of use, in the order of fingerprints, as long as it
/// answers true.
template <class Take>
bool each_survivor(std::span<const Table* const> newest_first, Until now, TakenBack takings_back,
                   Take take) {
    std::vector<Run> runs;
    for (const auto* table : newest_first) runs.emplace_back(*table);
    for (;;) {
        std::erase_if(runs, [](const Run& run) { return run.is_over(); });
        if (runs.empty()) return true;
        Entry entry{std::numeric_limits<Fingerprint>::max(), taken_back};
        for (const auto& run : runs)
            entry.fingerprint = std::min(entry.fingerprint, run.front().fingerprint);

        bool was_taken_back = false;  // and what is older does not count
        for (auto& run : runs) {
            if (run.front().fingerprint != entry.fingerprint) continue;
            was_taken_back = was_taken_back || run.front().until == taken_back;
            if (!was_taken_back) entry.until = std::max(entry.until, run.front().until);
            run.advance();
        }
        if (entry.until <= now) {
            if (!was_taken_back || takings_back == TakenBack::drop) continue;
            entry.until = taken_back;
        }
        if (!take(entry)) return false;
    }
}

}  // namespace

std::unique_ptr<Table> merge(std::span<const Table* const> newest_first, Until now,
                             TakenBack takings_back) {
    std::size_t entries = 0;
    each_survivor(newest_first, now, takings_back, [&](Entry) { return ++entries, true; });
    if (entries == 0) return nullptr;
    for (auto room = entries;; room += room / 8 + 64) {  // once, unless fingerprints are no hashes
        auto table = std::make_unique<Table>(room, now);
        if (each_survivor(newest_first, now, takings_back,
                          [&](Entry entry) { return table->put(entry); }))
            return table;
    }
}

}  // namespace cardea::revocation
