// What was made for a request outside of its endpoint's own graph: by the dependencies of the whole
// app, or by a test that puts something in a dependency's place. Most requests have none.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>

#include <cstddef>
#include <memory>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cardea::inject {

/// Values that stand until the request has been answered.
class Prepared {
public:
    virtual ~Prepared() = default;
    /// Brings to their end those that have one (see `Finishing`).
    virtual Async<Result<>> finish() = 0;
};

/// A value that was made in a dependency's place.
struct Replaced {
    void* value;
    Prepared* owner;  ///< Kept by the request's Supplies.
};

/// Makes the value that stands in a dependency's place.
class Replacement {
public:
    virtual ~Replacement() = default;
    /// Throws what the function in its place throws, and a failure of it as `Failure`.
    virtual Async<Replaced> make(Request& request) const = 0;
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
    ~Supplies() override;
    Supplies(const Supplies&) = delete;
    Supplies& operator=(const Supplies&) = delete;

    /// Null where the request has none.
    [[nodiscard]] static Supplies* of(const Request& request) {
        return dynamic_cast<Supplies*>(
            request.attachment());  // an app may hang there what it likes
    }

    /// What stands in a dependency's place; null where nothing does, or where that is being made:
    /// it may take what it replaces.
    [[nodiscard]] const Replacement* replacement_of(std::type_index node) const;
    /// What stands in a state's place; null where nothing does.
    [[nodiscard]] const void* state(std::type_index type) const;

    /// A dependency's value, made before the endpoint runs; it outlives the endpoint.
    void hand_on(std::type_index node, void* value);
    /// How many values have been handed on, and back to so many: the later ones live no more.
    [[nodiscard]] std::size_t handed_count() const { return handed_.size(); }
    void forget_handed(std::size_t count) { handed_.resize(count, {typeid(void), nullptr}); }
    /// The value that was handed on; null where none was.
    [[nodiscard]] void* handed(std::type_index node) const;
    /// Keeps something alive as long as the request; the last goes first.
    void keep(std::unique_ptr<Prepared> object) { kept_.push_back(std::move(object)); }

    /// Says, as long as it lives, that a dependency's replacement is being made.
    class Making {
    public:
        Making(Supplies& supplies, std::type_index node) : supplies_{&supplies} {
            supplies.making_.push_back(node);
        }
        ~Making() { supplies_->making_.pop_back(); }
        Making(const Making&) = delete;
        Making& operator=(const Making&) = delete;

    private:
        Supplies* supplies_;
    };

private:
    [[nodiscard]] bool is_making(std::type_index node) const;

    const Replacements* replacements_;
    std::vector<std::pair<std::type_index, void*>> handed_;
    std::vector<std::unique_ptr<Prepared>> kept_;
    std::vector<std::type_index> making_;
};

}  // namespace cardea::inject
