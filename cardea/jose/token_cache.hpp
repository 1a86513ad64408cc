// Tokens of one thread that have been verified, so that one which comes again costs no signature.
// For this room alone.
#pragma once

#include <cardea/jose/claims_record.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cardea::jose {

/// At most so many tokens as it was told; where it is full, one goes that was not asked for of
/// late. A hash table with open addressing, at most half full. Whole tokens are compared.
/// Threads: one.
class TokenCache {
public:
    explicit TokenCache(std::size_t tokens_max) : tokens_max_{tokens_max} {}
    TokenCache(TokenCache&& other) = delete;
    ~TokenCache() { clear(); }

    /// A longer token is not worth its memory.
    static constexpr std::size_t token_bytes_max = 2048;
    [[nodiscard]] bool would_keep(std::string_view token) const {
        return tokens_max_ != 0 && token.size() <= token_bytes_max &&
               token.size() >= sizeof(std::uint64_t);
    }

    /// The record of this token; null if it is not here. Nobody new holds it.
    [[nodiscard]] const ClaimsRecord* find(std::string_view token);

    /// Holds a record, whose `token` is not here yet and `would_keep` is true for.
    void keep(const ClaimsRecord& record);

    void forget(std::string_view token);
    void clear();

private:
    struct Slot {
        std::uint32_t tag = 0;  // the token's last bytes, which are of its signature
        bool was_used = false;  // asked for since the hand came by
        const ClaimsRecord* record = nullptr;
    };

    [[nodiscard]] static std::uint32_t tag_of(std::string_view token);
    [[nodiscard]] std::size_t home_of(std::uint32_t tag) const;
    [[nodiscard]] std::size_t after(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
    [[nodiscard]] std::size_t place_of(std::string_view token) const;
    void remove(std::size_t at);
    void make_room();

    std::size_t tokens_max_;
    std::size_t tokens_ = 0;
    std::size_t hand_ = 0;  // where the search for one that may go will begin
    unsigned shift_ = 0;
    std::vector<Slot> slots_;  // a power of two; none until a token is kept
};

}  // namespace cardea::jose
