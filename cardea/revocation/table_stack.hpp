// The tables of one kind of ids, which together say what of it is revoked. For this room alone.
#pragma once

#include <cardea/revocation/merge.hpp>
#include <cardea/revocation/table.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace cardea::revocation {

using Tables = std::vector<std::unique_ptr<Table>>;

/// Entries go to the newest table; when that is full, a new one is put on top of it, and what is
/// there is never moved by whoever writes, who may be an event loop. Merging is for another thread.
///
/// Threads: those that read are within a `Readers::Reading`; those that write, one at a time.
class TableStack {
public:
    [[nodiscard]] bool is_empty() const noexcept {
        return newest_.load(std::memory_order_relaxed) == nullptr;
    }

    /// Whether some table's filter lets it through; no: it is not revoked.
    [[nodiscard]] bool may_have(Fingerprint fingerprint) const noexcept {
        for (const auto* table = newest_.load(); table != nullptr; table = table->older()) {
            if (table->may_have(fingerprint)) return true;
        }
        return false;
    }

    /// Whether it is revoked: the newest table that knows of it decides. `no_fingerprint` never is.
    [[nodiscard]] bool has(Fingerprint fingerprint) const noexcept;

    // From here on: for whoever writes.

    /// Throws `std::bad_alloc`; nothing has changed then.
    void put(Entry entry, Until now);

    /// What is to be merged. Nobody writes to these tables any more.
    struct Merging {
        std::vector<const Table*> newest_first;
        TakenBack takings_back;
    };
    /// Picks what is worth to be merged now; maybe nothing.
    /// Throws `std::bad_alloc`, as above.
    [[nodiscard]] Merging begin_merging(Until now);

    /// Publishes what the tables were merged to, or null, in their place, and moves them to
    /// `retired`, which has room for them. New ones may have come on top meanwhile.
    void end_merging(const Merging& merging, std::unique_ptr<Table> merged,
                     Tables& retired) noexcept;

    [[nodiscard]] std::size_t revocations() const;
    [[nodiscard]] std::size_t bytes() const;

private:
    [[nodiscard]] std::size_t worth_merging(Until now) const;

    std::atomic<const Table*> newest_{nullptr};
    Tables tables_;         // the oldest first
    bool is_open_ = false;  // whether the newest takes entries
};

}  // namespace cardea::revocation
