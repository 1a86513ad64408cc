// Dependencies of a whole app: made before the endpoint of every request, and handed to it, so that
// each is still made once.
#pragma once

#include <cardea/inject/describe.hpp>
#include <cardea/inject/resolver.hpp>
#include <cardea/inject/supplies.hpp>
#include <cardea/inject/wiring.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cardea::inject {

/// Values of one request, which stand until it has been answered.
class PreparedValues {
public:
    virtual ~PreparedValues() = default;
    /// Makes the values and hands them on. The request must have Supplies.
    /// Errors: whatever a guard or dependency refuses the request for; throws what these throw.
    virtual Async<Result<>> make() = 0;
    /// Whether a credential was presented and taken from the request.
    [[nodiscard]] virtual bool has_credential() const = 0;
    /// Brings to their end those that have one (see `Finishing`).
    virtual Async<Result<>> finish() = 0;
};

/// Immutable once bound, so that all workers share it.
class Preparation {
public:
    virtual ~Preparation() = default;
    /// The values for one request, not yet made.
    [[nodiscard]] virtual std::unique_ptr<PreparedValues> start(Request& request) const = 0;
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

    struct PreparedFrame final : PreparedValues {
        PreparedFrame(Request& asked, const typename FrameType::States& states)
            : request{&asked}, frame{asked, states} {}
        Async<Result<>> make() override {
            co_await frame.plan();
            if constexpr (Fill::is_async) {
                co_await Fill::fill(frame);
            } else {
                Fill::fill_now(frame);
            }
            if (!frame.refusal().is_empty()) co_return frame.refusal().error();
            frame.hand_on(*Supplies::of(*request));
            co_return Result<>{};
        }
        [[nodiscard]] bool has_credential() const override { return frame.has_credential(); }
        Async<Result<>> finish() override { return frame.finish(); }
        Request* request;
        FrameType frame;
    };

public:
    [[nodiscard]] std::unique_ptr<PreparedValues> start(Request& request) const override {
        return std::make_unique<PreparedFrame>(request, states_);
    }

    std::vector<std::string> bind(const Surroundings& surroundings) override {
        return bind_graph<Graph>(surroundings, states_);
    }
    void describe(openapi::Operation& operation) const override {
        describe_roots<Roots>(operation);
    }

private:
    typename FrameType::States states_{};
};

}  // namespace cardea::inject
