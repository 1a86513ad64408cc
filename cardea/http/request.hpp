// One request as the router, the guards and the handlers see it. The codec made it, so what it
// says has been checked: one Host, a path without `//`, dot segments or encoded slashes.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/fields.hpp>
#include <cardea/http/method.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea {

/// What a room above hangs on a request for the time of its answer; only that room looks inside.
class Attachment {
public:
    virtual ~Attachment() = default;
};

/// Work that is done once the answer has left. It must own what it needs: the request is over.
using AfterAnswer = std::function<Async<>()>;

/// Where a request's body comes from: the connection, or a test's own text.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// The whole body; waits for it where it has not arrived. Empty where there is none. Called
    /// again it gives the same text. Completes without suspending where the body is there.
    /// Errors: `http::Errc::body_too_large` (413), `body_timeout` (408), `malformed_body` (400),
    ///         `client_gone`.
    virtual Async<Result<std::string_view>> read() = 0;
    /// True once `read` would not wait: then `ready` gives what `read` would.
    [[nodiscard]] virtual bool is_ready() const = 0;
    [[nodiscard]] virtual Result<std::string_view> ready() const = 0;
};

/// Owns: nothing that it shows; all views are good until the answer has left.
/// Threads: belongs to the worker that serves it.
class Request {
public:
    /// What the codec read of the head; its views are good as long as the request.
    struct Head {
        Method method = Method::get;
        std::string_view target{};    ///< As sent: `/notes?limit=3`.
        std::string_view raw_path{};  ///< The target up to `?`, still percent-encoded: `/a%20b`.
        std::string_view query{};     ///< After the `?`, still encoded; empty if there is none.
        std::span<const Field> fields{};
        bool has_body = false;  ///< A length above 0 or a chunked body was announced.
    };

    Request() = default;
    Request(const Head& head, BodySource* body) : head_{head}, body_{body} {}

    [[nodiscard]] Method method() const { return head_.method; }
    [[nodiscard]] std::string_view target() const { return head_.target; }
    [[nodiscard]] std::string_view raw_path() const { return head_.raw_path; }
    [[nodiscard]] std::string_view query() const { return head_.query; }
    [[nodiscard]] std::span<const Field> fields() const { return head_.fields; }
    [[nodiscard]] bool has_body() const { return head_.has_body; }

    /// The first field of this name; nullopt if there is none.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
    /// How many fields of this name there are.
    [[nodiscard]] std::size_t count(std::string_view name) const;

    /// See `BodySource`. `is_body_ready` lets a caller that need not wait avoid a coroutine.
    Async<Result<std::string_view>> body() { return body_->read(); }
    [[nodiscard]] bool is_body_ready() const { return body_ == nullptr || body_->is_ready(); }
    [[nodiscard]] Result<std::string_view> ready_body() const;

    /// The address of the peer, or of the client where a trusted proxy names one: `127.0.0.1`,
    /// `::1`. No port.
    [[nodiscard]] std::string_view address() const { return address_; }
    /// The id of this request in the log and in `X-Request-Id`.
    [[nodiscard]] std::string_view id() const { return id_; }
    /// What counts as one stranger: an IPv4 address, or the first 64 bits of an IPv6 one, since
    /// whoever has one such address has all of them: `2001:db8:1:2::/64`.
    [[nodiscard]] std::string_view network() const { return network_; }
    void set_address(std::string_view address, std::string_view network) {
        address_ = address;
        network_ = network;
    }
    void set_id(std::string_view id) { id_ = id; }

    /// How deep a JSON body may be nested.
    [[nodiscard]] std::size_t json_depth_max() const { return json_depth_max_; }
    void set_json_depth_max(std::size_t depth) { json_depth_max_ = depth; }

    /// What stood in the path for `{name}`, percent-decoded; nullopt if the route has no such name.
    [[nodiscard]] std::optional<std::string_view> path_parameter(std::string_view name) const;
    /// Said by the router: names and decoded values, in the pattern's order.
    void set_path_parameters(std::span<const std::string> names,
                             std::span<const std::string> values) {
        path_names_ = names;
        path_values_ = values;
    }

    /// Values made for this request outside of its endpoint; null for most.
    [[nodiscard]] Attachment* attachment() const { return attachment_; }
    void attach(Attachment* attachment) { attachment_ = attachment; }

    /// Has `work` done once the answer has been handed to the network; whoever answers the request
    /// takes all of it, and runs one after the other.
    void run_after_answer(AfterAnswer work) { after_answer_.push_back(std::move(work)); }
    [[nodiscard]] bool has_after_answer() const { return !after_answer_.empty(); }
    [[nodiscard]] std::vector<AfterAnswer> take_after_answer() {
        return std::exchange(after_answer_, {});
    }

private:
    Head head_;
    BodySource* body_ = nullptr;
    Attachment* attachment_ = nullptr;
    std::vector<AfterAnswer> after_answer_;
    std::string_view address_;
    std::string_view network_;
    std::string_view id_;
    std::size_t json_depth_max_ = 32;
    std::span<const std::string> path_names_;
    std::span<const std::string> path_values_;
};

}  // namespace cardea
