// Routes under a rule: dependencies and guards that run before each of their endpoints, as the
// `dependencies` of FastAPI's APIRouter, with a rule of its own for what reads and what writes:
//
//     RoutesWith<Reads<Guard<notes_read>>, Writes<Guard<notes_write>>> notes{{.prefix = "/notes"}};
//     notes.get("/", list_notes);                          // needs notes_read
//     notes.post("/", [](Body<NewNote> note) { … });       // needs notes_write
//     notes.get("/count", [](Public) { … });               // says itself who may call
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

/// The nodes of a rule that say nothing of who may call: these run in any case.
template <class List>
struct WithoutAccess {
    using Type = inject::TypeList<>;
};
template <class N, class... Ns>
struct WithoutAccess<inject::TypeList<N, Ns...>> {
    using Rest = typename WithoutAccess<inject::TypeList<Ns...>>::Type;
    using Type = std::conditional_t<inject::parameters_declare_access<inject::TypeList<N>>, Rest,
                                    typename inject::Concat<inject::TypeList<N>, Rest>::Type>;
};

}  // namespace app

/// A list whose endpoints have `Parts` run before them: any nodes (`Depends<…>`, `Guard<…>`), those
/// in `Reads` and `Writes` for their methods only. A handler that says itself who may call (takes a
/// `Guard`, a scheme or `Public`) overrides the parts that say so; the others run all the same.
/// Each node is still made once a request, however many take it.
template <class... Parts>
class RoutesWith : public Routes {
public:
    using Routes::Routes;

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
        constexpr bool decides_itself = inject::handler_declares_access<Handler>;
        using Extras =
            std::conditional_t<decides_itself, typename app::WithoutAccess<Rule>::Type, Rule>;
        demand_access<!is_write || decides_itself || inject::parameters_declare_access<Rule>>();
        add(method, pattern, inject::make_endpoint<Extras>(std::move(handler)), std::move(options));
    }
};

}  // namespace cardea
