// How anything in Cardea fails: a function that can be refused by its input returns Result<T>,
// whose error knows its cause (one enumerator of a room's Errc), the kind of failure that it is
// (a Fault, from which HTTP's status follows), and a sentence for the client.
#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <concepts>
#include <exception>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea {

/// What kind of failure a cause belongs to. Only `http/problem` turns a fault into a status.
enum class Fault {
    malformed,        ///< The text could not be read at all: 400.
    invalid,          ///< Read, but values are missing or wrong: 422.
    unauthenticated,  ///< 401.
    forbidden,        ///< 403.
    not_found,        ///< 404.
    conflict,         ///< 409.
    timed_out,        ///< What was announced did not arrive in time: 408.
    too_large,        ///< 413.
    unsupported,      ///< A media type that this endpoint does not read: 415.
    throttled,        ///< Too many attempts by this caller: 429.
    exhausted,        ///< The server sheds load: 503.
    unavailable,      ///< Something the server needs is away: 503.
    internal,         ///< A defect or a broken environment: 500.
};

/// One row of a room's table of causes; lives for the whole program.
struct Cause {
    std::string_view code;  ///< For machines and logs: `jose.signature_mismatch`.
    Fault fault;
    std::string_view message;  ///< A sentence for the client. Never holds a secret.
};

/// One value of the input that is missing or wrong.
struct FieldFault {
    std::vector<std::string> loc;  ///< Where: `{"body", "email"}`; list indices as decimal text.
    std::string msg;               ///< A sentence that says what to change.
    std::string type;              ///< Pydantic's name of the fault, such as `string_too_short`.

    bool operator==(const FieldFault&) const = default;
};
using FieldFaults = std::vector<FieldFault>;

/// A room's `enum class Errc` takes part by a function `const Cause& cause_of(Errc)` beside it,
/// which returns the same object for the same enumerator each time.
template <class E>
concept ErrorEnum = std::is_enum_v<E> && requires(E errc) {
    { cause_of(errc) } -> std::same_as<const Cause&>;
};

/// Why something failed. Cheap to move; equal to an enumerator when that is its cause.
class Error {
public:
    /// Of a result that holds a value: an internal error that nobody should look at.
    Error();

    /// Of a cause that has no enumerator; it must live for the whole program.
    explicit Error(const Cause& cause) : cause_{&cause} {}

    template <ErrorEnum E>
    Error(E errc) : cause_{&cause_of(errc)} {}  // implicit: `return Errc::expired;`

    /// As above, with a detail that goes to the log and never to the client.
    template <ErrorEnum E>
    Error(E errc, std::string detail_for_log) : Error{errc} {
        extra().detail = std::move(detail_for_log);
    }

    [[nodiscard]] const Cause& cause() const { return *cause_; }
    [[nodiscard]] std::string_view code() const { return cause_->code; }
    [[nodiscard]] Fault fault() const { return cause_->fault; }

    /// The sentence for the client: the cause's own, unless `say` gave another.
    [[nodiscard]] std::string_view message() const;
    /// For the log alone; empty if there is none.
    [[nodiscard]] std::string_view detail() const;
    /// Every wrong value of the request; empty unless the fault is `invalid`.
    [[nodiscard]] const FieldFaults& fields() const;
    /// After how long another attempt may succeed, where that is known.
    [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const;
    /// How to authenticate, as `WWW-Authenticate` says it; empty where the default will do.
    [[nodiscard]] std::string_view challenge() const;
    /// Header fields that belong to the answer, such as `RateLimit`; most often none.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& headers() const;

    /// Each returns this error, changed; for use while it is being made.
    Error&& say(std::string message_for_client) &&;
    Error&& with_fields(FieldFaults fields) &&;
    Error&& retry_in(std::chrono::seconds delay) &&;
    Error&& challenge_with(std::string www_authenticate) &&;
    Error&& with_header(std::string name, std::string value) &&;

    template <ErrorEnum E>
    friend bool operator==(const Error& error, E errc) {
        return error.cause_ == &cause_of(errc);
    }
    friend bool operator==(const Error& one, const Error& other) {
        return one.cause_ == other.cause_;
    }

private:
    struct Extra {
        std::string message;
        std::string detail;
        FieldFaults fields;
        std::optional<std::chrono::seconds> retry_after;
        std::string challenge;
        std::vector<std::pair<std::string, std::string>> headers;
    };
    Extra& extra();

    const Cause* cause_;
    std::shared_ptr<Extra> extra_;  // almost always empty; written only while the error is made
};

std::ostream& operator<<(std::ostream& out, const Error& error);

/// Thrown by `Result::value()` on a failure, and by whoever has no better way to fail.
class Failure : public std::exception {
public:
    explicit Failure(Error error);
    [[nodiscard]] const Error& error() const noexcept { return error_; }
    [[nodiscard]] const char* what() const noexcept override;

private:
    Error error_;
    std::string what_;
};

/// What makes `Result::value()` throw a Failure.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// A value, or the error that kept it from being made. `.value()` throws `Failure`.
template <class T = void>
using Result = boost::system::result<T, Error>;

/// Causes that belong to no room.
enum class Errc {
    internal,     ///< A defect of ours.
    unavailable,  ///< Shutting down, or something we need is away.
    exhausted,    ///< A bounded queue is full.
};
const Cause& cause_of(Errc errc);

/// Whether T is a `Result` of anything.
template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<boost::system::result<T, Error>> = true;

}  // namespace cardea
