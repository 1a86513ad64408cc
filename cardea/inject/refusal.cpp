#include <cardea/inject/refusal.hpp>

#include <cardea/inject/errc.hpp>

#include <utility>

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

void Lacks::add(std::size_t node, std::optional<Error> error) {
    lacks_.push_back({.node = node, .error = std::move(error)});
}

void Lacks::add_as(std::size_t node, std::span<const bool> needs) {
    for (const auto& lack : lacks_) {
        if (needs[lack.node]) {
            add(node, lack.error);
            return;
        }
    }
}

const Lacks::Lack* Lacks::find(std::size_t node) const {
    for (const auto& lack : lacks_) {
        if (lack.node == node) return &lack;
    }
    return nullptr;
}

}  // namespace cardea::inject
