// Checks run outside in: form, header, key, signature, claims. No byte of the payload is
// interpreted before the signature over it has held.
#include <cardea/jose/verifier.hpp>

#include <cardea/jose/claims_record.hpp>
#include <cardea/jose/compact.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/token_cache.hpp>
#include <cardea/jose/without_expiry.hpp>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>

namespace cardea::jose {
namespace {

constexpr std::chrono::minutes tolerance_max{5};
constexpr std::size_t cached_tokens_max = 1024 * 1024;
constexpr std::size_t verifiers_a_thread_max = 64;

Result<> check_times(const ClaimsRecord& claims, const Expectation& expected, TimePoint now) {
    if (claims.expires_at && now >= *claims.expires_at + expected.leeway) return Errc::expired;
    if (claims.not_before && now + expected.skew < *claims.not_before) return Errc::not_yet_valid;
    if (claims.issued_at && now + expected.skew < *claims.issued_at) return Errc::not_yet_valid;
    return {};
}

Result<> check_parties(const ClaimsRecord& claims, const Expectation& expected) {
    if (expected.issuer && claims.issuer != *expected.issuer) return Errc::issuer;
    if (!expected.audience) return {};
    const auto audience = claims.audience.texts();
    if (std::find(audience.begin(), audience.end(), *expected.audience) == audience.end())
        return Errc::audience;
    return {};
}

bool is_tolerable(std::chrono::seconds tolerance) {
    return tolerance >= std::chrono::seconds{0} && tolerance <= tolerance_max;
}

void check_demands(const Expectation& expected) {
    const auto refuse_empty = [](bool is_empty, const char* what) {
        if (is_empty)
            throw std::invalid_argument{std::string{what} + " is empty: leave it out, or name it"};
    };
    refuse_empty(expected.issuer && expected.issuer->empty(), "an expected issuer");
    refuse_empty(expected.audience && expected.audience->empty(), "an expected audience");
    refuse_empty(expected.type && expected.type->empty(), "an expected type");
    refuse_empty(expected.algorithms && expected.algorithms->is_empty(),
                 "the set of expected algorithms");
    for (const auto& claim : expected.required_claims)
        refuse_empty(claim.empty(), "a claim's name");
    if (expected.token_bytes_max == 0 || expected.token_bytes_max > token_bytes_limit)
        throw std::invalid_argument{"token_bytes_max is from 1 to 65536"};
}

/// The hits and misses of one thread: written by it alone, read by whoever asks.
struct ThreadCounts {
    std::atomic<std::uint64_t> hits{0};
    std::atomic<std::uint64_t> misses{0};

    static void count(std::atomic<std::uint64_t>& counter) {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
};

/// The sum over threads, of which some have gone.
class CountsOfThreads {
public:
    std::shared_ptr<ThreadCounts> add_thread() {
        const std::lock_guard lock{mutex_};
        std::erase_if(threads_, [this](const std::shared_ptr<ThreadCounts>& counts) {
            const bool is_gone = counts.use_count() == 1;
            if (is_gone) add(gone_, *counts);
            return is_gone;
        });
        return threads_.emplace_back(std::make_shared<ThreadCounts>());
    }
    [[nodiscard]] CacheCounts sum() const {
        const std::lock_guard lock{mutex_};
        auto sum = gone_;
        for (const auto& counts : threads_) add(sum, *counts);
        return sum;
    }

private:
    static void add(CacheCounts& sum, const ThreadCounts& counts) {
        sum.hits += counts.hits.load(std::memory_order_relaxed);
        sum.misses += counts.misses.load(std::memory_order_relaxed);
    }

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<ThreadCounts>> threads_;
    CacheCounts gone_;
};

/// Headers whose tokens were believed, with the key that each names: most often there is one, and
/// the same text again means the same again.
class SeenHeaders {
public:
    struct Seen {
        std::string text;  // as it stands in the token
        const Key* key = nullptr;
        Algorithm algorithm{};
    };

