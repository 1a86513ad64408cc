// The chapters on middleware, and on what happens before, beside and after requests.
#include <tests/docs/book.hpp>

#include <cardea/app/offload.hpp>
#include <cardea/inject/background.hpp>
#include <cardea/security/bearer.hpp>

#include <thread>

using namespace cardea;

// <mailer>
struct Mailer {
    Async<> send(std::string to) const {
        std::cerr << "A letter to " << to << '\n';
        co_return;
    }
};

struct Invitation {
    Email to;
};
// </mailer>

// <report>
std::string slow_report() {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    return "All is well";
}
// </report>

int main() {
    App app{book::options()};
    app.provide(Mailer{});
    // <ready made>
    app.use(access_log(std::cerr));
    app.use(cors({.origins = {"https://app.example.com"}}));
    app.use(security_headers());
    // </ready made>
    // <own middleware>
    app.use([](Request& request, Response& response, const Next& next) -> Async<> {
        co_await next(request, response);
        response.fields.set("X-Served-By", "hinge");
    });
    // </own middleware>
    // <hooks>
    app.on_start([] { std::cerr << "The door is open\n"; });
    app.on_stop([]() -> Async<> {
        std::cerr << "The door is shut\n";
        co_return;
    });
    // </hooks>
    // <background>
    app.post("/invitations",
             [](Public, Body<Invitation> invitation, Background background, State<Mailer> mailer) {
                 background.run([&mailer = *mailer, to = invitation->to.text()]() -> Async<> {
                     co_await mailer.send(to);
                 });
                 return Reply<std::string, Status::accepted>{"On its way"};
             });
    // </background>
    // <offload>
    app.get("/report", []() -> Async<std::string> {
        co_return co_await offload([] { return slow_report(); });
    });
    // </offload>
    return book::run(app);
}
