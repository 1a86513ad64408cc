// Serves HTTP/1.1: one thread a core, each with its own loop and listener, nothing shared between
// them. What a request means is the business of the RequestHandler that it is given.
#pragma once

#include <cardea/http/response.hpp>
#include <cardea/net/limits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cardea::net {

/// Where to listen, and with how many workers.
struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8000;  ///< 0 lets the system choose; `Server::port` tells.
    std::size_t workers = 0;    ///< 0: as many as CPU affinity and cgroup quota allow.
    Limits limits{};
    /// Addresses and networks (`10.0.0.1`, `10.0.0.0/8`, `fd00::/8`) of proxies before this server,
    /// whose `X-Forwarded-For` says whom a request is from: `Request::address`. Of anybody else
    /// that field is not read.
    std::vector<std::string> trusted_proxies{};
    std::chrono::milliseconds shutdown_time_max = std::chrono::seconds{5};
};

/// As many workers as this process may really use: the smaller of CPU affinity and cgroup quota.
[[nodiscard]] std::size_t usable_cores();

/// Threads: `run` blocks; `stop` may be called from any thread, and from a signal's handler thread.
class Server {
public:
    /// Binds, so that a fault is known before anything runs. Throws `std::runtime_error` with a
    /// sentence where the address can't be parsed, can't be bound or is served by another process
    /// (decision 10: a probe without SO_REUSEPORT tells), or where a trusted proxy is no address
    /// and no network. `handler` must outlive the server.
    Server(const ServerOptions& options, RequestHandler& handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    /// Serves until `stop`. Called on each worker's own thread before its first request:
    /// `on_worker_start`, for whatever must live with the worker. Where that throws, or a task that
    /// it put on the loop, all workers stop, and the first exception leaves from here.
    void run(const std::function<void(Executor)>& on_worker_start = {});

    /// Accepting stops, idle connections are closed, requests in flight finish, then `run`
    /// returns, whatever tasks still live on the loops; after `shutdown_time_max` it returns in any
    /// case.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace cardea::net
