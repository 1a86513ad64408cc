// Why no handler runs, and why single values are missing, gathered while the nodes of a graph run.
// No templates: the same for all endpoints.
#pragma once

#include <cardea/base/result.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cardea::inject {

/// What the request is refused for.
class Refusal {
public:
    /// Field faults of inputs are gathered; anything else ends the matter.
    void add(const Error& error, bool of_input);
    [[nodiscard]] bool is_final() const { return final_.has_value(); }
    [[nodiscard]] bool is_empty() const { return !final_ && faults_.empty(); }
    [[nodiscard]] Error error() const;

private:
    std::optional<Error> final_;
    FieldFaults faults_;
};

/// The nodes without a value that the request is not refused for.
class Lacks {
public:
    struct Lack {
        std::size_t node;
        std::optional<Error> error;  ///< Nothing where it is merely absent.
    };

    void add(std::size_t node, std::optional<Error> error = std::nullopt);
    /// Node `node` has no value for the reason that something it needs has none.
    void add_as(std::size_t node, std::span<const bool> needs);
    /// Null where that node lacks nothing.
    [[nodiscard]] const Lack* find(std::size_t node) const;

private:
    std::vector<Lack> lacks_;
};

}  // namespace cardea::inject
