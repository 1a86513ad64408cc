// What an app answers to exceptions of its own types, as FastAPI's `@app.exception_handler`.
#pragma once

#include <cardea/http/request.hpp>
#include <cardea/http/response.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace cardea::inject {

/// Threads: filled before serving; then shared by all workers.
class ExceptionTable {
public:
    /// `handler(const E&, const Request&)` makes the answer to an E or to what derives from it.
    /// The first that fits, in the order in which they were added, decides.
    template <class E, class Handler>
    void add(Handler handler) {
        rows_.push_back([handler = std::move(handler)](const Request& request, Response& response) {
            try {
                throw;
            } catch (const E& error) {
                response = handler(error, request);
                return true;
            } catch (...) {
                return false;
            }
        });
    }

    [[nodiscard]] bool is_empty() const { return rows_.empty(); }

    /// Answers the exception in flight. False where no row fits; throws what a row throws. To be
    /// called within a catch block.
    bool answer(const Request& request, Response& response) const {
        for (const auto& row : rows_) {
            if (row(request, response)) return true;
        }
        return false;
    }

private:
    std::vector<std::function<bool(const Request&, Response&)>> rows_;
};

}  // namespace cardea::inject
