#include <cardea/inject/supplies.hpp>

#include <algorithm>

namespace cardea::inject {

Supplies::~Supplies() {
    while (!kept_.empty()) kept_.pop_back();
}

const Replacement* Supplies::replacement_of(std::type_index node) const {
    if (replacements_ == nullptr || is_making(node)) return nullptr;
    const auto found = replacements_->dependencies.find(node);
    return found == replacements_->dependencies.end() ? nullptr : found->second.get();
}

const void* Supplies::state(std::type_index type) const {
    if (replacements_ == nullptr) return nullptr;
    const auto found = replacements_->states.find(type);
    return found == replacements_->states.end() ? nullptr : found->second.get();
}

void Supplies::hand_on(std::type_index node, void* value) {
    if (!is_making(node)) handed_.emplace_back(node, value);  // else it is what is being replaced
}

bool Supplies::is_making(std::type_index node) const {
    return std::find(making_.begin(), making_.end(), node) != making_.end();
}

void* Supplies::handed(std::type_index node) const {
    for (const auto& [known, value] : handed_) {
        if (known == node) return value;
    }
    return nullptr;
}

}  // namespace cardea::inject
