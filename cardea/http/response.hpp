// What leaves for a request. The connection keeps one and uses it again, so that a steady load
// allocates nothing here.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/http/fields.hpp>
#include <cardea/http/request.hpp>
#include <cardea/http/status.hpp>

#include <string>

namespace cardea {

/// `Content-Length`, `Transfer-Encoding`, `Connection`, `Date`, `X-Request-Id` and
/// `X-Content-Type-Options` are written by the server; what is set here of them does not leave.
struct Response {
    Status status = Status::ok;
    FieldList fields;
    std::string body;
    bool close = false;  ///< End the connection after this answer.

    /// As new, memory kept.
    void clear() {
        status = Status::ok;
        fields.clear();
        body.clear();
        close = false;
    }
};

/// Whatever answers requests: the app, or a test's own. One object serves all workers, so it must
/// be safe to call from several threads at once.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    /// Fills `response`, which is clear. Must not throw: a handler turns its own failures into an
    /// answer. Both outlive the call.
    virtual Async<> handle(Request& request, Response& response) = 0;
};

}  // namespace cardea
