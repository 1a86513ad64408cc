// An endpoint: a handler, with its whole graph resolved for one request in one coroutine. The
// template only converts types; what it means to refuse or to fail is in endpoint.cpp.
#pragma once

#include <cardea/http/http_error.hpp>
#include <cardea/http/response.hpp>
#include <cardea/inject/answer.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/inject/frame.hpp>
#include <cardea/inject/parameters.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea::inject {

/// Why a request was not answered as its handler would have: for the log.
using Mishap = std::optional<Error>;

/// One endpoint of an application. Immutable once bound, so that all workers share it.
class Endpoint {
public:
    virtual ~Endpoint() = default;

    /// Answers the request. Never throws. `mishap` is set where the graph or the handler failed.
    virtual Async<> run(Request& request, Response& response, Mishap& mishap) const = 0;

    /// Looks up the provided objects, once, before serving.
    /// Returns a sentence for each thing that is missing: unprovided states, unknown path names.
    virtual std::vector<std::string> bind(const StateTable& states,
                                          std::span<const std::string> path_names) = 0;
};

/// Turns the exception in flight into an answer. To be called within a catch block.
void answer_exception(Response& response, Mishap& mishap);
/// Turns a refusal into an answer.
void answer_refusal(const Error& error, Response& response, Mishap& mishap);

/// Where the answer is a 401 that says no more than how to authenticate, lets it say too that what
/// was presented was refused. Spec: RFC 6750 section 3.1.
void note_presented_credential(Response& response);

/// Sentences about wiring, for `bind`.
std::string unprovided(std::string_view type);
std::string unknown_path_name(std::string_view name, std::span<const std::string> known);

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

template <class Handler, class Parameters, class Graph, class Places>
class HandlerEndpoint;

template <class Handler, class... Ps, class... Ns, std::size_t... async_places>
class HandlerEndpoint<Handler, TypeList<Ps...>, TypeList<Ns...>,
                      std::index_sequence<async_places...>>
    final : public Endpoint {
    using Graph = TypeList<Ns...>;
    using FrameType = Frame<Graph, TypeList<Ps...>>;
    using Made = Outcome<typename SignatureOf<Handler>::Return>;
    template <std::size_t at>
    using NodeAt = std::tuple_element_t<at, std::tuple<Ns...>>;

    static_assert((std::size_t{reads_body<Ns>} + ... + 0) <= 1,
                  "Cardea: a request has one body: take one Body<T> or one Form<T>, not two.");

public:
    explicit HandlerEndpoint(Handler handler) : handler_{std::move(handler)} {}

    Async<> run(Request& request, Response& response, Mishap& mishap) const override {
        FrameType frame{request, states_};
        try {
            // Waiting nodes in order, each after the ones before it that do not wait.
            const bool go_on =
                ((run_until<async_places>(frame) &&
                  (!frame.template may_make<NodeAt<async_places>>() ||
                   keep<NodeAt<async_places>>(
                       frame, co_await frame.template make<NodeAt<async_places>>()))) &&
                 ...);
            if (go_on) run_from(frame);
            if (!frame.refusal().is_empty()) {
                answer_refusal(frame.refusal().error(), response, mishap);
            } else if constexpr (Made::is_async && std::is_void_v<typename Made::Value> &&
                                 !Made::is_result) {
                co_await call(frame);
                answer(NoContent{}, response);
            } else if constexpr (Made::is_async) {
                finish(co_await call(frame), response, mishap);
            } else if constexpr (std::is_void_v<typename SignatureOf<Handler>::Return>) {
                call(frame);
                answer(NoContent{}, response);
            } else {
                finish(call(frame), response, mishap);
            }
        } catch (...) {
            answer_exception(response, mishap);
        }
        if (frame.has_credential()) note_presented_credential(response);
    }

    std::vector<std::string> bind(
        [[maybe_unused]] const StateTable& states,
        [[maybe_unused]] std::span<const std::string> path_names) override {
        std::vector<std::string> faults;
        (bind_node(static_cast<Ns*>(nullptr), states, path_names, faults), ...);
        return faults;
    }

private:
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

    auto call(FrameType& frame) const { return handler_(frame.template get<Ps>()...); }

    template <class V>
    static void finish(V&& value, Response& response, Mishap& mishap) {
        if constexpr (is_result<std::remove_cvref_t<V>>) {
            if (!value) {
                answer_refusal(value.error(), response, mishap);
            } else if constexpr (std::is_void_v<typename std::remove_cvref_t<V>::value_type>) {
                answer(NoContent{}, response);
            } else {
                answer(*std::forward<V>(value), response);
            }
        } else {
            answer(std::forward<V>(value), response);
        }
    }

    template <class T>
    void bind_node(State<T>*, const StateTable& states, std::span<const std::string>,
                   std::vector<std::string>& faults) {
        const void* object = states.find(typeid(T));
        states_[index_of<Graph, State<T>>] = object;
        if (object == nullptr) faults.push_back(unprovided(type_name<T>()));
    }
    template <FixedString name, class T>
    void bind_node(Path<name, T>*, const StateTable&, std::span<const std::string> path_names,
                   std::vector<std::string>& faults) {
        for (const auto& known : path_names) {
            if (known == name.view()) return;
        }
        faults.push_back(unknown_path_name(name.view(), path_names));
    }
    template <class N>
    void bind_node(N*, const StateTable&, std::span<const std::string>, std::vector<std::string>&) {
    }

    Handler handler_;
    typename FrameType::States states_{};
};

/// Makes the endpoint of a handler: a function, or a lambda that is not generic.
template <class Handler>
std::unique_ptr<Endpoint> make_endpoint(Handler handler) {
    static_assert(
        HasSignature<Handler>,
        "Cardea: a handler is a function or a lambda with spelt-out parameter types (no `auto`).");
    using Parameters = typename SignatureOf<Handler>::Parameters;
    using Graph = GraphOf<Parameters>;
    using Places = typename AsyncPlaces<Graph, 0>::Type;
    return std::make_unique<HandlerEndpoint<Handler, Parameters, Graph, Places>>(
        std::move(handler));
}

}  // namespace cardea::inject
