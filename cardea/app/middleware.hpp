// What stands around all endpoints of an app: it sees each request before the router does, and each
// answer before it leaves.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/http/request.hpp>
#include <cardea/http/response.hpp>

#include <functional>

namespace cardea {

/// The rest of the app, as a middleware sees it.
class Next {
public:
    virtual ~Next() = default;
    /// Answers the request. Never throws: what the rest throws has become an answer. What was in
    /// `response` before is gone after. May be called again, to try once more.
    virtual Async<> operator()(Request& request, Response& response) const = 0;
};

/// Answers by itself, or calls `next` and adds to the answer:
///
///     app.use([](Request& request, Response& response, const Next& next) -> Async<> {
///         co_await next(request, response);
///         response.fields.set("X-Served-By", "hinge");
///     });
///
/// Threads: called by all workers at once.
using Middleware = std::function<Async<>(Request&, Response&, const Next&)>;

}  // namespace cardea
