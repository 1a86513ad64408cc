#include <cardea/server/operation_routes.hpp>

#include <cardea/app/app.hpp>
#include <cardea/db/database.hpp>
#include <cardea/server/metrics.hpp>
#include <cardea/server/signed_in.hpp>
#include <cardea/server/upkeep.hpp>

namespace cardea::server {
namespace {

struct Standing {
    std::string_view status;
};

Standing get_healthz() { return {"ok"}; }

Async<Result<Standing>> get_readyz(State<App> app, State<db::Database> database,
                                   State<accounts::Accounts> accounts) {
    if (app->is_stopping()) co_return cardea::Errc::unavailable;
    const auto reached = co_await database->ping();
    if (!reached) co_return reached.error();
    if (accounts->revocations().age() > writes_staleness_max)
        co_return Error{cardea::Errc::unavailable, "revocations are stale"};
    co_return Standing{"ready"};
}

Response get_metrics(State<Metrics> metrics, State<accounts::Accounts> accounts,
                     State<Upkeep> upkeep) {
    Response response;
    response.fields.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    const auto& revocations = accounts->revocations();
    response.body = metrics->text() + text_of({.entries = revocations.size(),
                                               .bytes = revocations.bytes(),
                                               .age = revocations.age(),
                                               .position = upkeep->position()});
    return response;
}

}  // namespace

Routes operation_routes() {
    Routes routes{{.tags = {"operations"}}};
    routes.get("/healthz", get_healthz, {.summary = "The process lives"});
    routes.get(
        "/readyz", get_readyz,
        {.summary = "Requests can be served", .answers = {openapi::problem(503, "Not now")}});
    routes.get("/metrics", get_metrics,
               {.summary = "What has been counted",
                .answers = {{.status = 200, .contents = {{.media_type = "text/plain"}}}}});
    return routes;
}

}  // namespace cardea::server
