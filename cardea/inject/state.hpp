// State of the application, found by its type: `app.provide(Notes{})`, then `State<Notes>`.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <utility>

namespace cardea {

/// A handler's view of a provided object. Read-only, since all workers share it: what changes
/// lives in the database, or in a type that synchronises itself.
template <class T>
class State {
public:
    explicit State(const T& object) : object_{&object} {}
    const T& operator*() const { return *object_; }
    const T* operator->() const { return object_; }

private:
    const T* object_;
};

}  // namespace cardea

namespace cardea::inject {

/// The compiler's own name of a type, for sentences about wiring: `Notes`.
template <class T>
std::string_view type_name() {
    constexpr std::string_view text = __PRETTY_FUNCTION__;
    constexpr auto start = text.find("T = ") + 4;
    constexpr auto end = text.find_first_of(";]", start);
    return text.substr(start, end - start);
}

/// All that was provided to one application.
/// Owns: the objects given by value or shared pointer; what is provided by reference must live on.
class StateTable {
public:
    /// Returns false, and keeps what is there, where this type has been provided before.
    template <class T>
    [[nodiscard]] bool add(std::shared_ptr<const T> object) {
        return objects_
            .try_emplace(typeid(T), std::static_pointer_cast<const void>(std::move(object)))
            .second;
    }

    /// Takes over what another table has; where both have a type, this one's object stays.
    void merge(StateTable&& other) { objects_.merge(std::move(other.objects_)); }

    /// Null where nobody provided the type.
    [[nodiscard]] const void* find(std::type_index type) const {
        const auto found = objects_.find(type);
        return found == objects_.end() ? nullptr : found->second.get();
    }

private:
    std::unordered_map<std::type_index, std::shared_ptr<const void>> objects_;
};

}  // namespace cardea::inject
