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

/// Who may call, as one column of the table.
std::string text_of(const openapi::Operation& operation) {
    std::string access;
    for (const auto& one : operation.access) access += (access.empty() ? "" : ", ") + one;
    return access.empty() ? "-" : access;
}

}  // namespace

struct App::Table {
    app::Router router;
};

/// What becomes of one request.
struct App::Course {
    const app::Route* route = nullptr;
    std::vector<std::string> values;  // of the path; the request refers to them
    inject::Mishap mishap;
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
    auto faults = check_wiring(*table);
    if (faults.empty() && options_.docs.is_served) add_documentation(*table, faults);
    if (!faults.empty()) {
        std::string sentence = "The application is not wired up:";
        for (const auto& fault : faults) sentence += "\n  - " + fault;
        throw std::logic_error{sentence};
    }
    table_ = std::move(table);
    routes_.close();
}

void App::add_documentation(Table& table, std::vector<std::string>& faults) {
    documentation_ = app::documentation_routes(options_.docs, options_.title, openapi());
    faults = documentation_.bind(exceptions_);
    for (const auto& route : documentation_.all()) {
        if (!table.router.add(route.method, route.pattern, route))
            faults.push_back("GET " + route.pattern +
                             " is a route of the documentation too: give that another path in "
                             "AppOptions::docs, or switch it off there");
    }
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
        auto named = operation.security;
        named.push_back(operation.further_scopes);
        for (const auto& alternative : named) {
            for (const auto& [scheme, scopes] : alternative) {
                for (const auto& scope : scopes) {
                    const bool is_declared =
                        options_.docs.scopes.contains(scope) || routes_.scopes().contains(scope);
                    if (!is_declared) undeclared.insert(scope);
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
        lines.push_back(
            {.method = route.method, .pattern = route.pattern, .access = text_of(operation)});
    }
    if (options_.docs.is_served) {
        openapi::Operation operation;
        for (const auto& preparation : preparations_) preparation->describe(operation);
        for (const auto& path : {options_.docs.document_path, options_.docs.page_path})
            lines.push_back({.method = Method::get, .pattern = path, .access = text_of(operation)});
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
    std::exception_ptr failure;  // the first one
    for (auto hook = stop_hooks_.rbegin(); hook != stop_hooks_.rend(); ++hook) {
        try {
            (*hook)();
        } catch (...) {
            if (!failure) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

int App::run(const std::function<void(std::uint16_t)>& on_listening) {
    seal();
    // Before any thread starts, so that all of them leave the signals to the one that waits.
    const app::Termination termination;
    bool has_started = false;
    try {
        serve(termination, on_listening, has_started);
    } catch (...) {
        if (has_started) {
            try {
                call_stop_hooks();
            } catch (...) {
                // What ended the serving is what the caller should hear of.
            }
        }
        throw;
    }
    call_stop_hooks();
    return 0;
}

void App::serve(const app::Termination& termination,
                const std::function<void(std::uint16_t)>& on_listening, bool& has_started) {
    net::Server server{options_.server, *this};
    // Ends before the server's loops do: what it works on may belong to a coroutine there.
    WorkPool offload_threads{options_.offload_threads, options_.offload_queue_max};
    call_start_hooks();
    has_started = true;
    if (on_listening) on_listening(server.port());
    const auto waiting = termination.call([this, &server] {
        is_stopping_ = true;
        server.stop();
    });
    server.run([&](const Executor& loop) { app::install_offload_pool(loop, offload_threads); });
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
    RestOfApp(const App& app, std::size_t place, Course& course)
        : app_{&app}, place_{place}, course_{&course} {}

    Async<> operator()(Request& request, Response& response) const override {
        if (place_ == app_->middlewares_.size()) {
            response.clear();
            co_await app_->answer(request, response, *course_);
            co_return;
        }
        const RestOfApp rest{*app_, place_ + 1, *course_};
        try {
            co_await app_->middlewares_[place_](request, response, rest);
        } catch (...) {
            inject::answer_exception(app_->exceptions_, request, response, course_->mishap);
        }
    }

private:
    const App* app_;
    std::size_t place_;
    Course* course_;
};

Async<> App::handle(Request& request, Response& response) {
    const auto start = observers_.empty() ? Instant{} : Instant::clock::now();
    request.set_json_depth_max(options_.json_depth_max);
    Course course;
    if (middlewares_.empty()) {
        co_await answer(request, response, course);
    } else {
        const RestOfApp all{*this, 0, course};
        co_await all(request, response);
    }
    const auto* route = course.route;
    if ((route != nullptr && route->options.no_store) ||
        routes_.is_never_stored(request.raw_path())) {
        response.fields.set("Cache-Control", "no-store");
    }
    if (request.has_after_answer()) watch_background(request);
    if (!observers_.empty()) {
        const Exchange exchange{.request = request,
                                .response = response,
                                .mishap = course.mishap,
                                .pattern = route == nullptr ? std::string_view{} : route->pattern,
                                .took = Instant::clock::now() - start};
        for (const auto& observer : observers_) observer(exchange);
    }
    request.set_path_parameters({}, {});
}

void App::watch_background(Request& request) const {
    for (auto& work : request.take_after_answer()) {
        request.run_after_answer(
            [this, work = std::move(work)] { return watched(work, background_failure_); });
    }
}

Async<> App::answer(Request& request, Response& response, Course& course) const {
    course.mishap.reset();
    course.values.clear();
    course.route = match(request, response, course.values);
    if (course.route == nullptr) co_return;
    co_await run_route(*course.route, request, response, course.mishap);
    // What did not come to pass has no consequences: no mail about a note that was rolled back.
    if (course.mishap) (void)request.take_after_answer();
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
    if (inject::Supplies::of(request) == nullptr) request.attach(&own);
    auto& supplies = *inject::Supplies::of(request);
    const auto handed_before = supplies.handed_count();
    bool has_credential = false;
    std::vector<std::unique_ptr<inject::PreparedValues>> prepared;
    try {
        for (const auto& preparation : preparations_) {
            prepared.push_back(preparation->start(request));
            const auto made = co_await prepared.back()->make();
            if (!made) {
                inject::answer_refusal(made.error(), exceptions_, request, response, mishap);
                break;
            }
        }
        if (!mishap) co_await route.endpoint->run(request, response, mishap);
        for (auto each = prepared.rbegin(); each != prepared.rend() && !mishap; ++each) {
            const auto ended = co_await (*each)->finish();
            if (!ended)
                inject::answer_refusal(ended.error(), exceptions_, request, response, mishap);
        }
    } catch (...) {
        inject::answer_exception(exceptions_, request, response, mishap);
    }
    supplies.forget_handed(handed_before);
    while (!prepared.empty()) {  // the last first: it may refer to those before it
        has_credential = has_credential || prepared.back()->has_credential();
        prepared.pop_back();
    }
    if (has_credential) inject::note_presented_credential(response);
    request.attach(before);
}

}  // namespace cardea
