#include <cardea/app/app.hpp>

#include <cardea/app/offload.hpp>
#include <cardea/app/router.hpp>
#include <cardea/app/termination.hpp>
#include <cardea/http/problem.hpp>

#include <stdexcept>

namespace cardea {
namespace {

using Instant = std::chrono::steady_clock::time_point;

}  // namespace

struct App::Table {
    app::Router router;
};

App::App(AppOptions options) : options_{std::move(options)} {}
App::~App() = default;

void App::observe(std::function<void(const Exchange&)> observer) {
    observers_.push_back(std::move(observer));
}

void App::seal() {
    if (table_) return;
    auto table = std::make_unique<Table>();
    auto faults = routes_.bind();
    for (const auto& route : routes_.all()) {
        try {
            if (!table->router.add(route.method, route.pattern, route)) {
                faults.push_back(std::string{name_of(route.method)} + " " + route.pattern +
                                 " is declared twice");
            }
        } catch (const std::invalid_argument& error) {
            faults.emplace_back(error.what());
        }
    }
    if (!faults.empty()) {
        std::string sentence = "The application is not wired up:";
        for (const auto& fault : faults) sentence += "\n  - " + fault;
        throw std::logic_error{sentence};
    }
    table_ = std::move(table);
}

int App::run(const std::function<void(std::uint16_t)>& on_listening) {
    seal();
    // Before any thread starts, so that all of them leave the signals to the one that waits.
    app::Termination termination;
    net::Server server{options_.server, *this};
    // Ends before the server's loops do: what it works on may belong to a coroutine there.
    WorkPool offload_threads{options_.offload_threads, options_.offload_queue_max};
    if (on_listening) on_listening(server.port());
    termination.call([this, &server] {
        is_stopping_ = true;
        server.stop();
    });
    server.run([&](const Executor& loop) { app::install_offload_pool(loop, offload_threads); });
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

Async<> App::handle(Request& request, Response& response) {
    const auto start = observers_.empty() ? Instant{} : Instant::clock::now();
    request.set_json_depth_max(options_.json_depth_max);
    inject::Mishap mishap;
    std::vector<std::string> values;
    const auto* route = match(request, response, values);
    if (route != nullptr) {
        co_await route->endpoint->run(request, response, mishap);
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

}  // namespace cardea
