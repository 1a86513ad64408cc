// The head of a request: from bytes to method, path and fields, or to the reason why not. Knows no
// socket. Whatever two readers could take for two different things is refused.
// Spec: RFC 9112 sections 2 to 6, stricter where it leaves a choice.
#pragma once

#include <cardea/http/request.hpp>
#include <cardea/net/codec/rejection.hpp>
#include <cardea/net/limits.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cardea::net {

/// How the end of a body is told.
enum class Framing : std::uint8_t { none, length, chunked };

/// What a head says of the connection and of the body that follows.
struct Framed {
    Framing framing = Framing::none;
    std::uint64_t body_bytes = 0;  ///< With `Framing::length`.
    bool keeps_alive = true;
    bool expects_continue = false;  ///< The client waits for 100 before it sends the body.
};

/// Reads one head after the other; keeps its memory from one to the next.
class HeadReader {
public:
    enum class Progress : std::uint8_t { more, complete, rejected };

    explicit HeadReader(const Limits& limits) : limits_{&limits} {}

    /// Looks at all bytes that have arrived of this request and of what follows it. To be called
    /// again with more behind the same ones while it says `more`; they may have moved meanwhile.
    [[nodiscard]] Progress read(std::string_view bytes);

    /// After `complete`: how many bytes the head had.
    [[nodiscard]] std::size_t size() const { return size_; }
    /// After `complete`: views into the bytes that were last given.
    [[nodiscard]] const Request::Head& head() const { return head_; }
    [[nodiscard]] const Framed& framed() const { return framed_; }
    /// After `rejected`.
    [[nodiscard]] const Rejection& rejection() const { return rejection_; }

    /// Begins the next request.
    void reset();

private:
    Progress reject(Status status, std::string_view detail);
    /// Finds the end of the head, a line at a time.
    Progress find_end(std::string_view bytes);
    [[nodiscard]] bool take_request_line(std::string_view line);
    [[nodiscard]] bool take_field(std::string_view line);
    [[nodiscard]] bool take_known(std::string_view name, std::string_view value);
    [[nodiscard]] bool take_length(std::string_view value);
    [[nodiscard]] bool take_coding(std::string_view value);
    [[nodiscard]] bool fail(Status status, std::string_view detail);
    /// What can be said only when all fields are known.
    [[nodiscard]] bool conclude();

    const Limits* limits_;
    std::size_t start_ = 0;       // of the request line: behind an empty line, if there was one
    std::size_t scanned_ = 0;     // bytes in which line ends have been looked for
    std::size_t line_start_ = 0;  // of the line that has not ended yet
    std::size_t lines_ = 0;
    std::size_t size_ = 0;
    bool is_http_1_0_ = false;
    unsigned hosts_ = 0;
    unsigned authorizations_ = 0;
    unsigned lengths_ = 0;
    unsigned codings_ = 0;
    std::vector<Field> fields_;
    Request::Head head_;
    Framed framed_;
    Rejection rejection_;
};

/// Reads one field line, without its end. False where it is none.
/// Spec: RFC 9112 section 5, no folding.
[[nodiscard]] bool parse_field(std::string_view line, Field& field);

}  // namespace cardea::net