    [[nodiscard]] const Seen* find(std::string_view text) {
        for (const auto& seen : headers_) {
            if (seen.key != nullptr && seen.text == text) return &seen;
        }
        return nullptr;
    }
    void keep(std::string_view text, const Key& key, Algorithm algorithm) {
        constexpr std::size_t text_bytes_max = 512;
        if (text.size() > text_bytes_max) return;
        headers_[next_] = {std::string{text}, &key, algorithm};
        next_ = (next_ + 1) % headers_.size();
    }
    void clear() { headers_ = {}; }

private:
    std::array<Seen, 4> headers_{};
    std::size_t next_ = 0;
};

}  // namespace

struct Verifier::Parts {
    std::shared_ptr<const LiveKeySet> keys;
    Expectation expected;
    const Clock* clock;
    VerifierOptions options;
    bool demands_expiry = true;
    CountsOfThreads counts{};

    [[nodiscard]] AlgorithmSet allowed() const {
        return expected.algorithms.value_or(every_algorithm);
    }
};

/// What a thread keeps for one verifier. All of it is of one generation of the keys.
struct Verifier::Memory {
    std::weak_ptr<const Parts> verifier;  // gone: nobody will ask for this any more
    const Parts* parts;
    std::shared_ptr<ThreadCounts> counts;
    TokenCache tokens;
    SeenHeaders headers{};
    std::shared_ptr<const KeySet> keys{};
    std::uint64_t generation = 0;
    DecodedPart header{};
    DecodedPart payload{};
    DecodedPart signature{};

    explicit Memory(const std::shared_ptr<Parts>& owner)
        : verifier{owner},
          parts{owner.get()},
          counts{owner->counts.add_thread()},
          tokens{owner->options.cached_tokens} {}

    /// What other keys have verified is nothing worth.
    void follow_keys() {
        const auto now = parts->keys->generation();
        if (now == generation) return;
        headers.clear();
        tokens.clear();
        keys = parts->keys->keys();
        generation = now;
    }

