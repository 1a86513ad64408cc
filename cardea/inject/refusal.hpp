// Why no handler runs, and why single values are missing, gathered while the nodes of a graph run.
// No templates: the same for all endpoints.
#pragma once

#include <cardea/base/result.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <vector>

namespace cardea::inject {

/// What was thrown, as the error that a `Result` hands over: an HttpError's header fields are kept.
[[nodiscard]] Error error_of(const Failure& failure);

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
    /// Why one node has no value.
    struct Lack {
        std::size_t node;
        std::optional<Error> error;  ///< For who takes a `Result`; none where nobody does.
        bool is_absence;             ///< It was not sent, or something that it needs was not.
    };

    /// Node `node` could not be made.
    void add_failure(std::size_t node, Error error);
    /// Node `node` was not sent.
    void add_absence(std::size_t node, std::optional<Error> error = std::nullopt);
    /// Node `node` has no value for the reason that something it needs has none.
    void add_as(std::size_t node, std::span<const bool> needs);
    /// Null where that node lacks nothing.
    [[nodiscard]] const Lack* find(std::size_t node) const;

private:
    std::vector<Lack> lacks_;
};

}  // namespace cardea::inject
