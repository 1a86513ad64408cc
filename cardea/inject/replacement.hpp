// A function that stands in a dependency's place, for the requests of one client of a test. It may
// take whatever a handler may take, even what it replaces; that is made once a request too.
#pragma once

#include <cardea/inject/depends.hpp>
#include <cardea/inject/resolver.hpp>
#include <cardea/inject/supplies.hpp>
#include <cardea/inject/wiring.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace cardea::inject {

template <auto fn, class Fake, class Roots = typename SignatureOf<Fake>::Parameters,
          class Graph = GraphOf<Roots>>
class ReplacementOf;

template <auto fn, class Fake, class... Ps, class Graph>
class ReplacementOf<fn, Fake, TypeList<Ps...>, Graph> final : public Replacement {
    using Roots = TypeList<Ps...>;
    using FrameType = Frame<Graph, Roots>;
    using Fill = Resolver<Graph, Roots>;
    using Made = Outcome<typename SignatureOf<Fake>::Return>;
    using Object = typename Depends<fn>::Object;
    static constexpr bool is_reference = std::is_reference_v<typename Made::Value>;
    using Kept = std::conditional_t<is_reference, Object*, std::optional<Object>>;
    static_assert(std::is_same_v<std::remove_cvref_t<typename Made::Value>,
                                 std::remove_cvref_t<typename Depends<fn>::Value>>,
                  "Cardea: what stands in a dependency's place returns what the dependency does.");

    struct Held final : Prepared {
        Held(Request& request, const typename FrameType::States& states) : frame{request, states} {}
        Async<Result<>> finish() override { return frame.finish(); }
        FrameType frame;
        Kept value{};  // goes first: it may refer to what it was made of
    };

public:
    /// Throws `std::logic_error` where something that the fake takes is not provided.
    ReplacementOf(Fake fake, Surroundings surroundings) : fake_{std::move(fake)} {
        surroundings.is_any_route = true;
        for (const auto& fault : bind_graph<Graph>(surroundings, states_))
            throw std::logic_error{fault};
    }

    Async<Replaced> make(Request& request) const override {
        auto& supplies = *Supplies::of(request);
        const Supplies::Making making{supplies, typeid(Depends<fn>)};
        auto owned = std::make_unique<Held>(request, states_);
        auto& held = *owned;
        supplies.keep(std::move(owned));
        co_await held.frame.plan();
        if constexpr (Fill::is_async) {
            co_await Fill::fill(held.frame);
        } else {
            Fill::fill_now(held.frame);
        }
        if (!held.frame.refusal().is_empty()) throw Failure{held.frame.refusal().error()};
        held.frame.hand_on(supplies);
        if constexpr (Made::is_async && std::is_void_v<typename Made::Value> && !Made::is_result) {
            co_await call(held.frame);
            held.value.emplace();
        } else if constexpr (Made::is_async) {
            keep(co_await call(held.frame), held);
        } else if constexpr (std::is_void_v<typename SignatureOf<Fake>::Return>) {
            call(held.frame);
            held.value.emplace();
        } else {
            keep(call(held.frame), held);
        }
        co_return Replaced{.value = address_of(held.value), .owner = &held};
    }

private:
    decltype(auto) call(FrameType& frame) const { return fake_(frame.template get<Ps>()...); }

    template <class V>
    static void keep(V&& value, Held& held) {
        if constexpr (is_result<std::remove_cvref_t<V>>) {
            if (!value) throw Failure{value.error()};
            if constexpr (std::is_void_v<typename std::remove_cvref_t<V>::value_type>) {
                held.value.emplace();
            } else {
                held.value.emplace(*std::forward<V>(value));
            }
        } else if constexpr (is_reference) {
            held.value = std::addressof(value);
        } else {
            held.value.emplace(std::forward<V>(value));
        }
    }
    static void* address_of(Kept& kept) {
        return const_cast<std::remove_const_t<Object>*>(std::addressof(*kept));
    }

    Fake fake_;
    typename FrameType::States states_{};
};

}  // namespace cardea::inject
