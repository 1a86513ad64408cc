// The graph of an endpoint, worked out by the compiler: all distinct nodes in the order in which
// they run. What has to do with access comes first at each level, the rest from left to right, so
// that no body is read for a caller who may not call.
#pragma once

#include <cardea/inject/node.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace cardea::inject {

template <class List, class T>
inline constexpr bool contains = false;
template <class... Ts, class T>
inline constexpr bool contains<TypeList<Ts...>, T> = (std::is_same_v<Ts, T> || ...);

/// The place of T in a list that contains it.
template <class List, class T>
inline constexpr std::size_t index_of = 0;
template <class First, class... Rest, class T>
inline constexpr std::size_t index_of<TypeList<First, Rest...>, T> =
    std::is_same_v<First, T> ? 0 : 1 + index_of<TypeList<Rest...>, T>;

template <class One, class Other>
struct Concat;
template <class... Ts, class... Us>
struct Concat<TypeList<Ts...>, TypeList<Us...>> {
    using Type = TypeList<Ts..., Us...>;
};

/// The nodes of a parameter list of which `TouchesAccess` is `wanted`.
template <bool wanted, class List>
struct Select {
    using Type = TypeList<>;
};
template <bool wanted, class P, class... Ps>
struct Select<wanted, TypeList<P, Ps...>> {
    using Tail = typename Select<wanted, TypeList<Ps...>>::Type;
    using N = std::remove_cvref_t<P>;
    using Type = std::conditional_t<TouchesAccess<N>::value == wanted,
                                    typename Concat<TypeList<N>, Tail>::Type, Tail>;
};
template <class Parameters>
using AccessFirst = typename Concat<typename Select<true, Parameters>::Type,
                                    typename Select<false, Parameters>::Type>::Type;

/// Post-order: what a node needs stands before it, and each node stands once.
template <class Done, class Pending>
struct Visit {
    using Type = Done;
};
template <class Done, class N, class... Rest>
struct Visit<Done, TypeList<N, Rest...>> {
    template <bool is_known, class = void>
    struct With {
        using Type = Done;
    };
    template <class Unused>
    struct With<false, Unused> {
        using Before = typename Visit<Done, AccessFirst<typename Node<N>::Needs>>::Type;
        using Type = typename Concat<Before, TypeList<N>>::Type;
    };
    using Type = typename Visit<typename With<contains<Done, N>>::Type, TypeList<Rest...>>::Type;
};

/// All nodes of a handler with these parameters.
template <class Parameters>
using GraphOf = typename Visit<TypeList<>, AccessFirst<Parameters>>::Type;

template <class... Ns>
constexpr bool any_declares_access(TypeList<Ns...>) {
    return (declares_access<Ns> || ...);
}

/// Whether a handler says who may call it: by `Public`, by a guard or scheme, or by a dependency
/// that requires one. (`std::optional<Bearer>` requires nothing.)
template <class Handler>
inline constexpr bool handler_declares_access =
    any_declares_access(GraphOf<typename SignatureOf<Handler>::Parameters>{});

/// How often N is taken in a parameter list, and in all parameter lists of a graph.
template <class N, class... Ps>
constexpr std::size_t count_in(TypeList<Ps...>) {
    return (std::size_t{std::is_same_v<std::remove_cvref_t<Ps>, N>} + ... + 0);
}
template <class N, class Parameters, class... Ns>
constexpr std::size_t takers_of(TypeList<Ns...>) {
    return (count_in<N>(typename Node<Ns>::Needs{}) + ... + count_in<N>(Parameters{}));
}

}  // namespace cardea::inject
