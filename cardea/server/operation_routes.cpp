#include <cardea/server/operation_routes.hpp>

namespace cardea::server {
namespace {

struct Standing {
    std::string_view status;
};

}  // namespace

Routes operation_routes(const App& app, const db::Database& database, const Metrics& metrics) {
    Routes routes;
    routes.get("/healthz", [] { return Standing{"ok"}; }, {.summary = "The process lives"});
    routes.get("/readyz",
               [&app, &database]() -> Async<Result<Standing>> {
                   if (app.is_stopping()) co_return cardea::Errc::unavailable;
                   const auto reached = co_await database.ping();
                   if (!reached) co_return reached.error();
                   co_return Standing{"ready"};
               },
               {.summary = "Requests can be served"});
    routes.get("/metrics",
               [&metrics] {
                   Response response;
                   response.fields.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                   response.body = metrics.text();
                   return response;
               },
               {.summary = "What has been counted"});
    return routes;
}

}  // namespace cardea::server
