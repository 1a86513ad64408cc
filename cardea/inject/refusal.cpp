#include <cardea/inject/refusal.hpp>

#include <cardea/http/http_error.hpp>
#include <cardea/inject/errc.hpp>

#include <utility>

namespace cardea::inject {

Error error_of(const Failure& failure) {
    auto error = failure.error();
    if (const auto* answer = dynamic_cast<const HttpError*>(&failure)) {
        for (const auto& [name, value] : answer->fields().all()) {
            if (same_name(name, "WWW-Authenticate")) {
                error = std::move(error).challenge_with(value);
            } else {
                error = std::move(error).with_header(name, value);
            }
        }
    }
    return error;
}

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

void Lacks::add_failure(std::size_t node, Error error) {
    lacks_.push_back({.node = node, .error = std::move(error), .is_absence = false});
}

void Lacks::add_absence(std::size_t node, std::optional<Error> error) {
    lacks_.push_back({.node = node, .error = std::move(error), .is_absence = true});
}

void Lacks::add_as(std::size_t node, std::span<const bool> needs) {
    for (const auto& lack : lacks_) {
        if (!needs[lack.node]) continue;
        auto own = lack;
        own.node = node;
        lacks_.push_back(std::move(own));
        return;
    }
}

const Lacks::Lack* Lacks::find(std::size_t node) const {
    for (const auto& lack : lacks_) {
        if (lack.node == node) return &lack;
    }
    return nullptr;
}

}  // namespace cardea::inject
