#include <cardea/inject/supplies.hpp>

namespace cardea::inject {

const Replacement* Supplies::replacement_of(std::type_index node) const {
    if (replacements_ == nullptr) return nullptr;
    const auto found = replacements_->dependencies.find(node);
    return found == replacements_->dependencies.end() ? nullptr : found->second.get();
}

const void* Supplies::state(std::type_index type) const {
    if (replacements_ == nullptr) return nullptr;
    const auto found = replacements_->states.find(type);
    return found == replacements_->states.end() ? nullptr : found->second.get();
}

void* Supplies::handed(std::type_index node) const {
    for (const auto& [known, value] : handed_) {
        if (known == node) return value;
    }
    return nullptr;
}

}  // namespace cardea::inject
