#include <cardea/app/app.hpp>

#include <cardea/app/offload.hpp>
#include <cardea/app/router.hpp>
#include <cardea/app/termination.hpp>
#include <cardea/http/problem.hpp>

#include <algorithm>
#include <iostream>
#include <set>
#include <stdexcept>
#include <tuple>

namespace cardea {
namespace {

using Instant = std::chrono::steady_clock::time_point;

void tell_standard_error(std::exception_ptr failure) {
    std::string sentence = "cardea: background work failed: ";
    try {
        std::rethrow_exception(std::move(failure));
    } catch (const std::exception& error) {
        sentence += error.what();
    } catch (...) {
        sentence += "an exception that is no std::exception";
    }
    std::cerr << sentence + '\n';
}

/// Background work that throws nothing.
Async<> watched(const AfterAnswer& work, const std::function<void(std::exception_ptr)>& failed) {
    std::exception_ptr failure;
    try {
        co_await work();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) failed(std::move(failure));
}

}  // namespace

struct App::Table {
    app::Router router;
};

App::App(AppOptions options)
    : options_{std::move(options)}, background_failure_{tell_standard_error} {}
App::~App() = default;

void App::use(Middleware middleware) { middlewares_.push_back(std::move(middleware)); }

void App::on_background_failure(std::function<void(std::exception_ptr)> hook) {
    background_failure_ = std::move(hook);
}

void App::observe(std::function<void(const Exchange&)> observer) {
    observers_.push_back(std::move(observer));
}

inject::Surroundings App::surroundings() const {
    return {.states = routes_.states(), .path_names = {}, .exceptions = exceptions_};
}

void App::seal() {
    if (table_) return;
    auto table = std::make_unique<Table>();
    const auto faults = check_wiring(*table);
    if (!faults.empty()) {
        std::string sentence = "The application is not wired up:";
        for (const auto& fault : faults) sentence += "\n  - " + fault;
        throw std::logic_error{sentence};
    }
    if (options_.docs.is_served) {
        include_documentation();
        *table = {};
        if (!check_wiring(*table).empty())
            throw std::logic_error{
                "A route has the path of the documentation: give that another in "
                "AppOptions::docs, or switch it off there"};
    }
    table_ = std::move(table);
}

void App::include_documentation() {
    routes_.include(app::documentation_routes(options_.docs, options_.title, openapi()));
}

std::vector<std::string> App::check_wiring(Table& table) {
    auto faults = routes_.bind(exceptions_);
    for (const auto& preparation : preparations_) {
        for (auto& fault : preparation->bind(surroundings()))
            faults.push_back("before_each: " + std::move(fault));
    }
    std::set<std::string> undeclared;
    for (const auto& route : routes_.all()) {
        try {
            if (!table.router.add(route.method, route.pattern, route)) {
                faults.push_back(std::string{name_of(route.method)} + " " + route.pattern +
                                 " is declared twice");
            }
        } catch (const std::invalid_argument& error) {
            faults.emplace_back(error.what());
        }
        if (options_.docs.scopes.empty()) continue;
        const auto operation = app::operation_of(route, preparations_, options_.docs);
        for (const auto& alternative : operation.security) {
            for (const auto& [scheme, scopes] : alternative) {
                for (const auto& scope : scopes) {
                    if (!options_.docs.scopes.contains(scope)) undeclared.insert(scope);
                }
            }
        }
    }
    for (const auto& scope : undeclared) {
        faults.push_back(
            "The scope \"" + scope +
            "\" is demanded and is not among AppOptions::docs.scopes: is it misspelt?");
    }
    return faults;
}

std::string App::openapi() const {
    return app::document_of(routes_, preparations_, options_.docs, options_.title);
}

std::vector<RouteLine> App::routes() const {
    std::vector<RouteLine> lines;
    for (const auto& route : routes_.all()) {
        const auto operation = app::operation_of(route, preparations_, options_.docs);
        std::string access;
        for (const auto& one : operation.access) access += (access.empty() ? "" : ", ") + one;
        lines.push_back({.method = route.method,
                         .pattern = route.pattern,
                         .access = access.empty() ? "-" : std::move(access)});
    }
    std::sort(lines.begin(), lines.end(), [](const RouteLine& one, const RouteLine& other) {
        return std::tie(one.pattern, one.method) < std::tie(other.pattern, other.method);
    });
    return lines;
}

void App::call_start_hooks() const {
    for (const auto& hook : start_hooks_) hook();
}

void App::call_stop_hooks() const {
    std::for_each(stop_hooks_.rbegin(), stop_hooks_.rend(), [](const auto& hook) { hook(); });
}

int App::run(const std::function<void(std::uint16_t)>& on_listening) {
    seal();
    // Before any thread starts, so that all of them leave the signals to the one that waits.
    app::Termination termination;
    net::Server server{options_.server, *this};
    // Ends before the server's loops do: what it works on may belong to a coroutine there.
    WorkPool offload_threads{options_.offload_threads, options_.offload_queue_max};
    call_start_hooks();
    if (on_listening) on_listening(server.port());
    termination.call([this, &server] {
        is_stopping_ = true;
        server.stop();
    });
    server.run([&](const Executor& loop) { app::install_offload_pool(loop, offload_threads); });
    call_stop_hooks();
    return 0;
}

const app::Route* App::match(Request& request, Response& response,
                             std::vector<std::string>& values) const {
    const auto* resource = table_->router.find(request.raw_path(), values);
    if (resource == nullptr) {
        http::write_problem(Status::not_found, "Not Found", response);
        return nullptr;
    }
    const auto* route = resource->find(request.method());
    if (route == nullptr) {
        if (request.method() == Method::options) {
            response.status = Status::no_content;
        } else {
            http::write_problem(Status::method_not_allowed, "Method Not Allowed", response);
        }
        response.fields.set("Allow", resource->allow());
        return nullptr;
    }
    request.set_path_parameters(route->path_names, values);
    return route;
}

/// What the middleware at `place` sees behind itself.
class App::RestOfApp final : public Next {
public:
    RestOfApp(const App& app, std::size_t place) : app_{&app}, place_{place} {}

