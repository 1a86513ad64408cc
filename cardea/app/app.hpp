// App: endpoints, what they share, and the server that answers with them, as FastAPI's `FastAPI`.
#pragma once

#include <cardea/app/routes.hpp>
#include <cardea/http/response.hpp>
#include <cardea/net/server.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea {

struct AppOptions {
    std::string title = "Cardea";
    net::ServerOptions server{};  ///< Where to listen, and the limits on what a stranger may send.
    std::size_t json_depth_max = 32;      ///< Of a JSON body.
    std::size_t offload_threads = 4;      ///< For `offload`, shared by all workers.
    std::size_t offload_queue_max = 256;  ///< Work that may wait for them; more gets 503.
};

/// One request and its answer, told to observers once the answer is made.
struct Exchange {
    const Request& request;
    const Response& response;
    const inject::Mishap& mishap;  ///< Why the graph or the handler failed; for the log.
    std::string_view pattern;      ///< Of the route; empty where none matched.
    std::chrono::nanoseconds took;
};

/// Threads: built by one thread; then `handle` may be called by all.
class App final : public RequestHandler {
public:
    explicit App(AppOptions options = {});
    ~App() override;

    /// See `Routes`.
    template <class Handler>
    void get(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        routes_.get(pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void post(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        routes_.post(pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void put(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        routes_.put(pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void patch(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        routes_.patch(pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void delete_(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        routes_.delete_(pattern, std::move(handler), std::move(options));
    }
    template <class T>
    void provide(T object) {
        routes_.provide(std::move(object));
    }
    void include(Routes&& routes) { routes_.include(std::move(routes)); }

    /// Calls `observer` after every answer, on the worker that made it. It must be quick and must
    /// not throw.
    void observe(std::function<void(const Exchange&)> observer);

    /// Checks the wiring. Throws `std::logic_error` that names all faults at once: states that
    /// nobody provided, path names that a pattern lacks, routes declared twice. Idempotent.
    void seal();

    /// Seals, binds and serves until SIGTERM or SIGINT; requests in flight are finished.
    /// Returns the program's exit code. `on_listening` is told the port, once it is bound.
    /// Throws what `seal` and `net::Server` throw.
    int run(const std::function<void(std::uint16_t port)>& on_listening = {});

    /// True from the moment at which the server was told to stop: readiness is gone.
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }
    [[nodiscard]] const AppOptions& options() const { return options_; }

    /// Answers one request; `seal` must have been called.
    Async<> handle(Request& request, Response& response) override;

private:
    /// The route that answers; null where `response` says already why there is none.
    const app::Route* match(Request& request, Response& response,
                            std::vector<std::string>& values) const;

    struct Table;
    AppOptions options_;
    Routes routes_;
    std::unique_ptr<Table> table_;
    std::vector<std::function<void(const Exchange&)>> observers_;
    std::atomic<bool> is_stopping_ = false;
};

}  // namespace cardea
