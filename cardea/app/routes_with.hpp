// Routes under a rule: dependencies and guards that run before each of their endpoints, as the
// `dependencies` of FastAPI's APIRouter, with a rule of its own for what reads and what writes:
//
//     RoutesWith<Reads<Guard<notes_read>>, Writes<Guard<notes_write>>> notes{{.prefix = "/notes"}};
//     notes.get("/", list_notes);                          // needs notes_read
//     notes.post("/", [](Body<NewNote> note) { … });       // needs notes_write
//     notes.get("/count", [](Public) { … });               // anybody, whatever the rule says
//     app.include(std::move(notes));
#pragma once

#include <cardea/app/routes.hpp>

#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea {

/// What runs before the endpoints of safe methods only (GET).
template <class... Ns>
struct Reads {};
/// What runs before those that change something only.
template <class... Ns>
struct Writes {};

namespace app {

/// What a rule's part means for a write or a read.
template <class Part, bool is_write>
struct PartOfRule {
    using Type = inject::TypeList<Part>;
};
template <class... Ns, bool is_write>
struct PartOfRule<Reads<Ns...>, is_write> {
    using Type = std::conditional_t<is_write, inject::TypeList<>, inject::TypeList<Ns...>>;
};
template <class... Ns, bool is_write>
struct PartOfRule<Writes<Ns...>, is_write> {
    using Type = std::conditional_t<is_write, inject::TypeList<Ns...>, inject::TypeList<>>;
};

template <bool is_write, class... Parts>
struct RuleOf {
    using Type = inject::TypeList<>;
};
template <bool is_write, class Part, class... Parts>
struct RuleOf<is_write, Part, Parts...> {
    using Type = typename inject::Concat<typename PartOfRule<Part, is_write>::Type,
                                         typename RuleOf<is_write, Parts...>::Type>::Type;
};

/// Whether one of these parameters stands in the place of any rule.
template <class... Ps>
constexpr bool any_overrides(inject::TypeList<Ps...>) {
    return (inject::overrides_rule<std::remove_cvref_t<Ps>> || ...);
}
/// Whether one of these parameters proves what N does: the same guard, or one that demands more.
template <class N, class... Ps>
constexpr bool any_proves(inject::TypeList<Ps...>) {
    return ((inject::declares_access<std::remove_cvref_t<Ps>> &&
             inject::proves<std::remove_cvref_t<Ps>, N>) ||
            ...);
}

/// What is left of a rule for a handler with these parameters.
template <class Rule, class Parameters>
struct LeftOfRule {
    using Type = inject::TypeList<>;
};
template <class N, class... Ns, class Parameters>
struct LeftOfRule<inject::TypeList<N, Ns...>, Parameters> {
    using Rest = typename LeftOfRule<inject::TypeList<Ns...>, Parameters>::Type;
    static constexpr bool asks_who_calls = inject::parameters_declare_access<inject::TypeList<N>>;
    static constexpr bool is_met =
        asks_who_calls && (any_overrides(Parameters{}) || any_proves<N>(Parameters{}));
    using Type =
        std::conditional_t<is_met, Rest, typename inject::Concat<inject::TypeList<N>, Rest>::Type>;
};

/// The parameters of a handler; none of what is no handler, of which `make_endpoint` tells.
template <class Handler>
constexpr auto parameters_of() {
    if constexpr (inject::HasSignature<Handler>) {
        return typename inject::SignatureOf<Handler>::Parameters{};
    } else {
        return inject::TypeList<>{};
    }
}

}  // namespace app

/// A list whose endpoints have `Parts` run before them: any nodes (`Depends<…>`, `Guard<…>`), those
/// in `Reads` and `Writes` for their methods only. What a handler takes itself is demanded besides
/// them. Only `Public` and `Instead<…>` stand in the place of the parts that say who may call, so
/// that nobody opens a door by wanting to know who came through it; the other parts run all the
/// same. Each node is still made once a request, however many take it, and a part is left out
/// where the handler takes a guard that proves as much.
template <class... Parts>
class RoutesWith : private Routes {  // private, since what is declared on the base escapes the rule
public:
    using Routes::hide;
    using Routes::never_store;
    using Routes::provide;
    using Routes::provided;
    using Routes::Routes;

    /// The plain list that it has become, for `include`.
    [[nodiscard]] Routes as_routes() && { return static_cast<Routes&&>(*this); }

    /// A rule binds what is declared on its own list; routes that came with another would escape
    /// it.
    template <class Other>
    void include(Other&&, std::string_view = {}) {
        static_assert(!std::is_base_of_v<Routes, std::remove_cvref_t<Other>>,
                      "Cardea: a list under a rule includes no other list, since the rule would "
                      "not hold for it: include both in the app.");
    }

    /// See `Routes`.
    template <class Handler>
    void get(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add_under<false>(Method::get, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void post(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add_under<true>(Method::post, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void put(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add_under<true>(Method::put, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void patch(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add_under<true>(Method::patch, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void delete_(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add_under<true>(Method::delete_, pattern, std::move(handler), std::move(options));
    }

private:
    template <bool is_write, class Handler>
    void add_under(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
        using Rule = typename app::RuleOf<is_write, Parts...>::Type;
        using Extras =
            typename app::LeftOfRule<Rule, decltype(app::parameters_of<Handler>())>::Type;
        demand_access<!is_write || inject::handler_declares_access<Handler> ||
                      inject::parameters_declare_access<Rule>>();
        add(method, pattern, inject::make_endpoint<Extras>(std::move(handler)), std::move(options));
    }
};

}  // namespace cardea