    struct Found {
        const Key* key;
        Algorithm algorithm;
    };
    [[nodiscard]] Result<Found> find_key();
    [[nodiscard]] Result<VerifiedClaims> verify_anew(std::string_view token, TimePoint now);
};

/// The key that the decoded header names, once all that it says is well.
Result<Verifier::Memory::Found> Verifier::Memory::find_key() {
    const auto said = read_header(header.text(), parts->allowed());
    if (!said) return said.error();
    if (!is_of_type(*said, parts->expected.type)) return Errc::type;
    const auto key = keys->find(said->algorithm, said->kid);
    if (!key) {
        if (said->kid && !keys->has(*said->kid)) parts->keys->miss(*said->kid);
        return key.error();
    }
    return Found{*key, said->algorithm};
}

Result<VerifiedClaims> Verifier::Memory::verify_anew(std::string_view token, TimePoint now) {
    const auto& expected = parts->expected;
    const auto compact = split_compact(token, expected.token_bytes_max);
    if (!compact) return compact.error();
    const auto* const seen = headers.find(compact->header);
    if (!(seen != nullptr || header.decode(compact->header)) || !payload.decode(compact->payload) ||
        !signature.decode(compact->signature)) {
        return Error{Errc::malformed, "a part is not canonical base64url"};
    }
    Found found{};
    if (seen != nullptr) {
        found = {seen->key, seen->algorithm};
    } else {
        const auto named = find_key();
        if (!named) return named.error();
        found = *named;
    }
    if (!found.key->verifies(found.algorithm, compact->signing_input, signature.bytes()))
        return Errc::signature;
    if (seen == nullptr) headers.keep(compact->header, *found.key, found.algorithm);

    const bool is_kept = !is_symmetric(found.algorithm) && tokens.would_keep(token);
    auto record = ClaimsRecord::make(is_kept ? token : std::string_view{}, payload.text());
    if (const auto read = record->read(expected.required_claims); !read) return read.error();
    if (parts->demands_expiry && !record->expires_at) return Error{Errc::claims, "exp is missing"};
    if (const auto held = check_times(*record, expected, now); !held) return held.error();
    if (const auto held = check_parties(*record, expected); !held) return held.error();
    if (is_kept) {
        ThreadCounts::count(counts->misses);
        tokens.keep(*record);
    }
    return VerifiedClaims{record.release()};
}

Verifier::Verifier(KeySet keys, Expectation expected, const Clock& clock, VerifierOptions options)
    : Verifier{std::make_shared<const LiveKeySet>(std::move(keys)), std::move(expected), clock,
               options} {}

Verifier::Verifier(std::shared_ptr<const LiveKeySet> keys, Expectation expected, const Clock& clock,
                   VerifierOptions options)
    : parts_{new Parts{std::move(keys), std::move(expected), &clock, options}} {
    if (parts_->keys == nullptr) throw std::invalid_argument{"a verifier without a set of keys"};
    check_demands(parts_->expected);
    if (options.cached_tokens > cached_tokens_max)
        throw std::invalid_argument{"cached_tokens is at most 1048576"};
    if (!is_tolerable(parts_->expected.leeway) || !is_tolerable(parts_->expected.skew)) {
        throw std::invalid_argument{"leeway and skew are from 0 to 5 minutes"};
    }
}

Verifier::Memory& Verifier::this_threads_memory() const {
    thread_local std::vector<std::unique_ptr<Memory>> memories;
    thread_local Memory* latest = nullptr;
    if (latest != nullptr && latest->parts == parts_.get() && !latest->verifier.expired())
        return *latest;
    latest = nullptr;
    // One that is gone may have left its address to this one: its memory goes first.
    std::erase_if(memories, [](const auto& memory) { return memory->verifier.expired(); });
    auto found = std::find_if(memories.begin(), memories.end(),
                              [this](const auto& memory) { return memory->parts == parts_.get(); });
    if (found == memories.end()) {
        if (memories.size() == verifiers_a_thread_max) memories.erase(memories.begin());
        found = memories.insert(memories.end(), std::make_unique<Memory>(parts_));
    }
    latest = found->get();
    return *latest;
}

Result<VerifiedClaims> Verifier::verify(std::string_view compact) const {
    auto& memory = this_threads_memory();
    memory.follow_keys();
    const auto now = parts_->clock->now();
    if (const auto* known = memory.tokens.find(compact)) {
        ThreadCounts::count(memory.counts->hits);
        if (const auto held = check_times(*known, parts_->expected, now); !held) {
            memory.tokens.forget(compact);
            return held.error();
        }
        known->hold();
        return VerifiedClaims{known};
    }
    return memory.verify_anew(compact, now);
}

CacheCounts Verifier::cache_counts() const { return parts_->counts.sum(); }

Verifier verifier_without_expiry(KeySet keys, Expectation expected, const Clock& clock) {
    // Beyond the span of all dates a tolerance changes nothing but could overflow.
    constexpr std::chrono::seconds most{numeric_date_max};
    const auto leeway = std::min(std::exchange(expected.leeway, std::chrono::seconds{0}), most);
    const auto skew = std::min(std::exchange(expected.skew, std::chrono::seconds{0}), most);
    if (leeway.count() < 0 || skew.count() < 0)
        throw std::invalid_argument{"leeway and skew are not negative"};
    const auto algorithms = std::exchange(expected.algorithms, std::nullopt);
    Verifier verifier{std::move(keys), std::move(expected), clock, {.cached_tokens = 0}};
    verifier.parts_->expected.algorithms = algorithms;
    verifier.parts_->expected.leeway = leeway;
    verifier.parts_->expected.skew = skew;
    verifier.parts_->demands_expiry = false;
    return verifier;
}

}  // namespace cardea::jose
