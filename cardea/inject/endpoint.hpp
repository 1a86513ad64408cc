// An endpoint: a handler, with its whole graph resolved for one request. The template only converts
// types; what it means to refuse or to fail is in outcome.cpp, and what the document says of it in
// describe.hpp.
#pragma once

#include <cardea/http/http_error.hpp>
#include <cardea/http/response.hpp>
#include <cardea/inject/answer.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/inject/describe.hpp>
#include <cardea/inject/outcome.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/inject/resolver.hpp>
#include <cardea/inject/wiring.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea::inject {

/// One endpoint of an application. Immutable once bound, so that all workers share it.
class Endpoint {
public:
    virtual ~Endpoint() = default;
    /// Answers the request. Never throws. `mishap` is set where the graph or the handler failed.
    virtual Async<> run(Request& request, Response& response, Mishap& mishap) const = 0;
    /// Looks up the provided objects, once, before serving.
    /// Returns a sentence for each thing that is missing: unprovided states, unknown path names.
    virtual std::vector<std::string> bind(const Surroundings& surroundings) = 0;
    /// Adds what the handler's signature says to the document's entry.
    virtual void describe(openapi::Operation& operation) const = 0;
};

/// Extras are nodes that run before those of the handler and that it does not see: the dependencies
/// of its router.
template <class Handler, class Extras, class Parameters, class Graph>
class HandlerEndpoint;

template <class Handler, class... Es, class... Ps, class... Ns>
class HandlerEndpoint<Handler, TypeList<Es...>, TypeList<Ps...>, TypeList<Ns...>> final
    : public Endpoint {
    using Graph = TypeList<Ns...>;
    using Roots = TypeList<Es..., Ps...>;
    using FrameType = Frame<Graph, Roots>;
    using Fill = Resolver<Graph, Roots>;
    using Made = Outcome<typename SignatureOf<Handler>::Return>;
    static_assert((std::size_t{reads_body<Ns> && !is_adapter<Ns>} + ... + 0) <= 1,
                  "Cardea: a request has one body: take one Body<T>, one Form<T> or one "
                  "Multipart<T>, not two.");

public:
    explicit HandlerEndpoint(Handler handler) : handler_{std::move(handler)} {}

    Async<> run(Request& request, Response& response, Mishap& mishap) const override {
        FrameType frame{request, states_};
        try {
            if (frame.wants_plan()) co_await frame.plan();
            if constexpr (Fill::is_async) {
                co_await Fill::fill(frame);
            } else {
                Fill::fill_now(frame);
            }
            if (!frame.refusal().is_empty()) {
                answer_refusal(frame.refusal().error(), *exceptions_, request, response, mishap);
            } else if constexpr (Made::is_async && std::is_void_v<typename Made::Value> &&
                                 !Made::is_result) {
                co_await call(frame);
                answer(NoContent{}, response);
            } else if constexpr (Made::is_async) {
                finish(co_await call(frame), request, response, mishap);
            } else if constexpr (std::is_void_v<typename SignatureOf<Handler>::Return>) {
                call(frame);
                answer(NoContent{}, response);
            } else {
                finish(call(frame), request, response, mishap);
            }
            if (!mishap && frame.wants_finish()) {
                const auto ended = co_await frame.finish();
                if (!ended) answer_refusal(ended.error(), *exceptions_, request, response, mishap);
            }
        } catch (...) {
            answer_exception(*exceptions_, request, response, mishap);
        }
        if (mishap) forget_background(request);
        if (frame.has_credential()) note_presented_credential(response);
    }

    std::vector<std::string> bind(const Surroundings& surroundings) override {
        exceptions_ = &surroundings.exceptions;
        return bind_graph<Graph>(surroundings, states_);
    }

    void describe(openapi::Operation& operation) const override {
        describe_roots<Roots>(operation);
        describe_answer<typename SignatureOf<Handler>::Return>(operation);
    }

private:
    auto call(FrameType& frame) const { return handler_(frame.template get<Ps>()...); }

    template <class V>
    void finish(V&& value, const Request& request, Response& response, Mishap& mishap) const {
        if constexpr (is_result<std::remove_cvref_t<V>>) {
            if (!value) {
                answer_refusal(value.error(), *exceptions_, request, response, mishap);
            } else if constexpr (std::is_void_v<typename std::remove_cvref_t<V>::value_type>) {
                answer(NoContent{}, response);
            } else {
                answer(*std::forward<V>(value), response);
            }
        } else {
            answer(std::forward<V>(value), response);
        }
    }

    Handler handler_;
    typename FrameType::States states_{};
    const ExceptionTable* exceptions_ = nullptr;
};

/// Makes the endpoint of a handler: a function, or a lambda that is not generic.
template <class Extras = TypeList<>, class Handler>
std::unique_ptr<Endpoint> make_endpoint(Handler handler) {
    static_assert(
        HasSignature<Handler>,
        "Cardea: a handler is a function or a lambda with spelt-out parameter types (no `auto`).");
    if constexpr (HasSignature<Handler> && !std::is_pointer_v<Handler>) {
        static_assert(!may_change_itself<decltype(&Handler::operator())>,
                      "Cardea: all workers call a handler at once, so it may not change what it "
                      "captured (no `mutable`): what changes lives in the database.");
    }
    using Parameters = typename SignatureOf<Handler>::Parameters;
    using Roots = typename Concat<Extras, Parameters>::Type;
    return std::make_unique<HandlerEndpoint<Handler, Extras, Parameters, GraphOf<Roots>>>(
        std::move(handler));
}

}  // namespace cardea::inject
