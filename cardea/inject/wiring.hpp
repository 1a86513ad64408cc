// What an endpoint is bound to before it serves: states, names of its path, handlers of exceptions.
#pragma once

#include <cardea/inject/exceptions.hpp>
#include <cardea/inject/graph.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/inject/state.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::inject {

/// All of it must outlive what is bound to it.
struct Surroundings {
    const StateTable& states;
    std::span<const std::string> path_names;  ///< Those of the route's pattern.
    const ExceptionTable& exceptions;
    bool is_any_route = false;  ///< No pattern is known, and so names of a path are not checked.
};

/// Sentences about wiring.
std::string unprovided(std::string_view type);
std::string unknown_path_name(std::string_view name, std::span<const std::string> known);
/// Adds a sentence where the pattern has no such name.
void check_path_name(std::string_view name, std::span<const std::string> known,
                     std::vector<std::string>& faults);

/// The object that a node refers to: the state, or null. Adds a sentence where it lacks something.
template <class T>
const void* bind_node(State<T>*, const Surroundings& surroundings,
                      std::vector<std::string>& faults) {
    const void* object = surroundings.states.find(typeid(T));
    if (object == nullptr) faults.push_back(unprovided(type_name<T>()));
    return object;
}
template <FixedString name, class T>
const void* bind_node(Path<name, T>*, const Surroundings& surroundings,
                      std::vector<std::string>& faults) {
    if (!surroundings.is_any_route) check_path_name(name.view(), surroundings.path_names, faults);
    return nullptr;
}
template <class N>
const void* bind_node(N*, const Surroundings&, std::vector<std::string>&) {
    return nullptr;
}

/// Binds each node of a graph.
template <class... Ns, std::size_t n>
void bind_nodes(TypeList<Ns...>, const Surroundings& surroundings,
                std::array<const void*, n>& states, std::vector<std::string>& faults) {
    std::size_t at = 0;
    ((states[at++] = bind_node(static_cast<Ns*>(nullptr), surroundings, faults)), ...);
}

/// Looks up the states of a graph. Returns a sentence for each thing that is missing.
template <class Graph, std::size_t n>
std::vector<std::string> bind_graph(const Surroundings& surroundings,
                                    std::array<const void*, n>& states) {
    std::vector<std::string> faults;
    bind_nodes(Graph{}, surroundings, states, faults);
    return faults;
}

}  // namespace cardea::inject
