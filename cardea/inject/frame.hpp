// The values of one request: a slot for each node of its endpoint's graph, filled in order.
#pragma once

#include <cardea/http/request.hpp>
#include <cardea/inject/errc.hpp>
#include <cardea/inject/graph.hpp>
#include <cardea/inject/state.hpp>

#include <array>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace cardea::inject {

/// What is kept for a node: nothing for a leaf.
template <class N, bool = is_leaf<N>>
struct Slot {
    using Type = std::monostate;
};
template <class N>
struct Slot<N, false> {
    using Type = std::optional<typename Node<N>::Stored>;
};

/// Why no handler runs, gathered while the nodes run. Not a template: the same for all endpoints.
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

template <class Graph, class Parameters>
class Frame;

template <class... Ns, class Parameters>
class Frame<TypeList<Ns...>, Parameters> {
public:
    using Graph = TypeList<Ns...>;
    /// Provided objects in the order of the graph; null for nodes that are no State.
    using States = std::array<const void*, sizeof...(Ns) + 1>;

    Frame(Request& request, const States& states) : request_{&request}, states_{&states} {}

    /// Makes the node's value, or the coroutine that will.
    template <class N>
    auto make() {
        if constexpr (is_optional<N>::value) {
            return make_present<N>(typename Node<N>::Takes{});
        } else {
            return make_with<N>(typename Node<N>::Needs{});
        }
    }

    /// Whether N may run: nothing final has happened, and after a faulty input only inputs go on.
    template <class N>
    [[nodiscard]] bool may_make() {
        if (refusal_.is_final()) return false;
        if (!refusal_.is_empty() && !(is_input<N> && has(typename Node<N>::Needs{}))) return false;
        if constexpr (is_optional<N>::value) {
            if (is_optional<N>::Of::is_absent(*request_) || lacks(typename Node<N>::Needs{})) {
                std::get<index_of<Graph, N>>(slots_).emplace(std::nullopt);
                return false;
            }
        }
        return true;
    }

    /// Keeps what `make` made. False if the request must be refused at once.
    template <class N, class Made>
    bool keep(Made&& made) {
        auto& slot = std::get<index_of<Graph, N>>(slots_);
        if constexpr (is_result<std::remove_cvref_t<Made>>) {
            if (!made) {
                refusal_.add(made.error(), is_input<N>);
                return !refusal_.is_final();
            }
            if constexpr (std::is_void_v<typename std::remove_cvref_t<Made>::value_type>) {
                slot.emplace();
            } else {
                slot.emplace(*std::forward<Made>(made));
            }
        } else {
            slot.emplace(std::forward<Made>(made));
        }
        return true;
    }

    /// Runs a node that does not wait. False if the request must be refused at once.
    template <class N>
    bool run_now() {
        if constexpr (is_leaf<N>) {
            return true;
        } else {
            if (!may_make<N>()) return !refusal_.is_final();
            if constexpr (std::is_void_v<decltype(make<N>())>) {
                make<N>();
                std::get<index_of<Graph, N>>(slots_).emplace();
                return true;
            } else {
                return keep<N>(make<N>());
            }
        }
    }

    /// What a taker receives for its parameter P.
    template <class P>
    decltype(auto) get() {
        using N = std::remove_cvref_t<P>;
        if constexpr (std::is_same_v<N, Request>) {
            static_assert(std::is_reference_v<P>,
                          "Cardea: take the request by reference: const Request&.");
            return static_cast<Request&>(*request_);
        } else {
            return get_stored<P>(static_cast<N*>(nullptr));
        }
    }

    /// Whether a credential was presented and taken from the request.
    [[nodiscard]] bool has_credential() const { return (presents<Ns>() || ...); }

    [[nodiscard]] Refusal& refusal() { return refusal_; }

private:
    template <class X>
    struct is_optional : std::false_type {};
    template <class X>
    struct is_optional<std::optional<X>> : std::true_type {
        using Of = X;
    };

