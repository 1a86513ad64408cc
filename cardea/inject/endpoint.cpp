#include <cardea/inject/endpoint.hpp>

#include <cardea/http/problem.hpp>

#include <iterator>

namespace cardea::inject {

void Refusal::add(const Error& error, bool of_input) {
    if (of_input && error.fault() == Fault::invalid && !error.fields().empty()) {
        faults_.insert(faults_.end(), error.fields().begin(), error.fields().end());
    } else {
        final_ = error;
    }
}

Error Refusal::error() const {
    return final_ ? *final_ : Error{Errc::missing_values}.with_fields(faults_);
}

void answer_refusal(const Error& error, Response& response, Mishap& mishap) {
    http::write_problem(error, response);
    mishap = error;
}

void answer_exception(Response& response, Mishap& mishap) {
    try {
        throw;
    } catch (const HttpError& error) {
        http::write_problem(error, response);
        mishap = error.error();
    } catch (const Failure& failure) {
        answer_refusal(failure.error(), response, mishap);
    } catch (const std::exception& error) {
        answer_refusal(Error{cardea::Errc::internal, error.what()}, response, mishap);
    } catch (...) {
        answer_refusal(Error{cardea::Errc::internal, "an exception that is no std::exception"},
                       response, mishap);
    }
}

void note_presented_credential(Response& response) {
    constexpr std::string_view field = "WWW-Authenticate";
    if (response.status != Status::unauthorized ||
        response.fields.get(field) != http::bearer_challenge)
        return;
    response.fields.set(field, std::string{http::bearer_challenge} + R"(, error="invalid_token")");
}

std::string unprovided(std::string_view type) {
    return "State<" + std::string{type} +
           "> is taken, but nothing of that type was provided: call app.provide(…)";
}

std::string unknown_path_name(std::string_view name, std::span<const std::string> known) {
    std::string sentence = "Path<\"" + std::string{name} + "\"> is taken, but the pattern has ";
    if (known.empty()) return sentence + "no {name}";
    sentence += "only";
    for (const auto& one : known) sentence += " {" + one + "}";
    return sentence;
}

}  // namespace cardea::inject
