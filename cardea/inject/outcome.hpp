// How a request ends that was not answered as its handler would have: what a refusal and an
// exception mean. No templates: the same for all endpoints.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/http/response.hpp>
#include <cardea/inject/exceptions.hpp>

#include <optional>

namespace cardea::inject {

/// Why a request was not answered as its handler would have: for the log.
using Mishap = std::optional<Error>;

/// Turns the exception in flight into an answer. To be called within a catch block.
void answer_exception(const ExceptionTable& exceptions, const Request& request, Response& response,
                      Mishap& mishap);
/// Turns a refusal into an answer; an app's own handlers see it as a `Failure`.
void answer_refusal(const Error& error, const ExceptionTable& exceptions, const Request& request,
                    Response& response, Mishap& mishap);
/// Where the answer is a 401 that says no more than how to authenticate, lets it say too that what
/// was presented was refused. Spec: RFC 6750 section 3.1.
void note_presented_credential(Response& response);

/// Drops the background work of a request that was not answered as its handler would have: what
/// it would tell of did not happen.
void forget_background(Request& request);

}  // namespace cardea::inject
