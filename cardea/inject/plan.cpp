#include <cardea/inject/plan.hpp>

#include <vector>

namespace cardea::inject {

struct Plan::Parts {
    struct Supply {
        bool runs = false;
        bool is_handed = false;
        const Replacement* replacement = nullptr;
        void* value = nullptr;
    };

    const Supplies* supplies;
    std::vector<Supply> nodes;
};

Plan::Plan() = default;
Plan::~Plan() = default;

Async<> Plan::make(std::span<const NodeOfPlan> nodes, Request& request, Refusal& refusal,
                   Lacks& lacks) {
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
            plan.value = supplies.handed(*type);
            plan.is_handed = plan.value != nullptr;
            plan.replacement = supplies.replacement_of(*type);
        }
        plan.runs = !plan.is_handed && plan.replacement == nullptr;
        for (std::size_t j = 0; plan.runs && j < i; ++j) {
            plans[j].runs = plans[j].runs || nodes[i].needs[j];
        }
    }
    for (std::size_t i = 0; i < nodes.size() && !refusal.is_final(); ++i) {
        if (plans[i].is_handed || plans[i].replacement == nullptr) continue;
        Result<std::shared_ptr<void>> made;
        try {
            made = co_await plans[i].replacement->make(request);
        } catch (const Failure& failure) {
            if (nodes[i].must_not_fail) throw;
            made = failure.error();
        }
        if (made) {
            plans[i].value = made->get();
            supplies.keep(*std::move(made));
        } else if (nodes[i].must_not_fail) {
            refusal.add(made.error(), false);
        } else {
            lacks.add(i, made.error());
        }
    }
}

bool Plan::leaves_out(std::size_t node) const { return parts_ && !parts_->nodes[node].runs; }

void* Plan::supplied(std::size_t node) const {
    return parts_ ? parts_->nodes[node].value : nullptr;
}

bool Plan::is_handed(std::size_t node) const { return parts_ && parts_->nodes[node].is_handed; }

const void* Plan::state(std::type_index type) const {
    return parts_ ? parts_->supplies->state(type) : nullptr;
}

}  // namespace cardea::inject
