// Dependencies of a whole app: made before the endpoint of every request, and handed to it, so that
// each is still made once.
#pragma once

#include <cardea/inject/describe.hpp>
#include <cardea/inject/resolver.hpp>
#include <cardea/inject/supplies.hpp>
#include <cardea/inject/wiring.hpp>

#include <memory>
#include <string>
#include <typeinfo>
#include <vector>

namespace cardea::inject {

/// Values that stand until the request has been answered.
class Prepared {
public:
    virtual ~Prepared() = default;
    /// Brings to their end those that have one (see `Finishing`).
    virtual Async<Result<>> finish() = 0;
};

/// Immutable once bound, so that all workers share it.
class Preparation {
public:
    virtual ~Preparation() = default;
    /// Makes the values and hands them on. The request must have Supplies.
    /// Errors: whatever a guard or dependency refuses the request for; throws what these throw.
    virtual Async<Result<std::unique_ptr<Prepared>>> make(Request& request) const = 0;
    /// See `Endpoint`.
    virtual std::vector<std::string> bind(const Surroundings& surroundings) = 0;
    virtual void describe(openapi::Operation& operation) const = 0;
};

template <class Roots, class Graph = GraphOf<Roots>>
class PreparationOf;

template <class Roots, class... Ns>
class PreparationOf<Roots, TypeList<Ns...>> final : public Preparation {
    using Graph = TypeList<Ns...>;
    using FrameType = Frame<Graph, Roots>;
    using Fill = Resolver<Graph, Roots>;

    struct PreparedFrame final : Prepared {
        PreparedFrame(Request& request, const typename FrameType::States& states)
            : frame{request, states} {}
        Async<Result<>> finish() override { return frame.finish(); }
        FrameType frame;
    };

public:
    Async<Result<std::unique_ptr<Prepared>>> make(Request& request) const override {
        auto prepared = std::make_unique<PreparedFrame>(request, states_);
        auto& frame = prepared->frame;
        co_await frame.plan();
        if constexpr (Fill::is_async) {
            co_await Fill::fill(frame);
        } else {
            Fill::fill_now(frame);
        }
        if (!frame.refusal().is_empty()) co_return frame.refusal().error();
        (hand_on<Ns>(frame, *Supplies::of(request)), ...);
        co_return std::unique_ptr<Prepared>{std::move(prepared)};
    }

    std::vector<std::string> bind(const Surroundings& surroundings) override {
        return bind_graph<Graph>(surroundings, states_);
    }
    void describe(openapi::Operation& operation) const override {
        describe_roots<Roots>(operation);
    }

private:
    template <class N>
    static void hand_on(FrameType& frame, Supplies& supplies) {
        if constexpr (is_dependency<N>) {
            if (frame.template has_value<N>())
                supplies.hand_on(typeid(N), frame.template object_of<N>());
        }
    }

    typename FrameType::States states_{};
};

}  // namespace cardea::inject
