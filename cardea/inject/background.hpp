// Work that is done after the answer has left, as FastAPI's BackgroundTasks:
//
//     app.post("/invitations", [](Guard<invite> who, Body<Invitation> body, Background background,
//                                 State<Mailer> mailer) {
//         background.run([&mailer = *mailer, to = body->email]() -> Async<> {
//             co_await mailer.send(to);
//         });
//     });
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/http/request.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace cardea {

class Background {
public:
    /// Has `work`, a function that returns nothing or `Async<>`, done once the answer has left, in
    /// the order in which it was given. It runs on the loop of this request: what blocks goes
    /// through `offload`. It owns what it needs, or refers to state of the app: request, guard and
    /// dependencies are over by then. What it throws is told to `App::on_background_failure`.
    /// Where the handler throws, returns a failure or its transaction is not committed, it is not
    /// done: what it would tell of did not happen.
    /// It is best effort: a process that ends or falls may lose it.
    template <class F>
    void run(F work) const {
        static_assert(std::is_invocable_v<F&>, "Cardea: background work takes no parameters.");
        if constexpr (std::same_as<std::invoke_result_t<F&>, Async<>>) {
            request_->run_after_answer(std::move(work));
        } else {
            request_->run_after_answer([work = std::move(work)]() mutable -> Async<> {
                work();
                co_return;
            });
        }
    }

    static Background from_request(Request& request) { return Background{request}; }

private:
    explicit Background(Request& request) : request_{&request} {}
    Request* request_;
};

}  // namespace cardea
