#include <cardea/inject/outcome.hpp>

#include <cardea/http/problem.hpp>

#include <exception>

namespace cardea::inject {
namespace {

/// What went wrong, by the exception in flight; `response` is the answer to it.
Error problem_of_exception(Response& response) {
    try {
        throw;
    } catch (const HttpError& error) {
        http::write_problem(error, response);
        return error.error();
    } catch (const Failure& failure) {
        http::write_problem(failure.error(), response);
        return failure.error();
    } catch (const std::exception& error) {
        const Error defect{cardea::Errc::internal, error.what()};
        http::write_problem(defect, response);
        return defect;
    } catch (...) {
        const Error defect{cardea::Errc::internal, "an exception that is no std::exception"};
        http::write_problem(defect, response);
        return defect;
    }
}

}  // namespace

void answer_exception(const ExceptionTable& exceptions, const Request& request, Response& response,
                      Mishap& mishap) {
    mishap = problem_of_exception(response);
    if (exceptions.is_empty()) return;
    Response own;
    try {
        if (exceptions.answer(request, own)) response = std::move(own);
    } catch (...) {  // a handler of exceptions that throws
        mishap = problem_of_exception(response);
    }
}

void answer_refusal(const Error& error, const ExceptionTable& exceptions, const Request& request,
                    Response& response, Mishap& mishap) {
    if (exceptions.is_empty()) {
        http::write_problem(error, response);
        mishap = error;
        return;
    }
    try {
        throw Failure{error};
    } catch (const Failure&) {
        answer_exception(exceptions, request, response, mishap);
    }
}

void forget_background(Request& request) {
    if (request.has_after_answer()) static_cast<void>(request.take_after_answer());
}

void note_presented_credential(Response& response) {
    constexpr std::string_view field = "WWW-Authenticate";
    if (response.status != Status::unauthorized ||
        response.fields.get(field) != http::bearer_challenge)
        return;
    response.fields.set(field, std::string{http::bearer_challenge} + R"(, error="invalid_token")");
}

}  // namespace cardea::inject