    template <class N, class... Ps>
    auto make_with(TypeList<Ps...>) {
        using Returned = typename SignatureOf<std::remove_cv_t<decltype(Node<N>::make)>>::Return;
        if constexpr (std::is_same_v<Returned, Async<>>) {
            return as_unit(Node<N>::make(get<Ps>()...));
        } else if constexpr (std::is_lvalue_reference_v<Returned>) {
            return std::addressof(Node<N>::make(get<Ps>()...));
        } else {
            return Node<N>::make(get<Ps>()...);
        }
    }

    /// Makes an optional node that is there, and with it all that it needs.
    template <class N, class... Ps>
    auto make_present(TypeList<Ps...>) {
        return Node<N>::make(get_present<Ps>()...);
    }
    template <class P>
    decltype(auto) get_present() {
        using X = std::remove_cvref_t<P>;
        if constexpr (CanBeAbsent<X>) {
            return static_cast<const X&>(**std::get<index_of<Graph, std::optional<X>>>(slots_));
        } else {
            return get<P>();
        }
    }
    /// Whether something of the list may be absent, and is.
    template <class... Ps>
    [[nodiscard]] bool lacks(TypeList<Ps...>) const {
        return (lacks_one<std::remove_cvref_t<Ps>>() || ...);
    }
    template <class N>
    [[nodiscard]] bool lacks_one() const {
        if constexpr (is_optional<N>::value) {
            const auto& slot = std::get<index_of<Graph, N>>(slots_);
            return !slot.has_value() || !slot->has_value();
        } else {
            return false;
        }
    }

    template <class N>
    [[nodiscard]] bool presents() const {
        if constexpr (is_credential<N>) {
            return std::get<index_of<Graph, N>>(slots_).has_value();
        } else if constexpr (is_optional<N>::value) {
            return is_credential<typename is_optional<N>::Of> && !lacks_one<N>();
        } else {
            return false;
        }
    }

    /// So that a check that yields nothing is kept as anything else is.
    static Async<std::monostate> as_unit(Async<> check) {
        co_await std::move(check);
        co_return std::monostate{};
    }

    /// Whether everything that N takes is there. (After a faulty input it may not be.)
    template <class... Ps>
    [[nodiscard]] bool has(TypeList<Ps...>) const {
        return (has_slot<std::remove_cvref_t<Ps>>() && ...);
    }
    template <class N>
    [[nodiscard]] bool has_slot() const {
        if constexpr (is_leaf<N>) {
            return true;
        } else {
            return std::get<index_of<Graph, N>>(slots_).has_value();
        }
    }

    template <class P, class T>
    State<T> get_stored(State<T>*) {
        return State<T>{*static_cast<const T*>((*states_)[index_of<Graph, State<T>>])};
    }
    template <class P, auto fn>
    Depends<fn> get_stored(Depends<fn>*) {
        auto& stored = *std::get<index_of<Graph, Depends<fn>>>(slots_);
        if constexpr (std::is_reference_v<typename Depends<fn>::Value>) {
            return Depends<fn>{*stored};
        } else {
            return Depends<fn>{stored};
        }
    }
    template <class P, class N>
    decltype(auto) get_stored(N*) {
        auto& stored = *std::get<index_of<Graph, N>>(slots_);
        if constexpr (std::is_lvalue_reference_v<P>) {
            static_assert(std::is_const_v<std::remove_reference_t<P>>,
                          "Cardea: take an extractor by value or by const reference.");
            return static_cast<const N&>(stored);
        } else if constexpr (takers_of<N, Parameters>(Graph{}) == 1) {
            return N{std::move(stored)};  // its only taker may have it
        } else {
            return N{stored};
        }
    }

    Request* request_;
    const States* states_;
    std::tuple<typename Slot<Ns>::Type...> slots_;
    Refusal refusal_;
};

}  // namespace cardea::inject
