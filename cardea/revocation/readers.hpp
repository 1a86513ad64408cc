// Who reads at present, so that memory is freed only when nobody can still see it. For this room
// alone.
#pragma once

#include <array>
#include <atomic>
#include <bitset>
#include <cstddef>
#include <cstdint>

namespace cardea::revocation {

/// Counts readers in stripes, each a cache line of its own, so that threads do not get into each
/// other's way. A reader writes twice to its stripe and waits for nobody.
///
/// Why what was unpublished may be freed once each stripe was seen at zero after that, at whatever
/// time each. "Before" is the one order of all operations that are `seq_cst`: a reader's entry
/// (E) and its load of a pointer (L), the store that changes this pointer and so unpublishes what
/// it led to (U), a look at the stripe (Z). A reader in which L gave the old pointer has L before
/// U, so E, L, U, Z is their order, and Z saw the stripe with E counted. It was zero all the same,
/// so the reader's leaving had been counted too. Leaving is a release, and whatever follows in
/// the stripe is a read-modify-write, so the value that Z acquired is of the release sequence of
/// that leaving: all that the reader did happens before Z, and so before the memory is freed. A
/// reader in which L comes after U has the new pointer, from which nothing leads to the old
/// memory. One that goes on from what was unpublished to what is unpublished later had its L
/// before the earlier U, and so before the later one.
class Readers {
public:
    /// A reader between its entry and its leaving.
    class Reading {
    public:
        explicit Reading(Readers& readers) noexcept : readers_{readers.stripe_of_this_thread()} {
            readers_.fetch_add(1, std::memory_order_seq_cst);
        }
        Reading(const Reading&) = delete;
        ~Reading() { readers_.fetch_sub(1, std::memory_order_release); }

    private:
        std::atomic<std::uint32_t>& readers_;
    };

    /// Something was just unpublished: who reads now may still see it.
    void begin_to_wait() noexcept { were_empty_.reset(); }

    /// Whether all who read when the waiting began have left. It may take several calls, since a
    /// stripe of busy threads is not seen at zero each time; it looks, and does not wait.
    /// Threads: one at a time, the same as for `begin_to_wait`.
    [[nodiscard]] bool have_left() noexcept {
        for (std::size_t at = 0; at < stripes_.size(); ++at) {
            for (int looks = 0; looks < looks_max && !were_empty_.test(at); ++looks) {
                const auto readers = stripes_[at].readers.load(std::memory_order_seq_cst);
                were_empty_.set(at, readers == 0);
            }
        }
        return were_empty_.all();
    }

private:
    struct alignas(64) Stripe {
        std::atomic<std::uint32_t> readers{0};
    };
    static constexpr std::size_t stripes_count = 64;
    static constexpr int looks_max = 1000;  // a reader is gone after some 50 ns

    /// Threads take the stripes in turn.
    [[nodiscard]] std::atomic<std::uint32_t>& stripe_of_this_thread() noexcept {
        static std::atomic<std::uint32_t> threads{0};
        static constinit thread_local std::uint32_t number = 0;  // 0: none yet
        if (number == 0) [[unlikely]]
            number = threads.fetch_add(1, std::memory_order_relaxed) % stripes_count + 1;
        return stripes_[number - 1].readers;
    }

    std::array<Stripe, stripes_count> stripes_;
    std::bitset<stripes_count> were_empty_;
};

}  // namespace cardea::revocation
