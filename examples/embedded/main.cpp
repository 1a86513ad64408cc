// Accounts inside of an app that does other things: a guestbook with a form page and cookies, and
// around all of it what an app in the open needs: CORS, security headers, an access log, hooks at
// start and stop, an answer to exceptions of its own, and its documentation where it wants it.
#include "guestbook.hpp"

#include <cardea/app/app.hpp>
#include <cardea/http/problem.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/server/account_routes.hpp>

#include <cstdlib>
#include <iostream>

using namespace cardea;

AppOptions options() {
    AppOptions options{.title = "Guestbook"};
    options.docs.page_path = "/api";  // `/docs` is a page of our own
    options.docs.document_path = "/api/openapi.json";
    options.docs.token_url = "/accounts/oauth/token";
    options.docs.scopes = {{"guestbook:moderate", "Remove what others wrote"}};
    if (const char* port = std::getenv("PORT"))
        options.server.port = schema::read_text<std::uint16_t>(port).value();
    return options;
}

int main() try {
    App app{options()};

    // The first is outermost: the log sees what CORS answers by itself, too.
    app.use(access_log(std::clog));
    app.use(
        security_headers({.content_security_policy =
                              "default-src 'none'; form-action 'self'; frame-ancestors 'none'"}));
    app.use(cors({.origins = {"https://app.example.com"}}));

    app.include(account_routes({.database = "embedded.db"}), "/accounts");
    const auto& database = app.provided<db::Database>();
    db::migrate(database, "guestbook", guestbook::migrations);
    app.include(guestbook::routes());
    app.get("/docs", [] { return Redirect{"/api"}; }, {.is_hidden = true});

    app.on_exception<guestbook::Full>([](const guestbook::Full&, const Request&) {
        Response response;
        http::write_problem(Status::service_unavailable, "The guestbook is full", response);
        return response;
    });
    app.on_start([&database]() -> Async<> {
        const auto count = co_await database.one<std::int64_t>("SELECT count(*) FROM entries");
        std::clog << "Entries at the start: " << count.value_or(0) << std::endl;
    });
    app.on_stop([] { std::clog << "Good night" << std::endl; });

    return app.run([](std::uint16_t port) {
        std::cout << "Listening on http://127.0.0.1:" << port << std::endl;
    });
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
