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
#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <typeinfo>
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
/// It is not called where the handler threw, or returned a failure; nor for a reference that a
/// dependency returned, since whoever owns the object ends it.
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
    /// What was made last goes first, since it may refer to what it was made of.
    ~Frame() { reset_each(std::make_index_sequence<size>{}); }
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

    /// Whether anything was made for this request elsewhere; then `plan` comes before all else.
    [[nodiscard]] bool wants_plan() const { return Supplies::of(*request_) != nullptr; }
    Async<> plan() {
        // Who is replaced, or has been made already, needs nothing any more.
        static const std::array<NodeOfPlan, size> nodes{node_of_plan<Ns>()...};
        return plan_.make(nodes, *request_);
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
        if (refusal_.is_final()) return false;
        if (plan_.leaves_out(at)) {
            if constexpr (is_dependency<N>) take_failure<N>();
            return false;
        }
        if (!refusal_.is_empty() && !(is_input<N> && has(typename Node<N>::Needs{}))) return false;
        if constexpr (!demand.is_required && !is_adapter<N>) {
            if constexpr (demand.may_be_absent && CanBeAbsent<N> && !demand.is_heard) {
                if (N::is_absent(*request_)) {
                    lacks_.add_absence(at);
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
        constexpr auto demand = Wires::demands[at];
        if constexpr (!demand.is_required && demand.may_be_absent && CanBeAbsent<N>) {
            if (N::is_absent(*request_)) {  // made all the same, so that a Result has the reason
                lacks_.add_absence(at, error);
                return true;
            }
        }
        if constexpr (demand.must_not_fail) {
            refusal_.add(error, is_input<N>);
            return !refusal_.is_final();
        } else {
            lacks_.add_failure(at, error);
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
                    return fail<N>(error_of(failure));
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
    Async<Result<>> finish() {
        if constexpr (finishes()) {
            return finish_all();
        } else {
            return plan_.finish();
        }
    }
    /// Whether anything at all may have to be brought to its end.
    [[nodiscard]] bool wants_finish() const { return finishes() || wants_plan(); }

    /// Lets the dependencies of this frame be taken by others that run for the request.
    void hand_on(Supplies& supplies) { (hand_on_one<Ns>(supplies), ...); }

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
                .is_root = Wires::roots[at]};
    }
    static void empty(std::monostate&) {}
    template <class T>
    static void empty(std::optional<T>& slot) {
        slot.reset();
    }
    template <std::size_t... offsets>
    void reset_each(std::index_sequence<offsets...>) {
        (empty(std::get<size - 1 - offsets>(slots_)), ...);
    }

    template <class N>
    void hand_on_one(Supplies& supplies) {
        if constexpr (is_dependency<N>) {
            if (has_value<N>()) {
                using Plain = std::remove_const_t<typename N::Object>;
                supplies.hand_on(typeid(N), const_cast<Plain*>(object_of<N>()));
            }
        }
    }

    /// What stood in N's place has failed: in N's place, so that whoever comes before N has spoken.
    template <class N>
    void take_failure() {
        const auto failure = plan_.failure(index_of<Graph, N>);
        if (!failure || !refusal_.is_empty()) return;
        if constexpr (Wires::demands[index_of<Graph, N>].must_not_fail) {
            std::rethrow_exception(failure);
        } else {
            try {
                std::rethrow_exception(failure);
            } catch (const Failure& thrown) {
                fail<N>(error_of(thrown));
            }
        }
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
            } else if (lack->is_absence) {
                slot_of<N>().emplace(std::nullopt);
            } else {
                lacks_.add_failure(at, *lack->error);
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
            return Finishing<typename N::Object> && !std::is_reference_v<typename N::Value>;
        } else {
            return false;
        }
    }
    /// Ends one value; null where a node has no end.
    using Ending = Async<Result<>> (*)(Frame&);
    template <class N>
    static Async<Result<>> finish_one(Frame& frame) {
        // What was made elsewhere is ended by who made it.
        if (!frame.has_value<N>() || frame.plan_.is_handed(index_of<Graph, N>))
            co_return Result<>{};
        co_return co_await frame.object_of<N>()->finish();
    }
    template <class N>
    static constexpr Ending ending_of() {
        if constexpr (finishes_node<N>()) {
            return &finish_one<N>;
        } else {
            return nullptr;
        }
    }
    /// A loop, since g++ 12 loses the short circuit of `&&` around a co_await in a comma's operand.
    Async<Result<>> finish_all() {
        static constexpr std::array<Ending, size> endings{ending_of<Ns>()...};
        for (auto at = size; at-- > 0;) {
            if (endings[at] == nullptr) continue;
            const auto ended = co_await endings[at](*this);
            if (!ended) co_return ended;
        }
        co_return co_await plan_.finish();
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
