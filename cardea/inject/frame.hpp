// The values of one request: a slot for each node of its endpoint's graph, filled in order.
#pragma once

#include <cardea/http/request.hpp>
#include <cardea/inject/errc.hpp>
#include <cardea/inject/graph.hpp>
#include <cardea/inject/plan.hpp>
#include <cardea/inject/refusal.hpp>
#include <cardea/inject/state.hpp>

#include <array>
#include <concepts>
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

/// A value of a dependency that has something to bring to its end once the handler has returned
/// well, before the answer leaves: a transaction commits. A failure of it becomes the answer.
/// It is not called where the handler threw, or returned a failure.
template <class T>
concept Finishing = requires(T& value) {
    { value.finish() } -> std::same_as<Async<Result<>>>;
};

template <class Graph, class Roots>
class Frame;

template <class... Ns, class Roots>
class Frame<TypeList<Ns...>, Roots> {
public:
    using Graph = TypeList<Ns...>;
    using Wires = Wiring<Graph, Roots>;
    static constexpr std::size_t size = sizeof...(Ns);
    /// Provided objects in the order of the graph; null for nodes that are no State.
    using States = std::array<const void*, size + 1>;

    Frame(Request& request, const States& states) : request_{&request}, states_{&states} {}

    /// Whether anything was made for this request elsewhere; then `plan` comes before all else.
    [[nodiscard]] bool wants_plan() const { return request_->attachment() != nullptr; }
    Async<> plan() {
        // Who is replaced, or has been made already, needs nothing any more.
        static const std::array<NodeOfPlan, size> nodes{node_of_plan<Ns>()...};
        return plan_.make(nodes, *request_, refusal_, lacks_);
    }

    /// Makes the node's value, or the coroutine that will.
    template <class N>
    auto make() {
        return make_with<N>(typename Node<N>::Needs{});
    }

    /// Whether N may run now: nothing final has happened, after a faulty input only inputs go on,
    /// and what N needs is there.
    template <class N>
    [[nodiscard]] bool may_make() {
        constexpr auto at = index_of<Graph, N>;
        constexpr auto demand = Wires::demands[at];
        if (refusal_.is_final() || plan_.leaves_out(at)) return false;
        if (!refusal_.is_empty() && !(is_input<N> && has(typename Node<N>::Needs{}))) return false;
        if constexpr (!demand.is_required && !is_adapter<N>) {
            if constexpr (demand.may_be_absent && CanBeAbsent<N>) {
                if (N::is_absent(*request_)) {
                    lacks_.add(at);
                    return false;
                }
            }
            if (!has(typename Node<N>::Needs{})) {
                lacks_.add_as(at, Wires::needs[at]);
                return false;
            }
        }
        return true;
    }

