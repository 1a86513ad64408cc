// App: endpoints, what they share, and the server that answers with them, as FastAPI's `FastAPI`.
#pragma once

#include <cardea/app/access_log.hpp>
#include <cardea/app/cors.hpp>
#include <cardea/app/documentation.hpp>
#include <cardea/app/middleware.hpp>
#include <cardea/app/routes.hpp>
#include <cardea/app/security_headers.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/http/response.hpp>
#include <cardea/inject/preparation.hpp>
#include <cardea/net/server.hpp>

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea {

namespace app {
class Termination;
}

struct AppOptions {
    std::string title = "Cardea";
    net::ServerOptions server{};  ///< Where to listen, and the limits on what a stranger may send.
    std::size_t json_depth_max = 32;      ///< Of a JSON body.
    std::size_t offload_threads = 4;      ///< For `offload`, shared by all workers.
    std::size_t offload_queue_max = 256;  ///< Work that may wait for them; more gets 503.
    DocumentationOptions docs{};          ///< The OpenAPI document and the page that shows it.
};

/// One request and its answer, told to observers once the answer is made, middleware included.
struct Exchange {
    const Request& request;
    const Response& response;
    const inject::Mishap& mishap;  ///< Why middleware, graph or handler failed; for the log.
    std::string_view pattern;      ///< Of the route; empty where none was asked for.
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
    /// What was provided as T, for instance the database of `account_routes`, so that the app can
    /// bring its own tables up to date there. Throws `std::logic_error` where nobody did.
    template <class T>
    [[nodiscard]] const T& provided() const {
        return routes_.provided<T>();
    }
    void include(Routes&& routes, std::string_view prefix = {}) {
        routes_.include(std::move(routes), prefix);
    }
    /// The same of a list under a rule (`RoutesWith`).
    template <class Ruled>
    requires requires(Ruled&& list) { std::move(list).as_routes(); }
    void include(Ruled&& list, std::string_view prefix = {}) {
        routes_.include(std::move(list).as_routes(), prefix);
    }

    /// Has these nodes (`Depends<…>`, `Guard<…>`) made before the endpoint of every route, included
    /// ones and the documentation's too. An endpoint that takes such a dependency gets the same
    /// value. A write still has to say itself who may call.
    template <class... Ns>
    void before_each() {
        preparations_.push_back(std::make_unique<inject::PreparationOf<inject::TypeList<Ns...>>>());
    }

    /// Stands around everything, the first that was added outermost.
    void use(Middleware middleware);

    /// `handler(const E&, const Request&)` returns the `Response` to an exception of type E, which
    /// a handler or a dependency threw. A refusal (bad input, a guard's) is a `Failure`.
    template <class E, class Handler>
    void on_exception(Handler handler) {
        exceptions_.add<E>(std::move(handler));
    }

    /// Called by `run`, in order, before the first request is taken; what one throws ends `run`. A
    /// hook returns nothing or `Async<>`, which runs on a loop of its own.
    template <class Hook>
    void on_start(Hook hook) {
        start_hooks_.push_back(as_function(std::move(hook)));
    }
    /// Called by `run`, the last added first, once the last request has been answered, and where
    /// serving failed after the start hooks. One that throws keeps none from being called; the
    /// first such exception leaves `run`.
    template <class Hook>
    void on_stop(Hook hook) {
        stop_hooks_.push_back(as_function(std::move(hook)));
    }

    /// Is told what background work threw; by default, standard error is.
    void on_background_failure(std::function<void(std::exception_ptr)> hook);

    /// Calls `observer` after every answer, on the worker that made it. It must be quick and must
    /// not throw.
    void observe(std::function<void(const Exchange&)> observer);

    /// Checks the wiring. Throws `std::logic_error` that names all faults at once: states that
    /// nobody provided, path names that a pattern lacks, routes declared twice or where the
    /// documentation stands, scopes that were not declared. Idempotent; after it
    /// routes and states cannot be added.
    void seal();

    /// Seals, binds and serves until SIGTERM or SIGINT; requests in flight are finished.
    /// Returns the program's exit code. `on_listening` is told the port, once it is bound.
    /// Throws what `seal`, `net::Server` and the start hooks throw.
    int run(const std::function<void(std::uint16_t port)>& on_listening = {});

    /// Calls the hooks, for whoever serves by other means than `run` (a test).
    void call_start_hooks() const;
    void call_stop_hooks() const;

    /// True from the moment at which the server was told to stop: readiness is gone.
    [[nodiscard]] bool is_stopping() const { return is_stopping_; }
    [[nodiscard]] const AppOptions& options() const { return options_; }

    /// The OpenAPI document, as JSON. The same routes give the same text.
    [[nodiscard]] std::string openapi() const;
    /// Every route and who may call it, sorted; of the documentation its two paths, where it is
    /// served. `table_of` makes a text of it.
    [[nodiscard]] std::vector<RouteLine> routes() const;

    /// Answers one request; `seal` must have been called.
    Async<> handle(Request& request, Response& response) override;

    /// What endpoints are bound to; good as long as the app.
    [[nodiscard]] inject::Surroundings surroundings() const;

private:
    template <class Hook>
    static std::function<void()> as_function(Hook hook) {
        if constexpr (std::same_as<std::invoke_result_t<Hook&>, Async<>>) {
            return [hook = std::move(hook)]() mutable { block_on(hook()); };
        } else {
            return hook;
        }
    }

    class RestOfApp;
    struct Course;
    struct Table;
    /// The route that answers; null where `response` says already why there is none.
    const app::Route* match(Request& request, Response& response,
                            std::vector<std::string>& values) const;
    Async<> answer(Request& request, Response& response, Course& course) const;
    Async<> run_route(const app::Route& route, Request& request, Response& response,
                      inject::Mishap& mishap) const;
    Async<> run_prepared(const app::Route& route, Request& request, Response& response,
                         inject::Mishap& mishap) const;
    std::vector<std::string> check_wiring(Table& table);
    void add_documentation(Table& table, std::vector<std::string>& faults);
    void watch_background(Request& request) const;
    void serve(const app::Termination& termination,
               const std::function<void(std::uint16_t port)>& on_listening, bool& has_started);

    AppOptions options_;
    Routes routes_;
    Routes documentation_;  // made by `seal`
    inject::ExceptionTable exceptions_;
    std::vector<std::unique_ptr<inject::Preparation>> preparations_;
    std::vector<Middleware> middlewares_;
    std::vector<std::function<void()>> start_hooks_;
    std::vector<std::function<void()>> stop_hooks_;
    std::function<void(std::exception_ptr)> background_failure_;
    std::unique_ptr<Table> table_;
    std::vector<std::function<void(const Exchange&)>> observers_;
    std::atomic<bool> is_stopping_ = false;
};

}  // namespace cardea
