// Fills a frame: runs the nodes of a graph in their order, and waits for those that wait.
#pragma once

#include <cardea/inject/frame.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cardea::inject {

template <class N, bool = is_leaf<N>>
inline constexpr bool waits = false;
template <class N>
inline constexpr bool waits<N, false> = Node<N>::Made::is_async;

/// The places of those nodes that wait, in order.
template <class Graph, std::size_t at, std::size_t... found>
struct AsyncPlaces;
template <std::size_t at, std::size_t... found>
struct AsyncPlaces<TypeList<>, at, found...> {
    using Type = std::index_sequence<found...>;
};
template <class N, class... Ns, std::size_t at, std::size_t... found>
struct AsyncPlaces<TypeList<N, Ns...>, at, found...>
    : std::conditional_t<waits<N>, AsyncPlaces<TypeList<Ns...>, at + 1, found..., at>,
                         AsyncPlaces<TypeList<Ns...>, at + 1, found...>> {};

template <class Graph, class Roots, class Places = typename AsyncPlaces<Graph, 0>::Type>
class Resolver;

template <class... Ns, class Roots, std::size_t... async_places>
class Resolver<TypeList<Ns...>, Roots, std::index_sequence<async_places...>> {
public:
    using FrameType = Frame<TypeList<Ns...>, Roots>;
    static constexpr bool is_async = sizeof...(async_places) > 0;

    /// Where no node waits.
    static void fill_now(FrameType& frame) { run_from(frame); }

    /// Waiting nodes in order, each after the ones before it that do not wait.
    static Async<> fill(FrameType& frame) {
        const bool go_on =
            ((run_until<async_places>(frame) &&
              (!frame.template may_make<NodeAt<async_places>>() ||
               keep<NodeAt<async_places>>(frame, co_await making<NodeAt<async_places>>(frame)))) &&
             ...);
        if (go_on) run_from(frame);
    }

private:
    template <std::size_t at>
    using NodeAt = std::tuple_element_t<at, std::tuple<Ns...>>;
    static constexpr std::size_t places[] = {async_places..., sizeof...(Ns)};

    /// The first node after the last waiting one before `at`.
    static constexpr std::size_t start_of(std::size_t at) {
        std::size_t start = 0;
        for (const auto place : places) {
            if (place < at) start = place + 1;
        }
        return start;
    }
    template <std::size_t from, std::size_t... offsets>
    static bool run_range(FrameType& frame, std::index_sequence<offsets...>) {
        return (frame.template run_now<NodeAt<from + offsets>>() && ...);
    }
    /// Runs what does not wait, up to the waiting node at `at`.
    template <std::size_t at>
    static bool run_until(FrameType& frame) {
        constexpr auto from = start_of(at);
        return run_range<from>(frame, std::make_index_sequence<at - from>{});
    }
    static void run_from(FrameType& frame) { run_until<sizeof...(Ns)>(frame); }

    template <class N, class V>
    static bool keep(FrameType& frame, V&& value) {
        return frame.template keep<N>(std::forward<V>(value));
    }

    /// The coroutine that makes N; where somebody wants to hear of a failure, one that throws none.
    template <class N>
    static auto making(FrameType& frame) {
        if constexpr (FrameType::Wires::demands[index_of<TypeList<Ns...>, N>].must_not_fail) {
            return frame.template make<N>();
        } else {
            return tolerant<N>(frame);
        }
    }
    template <class N>
    using Awaited =
        typename Outcome<decltype(std::declval<FrameType&>().template make<N>())>::Value;
    template <class N>
    static Async<Result<Awaited<N>>> tolerant(FrameType& frame) {
        try {
            co_return co_await frame.template make<N>();  // a plain function throws here already
        } catch (const Failure& failure) {
            co_return error_of(failure);
        }
    }
};

}  // namespace cardea::inject