    /// Keeps what `make` made. False if the request must be refused at once.
    template <class N, class Made>
    bool keep(Made&& made) {
        auto& slot = slot_of<N>();
        if constexpr (is_result<std::remove_cvref_t<Made>>) {
            if (!made) return fail<N>(made.error());
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

    /// Notes that N could not be made. False if the request must be refused at once.
    template <class N>
    bool fail(const Error& error) {
        constexpr auto at = index_of<Graph, N>;
        if constexpr (Wires::demands[at].must_not_fail) {
            refusal_.add(error, is_input<N>);
            return !refusal_.is_final();
        } else {
            lacks_.add(at, error);
            return true;
        }
    }

    /// Runs a node that does not wait. False if the request must be refused at once.
    template <class N>
    bool run_now() {
        if constexpr (is_leaf<N>) {
            return true;
        } else {
            if (!may_make<N>()) return !refusal_.is_final();
            if constexpr (is_adapter<N>) {
                return adapt<N>();
            } else if constexpr (Wires::demands[index_of<Graph, N>].must_not_fail) {
                return make_and_keep<N>();
            } else {
                try {
                    return make_and_keep<N>();
                } catch (const Failure& failure) {
                    return fail<N>(failure.error());
                }
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

    /// Where the value of a dependency lies; it lives as long as the frame, or longer.
    template <class N>
    typename N::Object* object_of() {
        if (void* supplied = plan_.supplied(index_of<Graph, N>))
            return static_cast<typename N::Object*>(supplied);
        auto& stored = *slot_of<N>();
        if constexpr (std::is_reference_v<typename N::Value>) {
            return stored;
        } else {
            return &stored;
        }
    }

    /// Whether N has a value.
    template <class N>
    [[nodiscard]] bool has_value() const {
        if constexpr (is_leaf<N>) {
            return true;
        } else {
            return std::get<index_of<Graph, N>>(slots_).has_value() ||
                   plan_.supplied(index_of<Graph, N>) != nullptr;
        }
    }

    /// Whether some value has something to bring to its end; `finish` does, the last made first.
    static constexpr bool finishes() { return (finishes_node<Ns>() || ...); }
    Async<Result<>> finish() { return finish_each(std::make_index_sequence<size>{}); }

    /// Whether a credential was presented and taken from the request.
    [[nodiscard]] bool has_credential() const {
        return ((is_credential<Ns> && has_value<Ns>()) || ...);
    }

    [[nodiscard]] Refusal& refusal() { return refusal_; }

private:
    template <class N>
    static NodeOfPlan node_of_plan() {
        constexpr auto at = index_of<Graph, N>;
        return {.dependency = is_dependency<N> ? &typeid(N) : nullptr,
                .needs = Wires::needs[at],
                .is_root = Wires::roots[at],
                .must_not_fail = Wires::demands[at].must_not_fail};
    }

    template <class N>
    auto& slot_of() {
        return std::get<index_of<Graph, N>>(slots_);
    }

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

    template <class N>
    bool make_and_keep() {
        if constexpr (std::is_void_v<decltype(make<N>())>) {
            make<N>();
            slot_of<N>().emplace();
            return true;
        } else {
            return keep<N>(make<N>());
        }
    }

    /// Fills the slot of an optional or a Result with what is there, or with why it is not.
    template <class N>
    bool adapt() {
        using X = typename Node<N>::Of;
        constexpr auto at = index_of<Graph, N>;
        if (has_value<X>()) {
            slot_of<N>().emplace(N{get<X>()});
        } else if (const auto* lack = lacks_.find(index_of<Graph, X>)) {
            if constexpr (is_result<N>) {
                slot_of<N>().emplace(N{lack->error ? *lack->error : Error{Errc::missing_values}});
            } else if (lack->error) {
                lacks_.add(at, lack->error);
            } else {
                slot_of<N>().emplace(std::nullopt);
            }
        }
        return true;
    }

    /// So that a check that yields nothing is kept as anything else is.
    static Async<std::monostate> as_unit(Async<> check) {
        co_await std::move(check);
        co_return std::monostate{};
    }

    /// Whether everything that N takes is there.
    template <class... Ps>
    [[nodiscard]] bool has(TypeList<Ps...>) const {
        return (has_value<std::remove_cvref_t<Ps>>() && ...);
    }

    template <class N>
    static constexpr bool finishes_node() {
        if constexpr (is_dependency<N>) {
            return Finishing<typename N::Object>;
        } else {
            return false;
        }
    }
    template <std::size_t at>
    Async<Result<>> finish_one() {
        using N = std::tuple_element_t<at, std::tuple<Ns...>>;
        if constexpr (finishes_node<N>()) {
            // What was made for the whole app is ended by who made it.
            if (has_value<N>() && !plan_.is_handed(at)) co_return co_await object_of<N>()->finish();
        }
        co_return Result<>{};
    }
    template <std::size_t... offsets>
    Async<Result<>> finish_each(std::index_sequence<offsets...>) {
        Result<> ended;
        ((ended.has_value() && (ended = co_await finish_one<size - 1 - offsets>(), true)), ...);
        co_return ended;
    }

    template <class P, class T>
    State<T> get_stored(State<T>*) {
        if (const void* object = plan_.state(typeid(T)))
            return State<T>{*static_cast<const T*>(object)};
        return State<T>{*static_cast<const T*>((*states_)[index_of<Graph, State<T>>])};
    }
    template <class P, auto fn>
    Depends<fn> get_stored(Depends<fn>*) {
        return Depends<fn>{*object_of<Depends<fn>>()};
    }
    template <class P, class N>
    decltype(auto) get_stored(N*) {
        auto& stored = *slot_of<N>();
        if constexpr (std::is_lvalue_reference_v<P>) {
            static_assert(std::is_const_v<std::remove_reference_t<P>>,
                          "Cardea: take an extractor by value or by const reference.");
            return static_cast<const N&>(stored);
        } else if constexpr (takers_of<N, Roots>(Graph{}) == 1) {
            return N{std::move(stored)};  // its only taker may have it
        } else {
            return N{stored};
        }
    }

    Request* request_;
    const States* states_;
    std::tuple<typename Slot<Ns>::Type...> slots_;
    Refusal refusal_;
    Lacks lacks_;
    Plan plan_;
};

}  // namespace cardea::inject
