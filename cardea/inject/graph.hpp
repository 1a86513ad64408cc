// The graph of an endpoint, worked out by the compiler: all distinct nodes in the order in which
// they run. What has to do with access comes first, the rest from left to right, so that no body is
// read for a caller who may not call.
#pragma once

#include <cardea/inject/node.hpp>

#include <array>
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

/// Whether N is made without a look at inputs, and so may come before them.
template <class N>
struct ReadsNoInput;
template <class... Ps>
constexpr bool all_read_no_input(TypeList<Ps...>) {
    return (ReadsNoInput<std::remove_cvref_t<Ps>>::value && ...);
}
template <class N>
struct ReadsNoInput {
    static constexpr bool value = !is_input<N> && all_read_no_input(typename Node<N>::Needs{});
};

/// What has to do with access and looks at no input, however deep it lies: before a dependency
/// reads a body, the guards beside it have spoken too.
template <class Done, class Pending>
struct VisitAccess {
    using Type = Done;
};
template <class Done, class P, class... Ps>
struct VisitAccess<Done, TypeList<P, Ps...>> {
    using N = std::remove_cvref_t<P>;
    template <bool touches, bool is_ready>
    struct With {
        using Type = Done;
    };
    template <bool is_ready>
    struct With<true, is_ready> {
        using Type = typename std::conditional_t<is_ready, Visit<Done, TypeList<N>>,
                                                 VisitAccess<Done, typename Node<N>::Needs>>::Type;
    };
    using Type =
        typename VisitAccess<typename With<TouchesAccess<N>::value, ReadsNoInput<N>::value>::Type,
                             TypeList<Ps...>>::Type;
};

/// All nodes of a handler with these parameters.
template <class Parameters>
using GraphOf = typename Visit<typename VisitAccess<TypeList<>, Parameters>::Type,
                               AccessFirst<Parameters>>::Type;

/// What becomes of a request where a node has no value.
struct Demand {
    bool is_required = false;    ///< Something needs it whatever happens: absence is a failure.
    bool must_not_fail = false;  ///< Its failure is the answer; else whoever takes a Result hears.
    bool may_be_absent = false;  ///< Somebody takes it as an optional.
    bool is_heard = false;       ///< Somebody takes it as a Result, and wants to hear why not.
};

/// Who needs whom: `needs[i][j]` where node i takes the value of node j.
template <std::size_t n>
using NeedTable = std::array<std::array<bool, n>, n>;

/// Sets the places that these parameters have in the graph.
template <class Graph, std::size_t n, class... Ps>
constexpr void mark(std::array<bool, n>& row, TypeList<Ps...>) {
    ((row[index_of<Graph, std::remove_cvref_t<Ps>>] = true), ...);
}

/// The wiring of a graph whose roots (the handler's parameters) are Ps.
template <class Graph, class Roots>
struct Wiring;
template <class... Ns, class Roots>
struct Wiring<TypeList<Ns...>, Roots> {
    static constexpr std::size_t size = sizeof...(Ns);
    using Graph = TypeList<Ns...>;

    static constexpr NeedTable<size> make_needs() {
        NeedTable<size> table{};
        [[maybe_unused]] std::size_t at = 0;
        (mark<Graph>(table[at++], typename Node<Ns>::Needs{}), ...);
        return table;
    }
    static constexpr NeedTable<size> needs = make_needs();

    static constexpr std::array<bool, size> make_roots() {
        std::array<bool, size> taken{};
        if constexpr (size > 0) mark<Graph>(taken, Roots{});
        return taken;
    }
    static constexpr std::array<bool, size> roots = make_roots();

    /// From those who take to those who are taken: a node stands behind all that it needs.
    static constexpr std::array<Demand, size> make_demands() {
        constexpr std::array<bool, size> optionals{is_optional_node<Ns>...};
        constexpr std::array<bool, size> results{is_result<Ns>...};
        std::array<Demand, size> all{};
        for (std::size_t i = size; i-- > 0;) {
            auto& taker = all[i];
            if (roots[i]) taker.is_required = taker.must_not_fail = true;
            for (std::size_t j = 0; j < i; ++j) {
                if (!needs[i][j]) continue;
                all[j].is_heard |= taker.is_heard || results[i];
                if (results[i]) continue;
                all[j].must_not_fail |= taker.must_not_fail;
                all[j].is_required |= taker.is_required && !optionals[i];
                all[j].may_be_absent |= taker.may_be_absent || optionals[i];
            }
        }
        return all;
    }
    static constexpr std::array<Demand, size> demands = make_demands();

    static constexpr bool declares_access_somewhere() {
        constexpr std::array<bool, size> declares{declares_access<Ns>...};
        for (std::size_t i = 0; i < size; ++i) {
            if (declares[i] && demands[i].is_required) return true;
        }
        return false;
    }
};

/// Whether a handler says who may call it: by `Public`, by a guard or scheme, or by a dependency
/// that requires one. (`std::optional<Bearer>` requires nothing.)
template <class Parameters>
inline constexpr bool parameters_declare_access =
    Wiring<GraphOf<Parameters>, Parameters>::declares_access_somewhere();
template <class Handler>
constexpr bool says_who_may_call() {
    if constexpr (HasSignature<Handler>) {
        return parameters_declare_access<typename SignatureOf<Handler>::Parameters>;
    } else {
        return true;  // `make_endpoint` says what is wrong with it
    }
}
template <class Handler>
inline constexpr bool handler_declares_access = says_who_may_call<Handler>();

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
