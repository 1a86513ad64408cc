// Which nodes of a graph run for a request to which something was supplied: who is replaced, or
// was made before, does not run, nor does what only they need.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/inject/supplies.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <typeindex>
#include <typeinfo>

namespace cardea::inject {

/// What a plan has to know of a node.
struct NodeOfPlan {
    const std::type_info* dependency;  ///< Of a `Depends`; else null: only those can be supplied.
    std::span<const bool> needs;       ///< By the other nodes' places.
    bool is_root;                      ///< The handler itself takes it.
};

/// Empty for a request to which nothing was supplied.
class Plan {
public:
    Plan();
    ~Plan();
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;

    /// Plans, and makes what stands in the place of dependencies. `request` must have Supplies.
    Async<> make(std::span<const NodeOfPlan> nodes, Request& request);
    /// Brings what the replacements themselves took to its end, the last made first.
    Async<Result<>> finish();

    /// Whether the node does not run: nobody takes it, or its value comes from elsewhere.
    [[nodiscard]] bool leaves_out(std::size_t node) const;
    /// What the node's replacement threw; null where it did not.
    [[nodiscard]] std::exception_ptr failure(std::size_t node) const;
    /// The supplied value of a node; null where it makes its own.
    [[nodiscard]] void* supplied(std::size_t node) const;
    /// Whether the value was made elsewhere, and so is ended there: for the whole app, or for a
    /// replacement.
    [[nodiscard]] bool is_handed(std::size_t node) const;
    /// What stands in the place of a state; null where nothing does.
    [[nodiscard]] const void* state(std::type_index type) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace cardea::inject
