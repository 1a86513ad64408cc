// One thread's share of the server: its loop, its listener, its connections and its one timer.
#pragma once

#include <cardea/http/response.hpp>
#include <cardea/net/limits.hpp>
#include <cardea/net/trusted_proxies.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace cardea::net {

class Connection;
using Instant = std::chrono::steady_clock::time_point;
using Listener = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

/// Threads: `stop` may be called from any; everything else belongs to the thread that runs it.
class Worker {
public:
    /// `proxies` and `handler` must outlive the worker.
    Worker(const Limits& limits, const TrustedProxies& proxies, RequestHandler& handler);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Makes the worker's own listener on this address.
    /// Errors: throws `boost::system::system_error`.
    void listen(const boost::asio::ip::tcp::endpoint& endpoint);
    /// Where it listens, with the port that the system chose.
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const {
        return listener_.local_endpoint();
    }

    /// Serves until `stop`, and until the last answer has left.
    void run(const std::function<void(Executor)>& on_start);
    /// Accepting stops, idle connections end, requests in flight are finished within `time_max`.
    void stop(std::chrono::milliseconds time_max);

    // What connections need of their worker.
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] const TrustedProxies& proxies() const { return *proxies_; }
    [[nodiscard]] RequestHandler& handler() const { return *handler_; }
    /// The present time, to a tick's accuracy.
    [[nodiscard]] Instant now() const { return now_; }
    /// The value of `Date`.
    [[nodiscard]] std::string_view date() const { return date_; }
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }
    /// An id that no other request of this process has.
    [[nodiscard]] std::string make_request_id();
    /// Runs the work of one request, one after the other; it is waited for as requests in flight
    /// are. What it throws is lost.
    void run_later(std::vector<AfterAnswer> works);
    /// Whether so much of it is under way that a connection does its own before it reads on: else
    /// a stranger could pile it up as fast as requests can be sent.
    [[nodiscard]] bool is_laden() const { return works_ >= works_max; }
    /// The same work, for its connection to await.
    Async<> run_now(std::vector<AfterAnswer> works);
    void enlist(Connection& connection);
    void strike_off(Connection& connection);

private:
    static constexpr std::size_t works_max = 256;
    using Timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Async<> accept();
    Async<> tick();
    Async<> run_all(std::vector<AfterAnswer> works);
    void tell_time();
    void begin_to_stop(std::chrono::milliseconds time_max);

    Limits limits_;
    const TrustedProxies* proxies_;
    RequestHandler* handler_;
    std::vector<Connection*> connections_;  // before the loop, whose end ends them
    boost::asio::io_context loop_{1};
    Listener listener_{loop_};
    Timer timer_{loop_};
    Instant now_;
    std::chrono::system_clock::time_point dated_;
    std::string date_;
    std::uint64_t id_seed_;
    std::uint64_t ids_ = 0;
    std::size_t works_ = 0;  // lists of work that run after their answers
    bool is_stopping_ = false;
    Instant stop_by_;
};

}  // namespace cardea::net
