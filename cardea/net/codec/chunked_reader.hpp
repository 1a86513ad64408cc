// A chunked body: from bytes to content. Extensions and trailers are checked, bounded and dropped.
// Spec: RFC 9112 section 7.1, stricter where it leaves a choice.
#pragma once

#include <cardea/net/codec/rejection.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cardea::net {

/// Reads one body.
class ChunkedReader {
public:
    enum class Progress : std::uint8_t { more, complete, rejected };

    explicit ChunkedReader(std::size_t body_bytes_max) : body_bytes_max_{body_bytes_max} {}

    /// Takes from the front of `bytes` what belongs to the body, and appends its content to `body`.
    /// After `complete` what is left of `bytes` belongs to the next request.
    [[nodiscard]] Progress read(std::string_view& bytes, std::string& body);

    /// After `rejected`.
    [[nodiscard]] const Rejection& rejection() const { return rejection_; }

private:
    enum class Step : std::uint8_t { size, content, content_end, trailer };

    Progress reject(Status status, std::string_view detail);
    /// Takes one line into `line_`.
    Progress take_line(std::string_view& bytes);
    Progress take_size();
    Progress take_trailer();

    std::size_t body_bytes_max_;
    Step step_ = Step::size;
    std::string line_;         // of a size or a trailer, as far as it has come
    std::uint64_t left_ = 0;   // bytes of the chunk that are still to come
    std::size_t dropped_ = 0;  // bytes of extensions and trailers so far
    Rejection rejection_;
};

}  // namespace cardea::net