    Async<> operator()(Request& request, Response& response) const override {
        if (place_ == app_->middlewares_.size()) {
            co_await app_->answer(request, response);
            co_return;
        }
        const RestOfApp rest{*app_, place_ + 1};
        std::optional<Error> mishap;
        try {
            co_await app_->middlewares_[place_](request, response, rest);
        } catch (...) {
            inject::answer_exception(app_->exceptions_, request, response, mishap);
        }
    }

private:
    const App* app_;
    std::size_t place_;
};

Async<> App::handle(Request& request, Response& response) {
    request.set_json_depth_max(options_.json_depth_max);
    if (middlewares_.empty()) {
        co_await answer(request, response);
    } else {
        const RestOfApp all{*this, 0};
        co_await all(request, response);
    }
    if (request.has_after_answer()) watch_background(request);
}

void App::watch_background(Request& request) const {
    for (auto& work : request.take_after_answer()) {
        request.run_after_answer(
            [this, work = std::move(work)] { return watched(work, background_failure_); });
    }
}

Async<> App::answer(Request& request, Response& response) const {
    const auto start = observers_.empty() ? Instant{} : Instant::clock::now();
    inject::Mishap mishap;
    std::vector<std::string> values;
    const auto* route = match(request, response, values);
    if (route != nullptr) {
        co_await run_route(*route, request, response, mishap);
    }
    if ((route != nullptr && route->options.no_store) ||
        routes_.is_never_stored(request.raw_path())) {
        response.fields.set("Cache-Control", "no-store");
    }
    if (observers_.empty()) co_return;
    const Exchange exchange{.request = request,
                            .response = response,
                            .mishap = mishap,
                            .pattern = route == nullptr ? std::string_view{} : route->pattern,
                            .took = Instant::clock::now() - start};
    for (const auto& observer : observers_) observer(exchange);
}

// A plain function where nothing was prepared, so that most apps pay for no coroutine.
Async<> App::run_route(const app::Route& route, Request& request, Response& response,
                       inject::Mishap& mishap) const {
    return preparations_.empty() ? route.endpoint->run(request, response, mishap)
                                 : run_prepared(route, request, response, mishap);
}

Async<> App::run_prepared(const app::Route& route, Request& request, Response& response,
                          inject::Mishap& mishap) const {
    inject::Supplies own;
    auto* const before = request.attachment();
    if (before == nullptr) request.attach(&own);
    std::vector<std::unique_ptr<inject::Prepared>> prepared;
    try {
        for (const auto& preparation : preparations_) {
            auto made = co_await preparation->make(request);
            if (!made) {
                inject::answer_refusal(made.error(), exceptions_, request, response, mishap);
                break;
            }
            prepared.push_back(*std::move(made));
        }
        if (!mishap) co_await route.endpoint->run(request, response, mishap);
        while (!prepared.empty() && !mishap) {
            const auto ended = co_await prepared.back()->finish();
            if (!ended)
                inject::answer_refusal(ended.error(), exceptions_, request, response, mishap);
            prepared.pop_back();
        }
    } catch (...) {
        inject::answer_exception(exceptions_, request, response, mishap);
    }
    request.attach(before);
}

}  // namespace cardea
