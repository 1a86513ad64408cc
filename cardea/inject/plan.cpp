#include <cardea/inject/plan.hpp>

#include <vector>

namespace cardea::inject {

struct Plan::Parts {
    struct Supply {
        bool runs = false;
        bool is_handed = false;
        const Replacement* replacement = nullptr;
        void* value = nullptr;
        std::exception_ptr failure{};
    };

    const Supplies* supplies = nullptr;
    std::vector<Supply> nodes{};
    std::vector<Prepared*> made{};  ///< By replacements, for this plan; the supplies keep them.
};

Plan::Plan() = default;
Plan::~Plan() = default;

Async<> Plan::make(std::span<const NodeOfPlan> nodes, Request& request) {
    auto& supplies = *Supplies::of(request);
    parts_ = std::make_unique<Parts>();
    parts_->supplies = &supplies;
    parts_->nodes.resize(nodes.size());
    auto& plans = parts_->nodes;
    for (std::size_t i = nodes.size(); i-- > 0;) {  // takers stand behind what they take
        auto& plan = plans[i];
        plan.runs = plan.runs || nodes[i].is_root;
        if (!plan.runs) continue;
        if (const auto* type = nodes[i].dependency) {
            plan.is_handed = supplies.handed(*type) != nullptr;
            if (!plan.is_handed) plan.replacement = supplies.replacement_of(*type);
        }
        plan.runs = !plan.is_handed && plan.replacement == nullptr;
        for (std::size_t j = 0; plan.runs && j < i; ++j) {
            plans[j].runs = plans[j].runs || nodes[i].needs[j];
        }
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (plans[i].replacement == nullptr) continue;
        if (supplies.handed(*nodes[i].dependency) != nullptr) continue;  // by one made before
        try {
            const auto made = co_await plans[i].replacement->make(request);
            plans[i].value = made.value;
            supplies.hand_on(*nodes[i].dependency, made.value);
            parts_->made.push_back(made.owner);
        } catch (...) {
            plans[i].failure = std::current_exception();
        }
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {  // a replacement may have made what we take
        auto& plan = plans[i];
        const auto* type = nodes[i].dependency;
        if (type == nullptr || plan.value != nullptr || plan.failure) continue;
        if (!plan.runs && !plan.is_handed && plan.replacement == nullptr) continue;
        plan.value = supplies.handed(*type);
        plan.is_handed = plan.value != nullptr;
        plan.runs = plan.runs && !plan.is_handed;
    }
}

Async<Result<>> Plan::finish() {
    Result<> ended;
    if (!parts_) co_return ended;
    for (auto made = parts_->made.rbegin(); ended && made != parts_->made.rend(); ++made) {
        ended = co_await (*made)->finish();
    }
    co_return ended;
}

bool Plan::leaves_out(std::size_t node) const { return parts_ && !parts_->nodes[node].runs; }

std::exception_ptr Plan::failure(std::size_t node) const {
    return parts_ ? parts_->nodes[node].failure : nullptr;
}

void* Plan::supplied(std::size_t node) const {
    return parts_ ? parts_->nodes[node].value : nullptr;
}

bool Plan::is_handed(std::size_t node) const { return parts_ && parts_->nodes[node].is_handed; }

const void* Plan::state(std::type_index type) const {
    return parts_ ? parts_->supplies->state(type) : nullptr;
}

}  // namespace cardea::inject
