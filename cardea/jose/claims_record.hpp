// The one block of memory behind VerifiedClaims. For this room alone.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>
#include <cardea/jose/claims.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::jose {

/// A few texts without an allocation; more than that with one.
class TextList {
public:
    void push_back(std::string_view text) {
        if (size_ < few_.size()) {
            few_[size_] = text;
        } else {
            if (many_.empty()) many_.assign(few_.begin(), few_.end());
            many_.push_back(text);
        }
        ++size_;
    }
    [[nodiscard]] std::span<const std::string_view> texts() const {
        if (size_ <= few_.size()) return {few_.data(), size_};
        return many_;
    }

private:
    std::array<std::string_view, 3> few_;
    std::vector<std::string_view> many_;
    std::size_t size_ = 0;
};

/// Counts who holds it; the last one frees the block. Behind it, in the same block, lie the token
/// (where it is kept for a cache), the payload, and strings of the payload without their escapes.
struct ClaimsRecord {
    mutable std::atomic<std::uint32_t> holders{1};
    bool has_escapes = false;  ///< Somewhere in the payload.
    std::string_view token;
    std::optional<TimePoint> expires_at{};
    std::optional<TimePoint> not_before{};
    std::optional<TimePoint> issued_at{};
    std::optional<TimePoint> auth_time{};
    std::string_view payload;
    std::string_view issuer;
    std::string_view subject;
    std::string_view id;
    std::string_view client_id;
    std::string_view scope;
    std::string_view session;
    TextList audience;
    TextList methods;

    struct Release {
        void operator()(const ClaimsRecord* record) const { record->drop(); }
    };
    using Owned = std::unique_ptr<ClaimsRecord, Release>;

    /// A record with copies of both; `token` is empty where nobody will ask for it.
    [[nodiscard]] static Owned make(std::string_view token, std::string_view payload);

    void hold() const { holders.fetch_add(1, std::memory_order_relaxed); }
    void drop() const {
        if (holders.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy();
    }

    /// Has the memory of a record, whose token is so long, fetched before it is looked at: it has
    /// likely been far from the processor for a while.
    static void prefetch(const ClaimsRecord* record, std::size_t token_bytes) {
        constexpr std::size_t line_bytes = 64;
        const auto* const start = reinterpret_cast<const char*>(record);
        for (std::size_t at = 0; at < sizeof(ClaimsRecord) + token_bytes; at += line_bytes) {
            if (at < line_bytes || at + line_bytes > sizeof(ClaimsRecord))
                __builtin_prefetch(start + at);
        }
    }

    /// Reads the claims out of the payload. Those that are not known are ignored; a known one of
    /// the wrong type or out of range is a refusal, never taken as absent, and so is one of
    /// `required` that is missing or null.
    /// Errors: `Errc::malformed` where it is no strict JSON object; `Errc::claims`.
    [[nodiscard]] Result<> read(std::span<const std::string> required);

private:
    void destroy() const;
    [[nodiscard]] std::span<char> scratch();
};

}  // namespace cardea::jose
