// A function that stands in a dependency's place, for the requests of one client of a test. It has
// a graph of its own: it may take whatever a handler may take.
#pragma once

#include <cardea/inject/depends.hpp>
#include <cardea/inject/resolver.hpp>
#include <cardea/inject/supplies.hpp>
#include <cardea/inject/wiring.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
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

    struct Held {
        Held(Request& request, const typename FrameType::States& states) : frame{request, states} {}
        FrameType frame;
        Kept value{};
    };

public:
    /// Throws `std::logic_error` where something that the fake takes is not provided.
    ReplacementOf(Fake fake, const Surroundings& surroundings) : fake_{std::move(fake)} {
        for (const auto& fault : bind_graph<Graph>(surroundings, states_))
            throw std::logic_error{fault};
    }

    Async<Result<std::shared_ptr<void>>> make(Request& request) const override {
        const auto held = std::make_shared<Held>(request, states_);
        if constexpr (Fill::is_async) {
            co_await Fill::fill(held->frame);
        } else {
            Fill::fill_now(held->frame);
        }
        if (!held->frame.refusal().is_empty()) co_return held->frame.refusal().error();
        if constexpr (Made::is_async && std::is_void_v<typename Made::Value> && !Made::is_result) {
            co_await fake_(held->frame.template get<Ps>()...);
            held->value.emplace();
        } else if constexpr (Made::is_async) {
            const auto kept = keep(co_await fake_(held->frame.template get<Ps>()...), *held);
            if (!kept) co_return kept.error();
        } else if constexpr (std::is_void_v<typename SignatureOf<Fake>::Return>) {
            fake_(held->frame.template get<Ps>()...);
            held->value.emplace();
        } else {
            const auto kept = keep(fake_(held->frame.template get<Ps>()...), *held);
            if (!kept) co_return kept.error();
        }
        co_return std::shared_ptr<void>{held, address_of(held->value)};
    }

private:
    template <class V>
    static Result<> keep(V&& value, Held& held) {
        if constexpr (is_result<std::remove_cvref_t<V>>) {
            if (!value) return value.error();
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
        return {};
    }
    static void* address_of(Kept& kept) {
        return const_cast<std::remove_const_t<Object>*>(std::addressof(*kept));
    }

    Fake fake_;
    typename FrameType::States states_{};
};

}  // namespace cardea::inject
