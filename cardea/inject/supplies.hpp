// What was made for a request outside of its endpoint's own graph: by the dependencies of the whole
// app, or by a test that puts something in a dependency's place. Most requests have none.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>

#include <memory>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cardea::inject {

/// Makes the value that stands in a dependency's place.
class Replacement {
public:
    virtual ~Replacement() = default;
    /// The value's address, and what keeps it alive.
    virtual Async<Result<std::shared_ptr<void>>> make(Request& request) const = 0;
};

/// What one client of a test puts in the place of dependencies and states.
/// Threads: constant while requests use it.
struct Replacements {
    std::unordered_map<std::type_index, std::shared_ptr<const Replacement>> dependencies;
    std::unordered_map<std::type_index, std::shared_ptr<const void>> states;
};

/// Belongs to one request, and hangs on it as its attachment.
class Supplies final : public Attachment {
public:
    explicit Supplies(const Replacements* replacements = nullptr) : replacements_{replacements} {}

    /// Null where the request has none.
    [[nodiscard]] static Supplies* of(const Request& request) {
        return static_cast<Supplies*>(request.attachment());  // nobody else attaches anything
    }

    [[nodiscard]] const Replacement* replacement_of(std::type_index node) const;
    [[nodiscard]] const void* state(std::type_index type) const;

    /// A dependency's value, made before the endpoint runs; it outlives the endpoint.
    void hand_on(std::type_index node, void* value) { handed_.emplace_back(node, value); }
    [[nodiscard]] void* handed(std::type_index node) const;
    /// Keeps something alive as long as the request.
    void keep(std::shared_ptr<void> object) { kept_.push_back(std::move(object)); }

private:
    const Replacements* replacements_;
    std::vector<std::pair<std::type_index, void*>> handed_;
    std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace cardea::inject
