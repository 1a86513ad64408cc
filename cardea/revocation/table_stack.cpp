#include <cardea/revocation/table_stack.hpp>

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

namespace cardea::revocation {
namespace {

constexpr std::size_t first_table_entries = 4096;
constexpr std::size_t small_table_entries = 16'384;  // merged each time: a millisecond
constexpr std::size_t merge_ratio = 8;  // larger ones, once the newer are an eighth of them

}  // namespace

bool TableStack::has(Fingerprint fingerprint) const noexcept {
    if (fingerprint == no_fingerprint) return false;
    for (const auto* table = newest_.load(); table != nullptr; table = table->older()) {
        if (!table->may_have(fingerprint)) continue;
        const auto says = table->find(fingerprint);
        if (says != Table::Says::nothing) return says == Table::Says::revoked;
    }
    return false;
}

void TableStack::put(Entry entry, Until now) {
    if (is_open_ && tables_.back()->put(entry)) return;
    const auto entries_max = is_open_ ? tables_.back()->entries_max() * 2 : first_table_entries;
    auto table = std::make_unique<Table>(entries_max, now);
    if (!table->put(entry)) throw std::bad_alloc{};  // never: it is empty
    table->set_older(newest_.load());
    tables_.push_back(std::move(table));
    newest_.store(tables_.back().get());
    is_open_ = true;
}

TableStack::Merging TableStack::begin_merging(Until now) {
    Merging merging{{}, TakenBack::keep};
    const auto count = worth_merging(now);
    merging.newest_first.reserve(count);
    for (auto table = tables_.rbegin(); merging.newest_first.size() < count; ++table)
        merging.newest_first.push_back(table->get());
    if (count == tables_.size()) merging.takings_back = TakenBack::drop;
    if (count != 0) is_open_ = false;
    return merging;
}

/// How many of the newest are to be merged. Large, older tables stay as they are until the newer
/// are an eighth of them, so that an entry is moved a few times in its life, however many there
/// are; and there are never many tables to ask.
std::size_t TableStack::worth_merging(Until now) const {
    std::size_t count = 0;
    std::size_t entries = 0;
    bool is_large = false;
    for (std::size_t nth = 0; nth < tables_.size(); ++nth) {
        const auto& table = *tables_[tables_.size() - 1 - nth];
        is_large = is_large || (nth != 0 && table.entries() > std::max(small_table_entries,
                                                                       entries * merge_ratio));
        if (!is_large || table.is_stale(now)) count = nth + 1;
        entries += table.entries();
    }
    return count == 1 && !tables_.back()->is_stale(now) ? 0 : count;
}

void TableStack::end_merging(const Merging& merging, std::unique_ptr<Table> merged,
                             Tables& retired) noexcept {
    const auto is_newest = [&](const auto& table) {
        return table.get() == merging.newest_first.front();
    };
    const auto end = std::next(std::ranges::find_if(tables_, is_newest));
    const auto begin = std::prev(end, std::ssize(merging.newest_first));

    const Table* older = begin == tables_.begin() ? nullptr : std::prev(begin)->get();
    if (merged != nullptr) {
        merged->set_older(older);
        older = merged.get();
    }
    if (end == tables_.end()) {
        newest_.store(older);
    } else {
        (*end)->set_older(older);
    }

    std::move(begin, end, std::back_inserter(retired));
    auto rest = begin;
    if (merged != nullptr) *rest++ = std::move(merged);
    tables_.erase(rest, end);
}

std::size_t TableStack::revocations() const {
    std::size_t revocations = 0;
    for (const auto& table : tables_) revocations += table->revocations();
    return revocations;
}

std::size_t TableStack::bytes() const {
    std::size_t bytes = 0;
    for (const auto& table : tables_) bytes += table->bytes();
    return bytes;
}

}  // namespace cardea::revocation
