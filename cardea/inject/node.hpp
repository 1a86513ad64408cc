// One parameter of a handler or of a dependency, as a node of the graph. All kinds come down to
// one: a function that makes the value, whose own parameters are nodes again.
#pragma once

#include <cardea/http/request.hpp>
#include <cardea/inject/depends.hpp>
#include <cardea/inject/signature.hpp>
#include <cardea/inject/state.hpp>

#include <optional>
#include <type_traits>
#include <variant>

namespace cardea::inject {

/// True for the types by which an endpoint says who may call it: security schemes, `Guard`,
/// `Public`. Specialised where these live. An undeclared write does not compile.
template <class T>
inline constexpr bool declares_access = false;

/// True for a credential: where one was presented and the answer is 401 all the same, it says so
/// (RFC 6750 section 3.1). Specialised where schemes live.
template <class T>
inline constexpr bool is_credential = false;

/// True for what stands in the place of a router's rule, whatever that demands: `Public`,
/// `Instead<…>`. Specialised where these live.
template <class T>
inline constexpr bool overrides_rule = false;

/// Whether who holds the one has shown what the other asks for: a guard of a policy that demands as
/// much. (Not whatever converts: an extractor of a user's own may check where it is made.)
template <class Held, class Wanted>
inline constexpr bool proves = std::is_same_v<Held, Wanted>;

/// A type that a handler may take because it knows how to make itself out of a request:
///
///     struct Tenant {
///         std::string name;
///         static Result<Tenant> from_request(const Request& request);
///     };
///
/// `from_request` may take whatever a handler may take, and return the type itself, a Result of it,
/// or an Async of either. With `static constexpr bool is_input = true` its field faults are
/// gathered with those of the other inputs into one 422. With a
/// `static bool is_absent(const Request&)` it can be taken as `std::optional`; any can be taken as
/// `Result`. With a `static void describe(openapi::Operation&)` it says in the OpenAPI document
/// what it wants of a client.
template <class T>
concept Extractor = requires { &T::from_request; };

/// An extractor that knows by the request alone whether it is there.
template <class T>
concept CanBeAbsent = Extractor<T> && requires(const Request& request) {
    { T::is_absent(request) } -> std::same_as<bool>;
};

/// What the graph knows of a node: the function that makes it, and so what it needs and what is
/// kept of it. N is a parameter's type without const and reference.
template <class N>
struct Node {
    static_assert(
        Extractor<N>,
        "Cardea: a parameter must be Body<T>, Form<T>, Multipart<T>, Query<\"name\", T>, "
        "Path<\"name\", T>, Header<\"Name\">, Cookie<\"name\">, State<T>, Depends<function>, "
        "Guard<policy>, a security scheme, const Request&, or a type with a static from_request; "
        "this one is none of them.");
    using Made = Outcome<typename SignatureOf<decltype(&N::from_request)>::Return>;
    using Needs = typename SignatureOf<decltype(&N::from_request)>::Parameters;
    using Stored = N;
    static_assert(std::is_same_v<typename Made::Value, N>,
                  "Cardea: from_request must return its own type, or a Result or Async of it.");
    static constexpr auto make = &N::from_request;
};

template <auto fn>
struct Node<Depends<fn>> {
    using Made = Outcome<typename SignatureOf<decltype(fn)>::Return>;
    using Needs = typename SignatureOf<decltype(fn)>::Parameters;
    using Value = typename Depends<fn>::Value;
    using Stored =
        std::conditional_t<std::is_reference_v<Value>,
                           std::add_pointer_t<std::remove_reference_t<Value>>,
                           std::conditional_t<std::is_void_v<Value>, std::monostate, Value>>;
    static constexpr auto make = fn;
};

/// Whether N can be absent: by itself, or since something that it needs can.
template <class N>
struct MayBeAbsent;
template <class... Ps>
constexpr bool any_may_be_absent(TypeList<Ps...>) {
    return (MayBeAbsent<std::remove_cvref_t<Ps>>::value || ...);
}

/// Adapters: they need the node that they are named after, and make nothing themselves.
template <class N>
inline constexpr bool is_optional_node = false;
template <class X>
inline constexpr bool is_optional_node<std::optional<X>> = true;
template <class N>
inline constexpr bool is_adapter = is_optional_node<N> || is_result<N>;

/// Nothing where X is absent, or something that X needs and that may be absent is. A failure is
/// still the answer to the request.
template <class X>
struct Node<std::optional<X>> {
    static_assert(MayBeAbsent<X>::value,
                  "Cardea: std::optional takes an extractor that knows when it is absent "
                  "(a static is_absent(const Request&)), or a Depends that needs such a one.");
    using Made = Outcome<std::optional<X>>;
    using Needs = TypeList<X>;
    using Stored = std::optional<X>;
    using Of = X;
};

/// X, or why there is none: the handler decides what becomes of a failure.
template <class X>
struct Node<boost::system::result<X, Error>> {
    using Made = Outcome<X>;
    using Needs = TypeList<X>;
    using Stored = Result<X>;
    using Of = X;
};

/// Leaves: handed over as they are.
template <>
struct Node<Request> {
    using Needs = TypeList<>;
};
template <class T>
struct Node<State<T>> {
    using Needs = TypeList<>;
};

/// Whether N is no node of its own making.
template <class N>
inline constexpr bool is_leaf = std::is_same_v<N, Request>;
template <class T>
inline constexpr bool is_leaf<State<T>> = true;

/// Inputs go on being read after one of them was faulty, so that the client hears of all faults.
template <class N>
inline constexpr bool is_input = false;
template <class N>
requires requires { N::is_input; }
inline constexpr bool is_input<N> = N::is_input;
template <class N>
requires is_adapter<N>
inline constexpr bool is_input<N> = is_input<typename Node<N>::Of>;

/// See above: by itself, or since something that it needs can.
template <class N>
struct MayBeAbsent {
    static constexpr bool value = CanBeAbsent<N> || any_may_be_absent(typename Node<N>::Needs{});
};
template <class N>
requires is_adapter<N> || is_leaf<N>
struct MayBeAbsent<N> {
    static constexpr bool value = false;
};

/// Whether a node, or anything that it needs, has to do with who calls. Those come first.
template <class N>
struct TouchesAccess;
template <class... Ps>
constexpr bool any_touches_access(TypeList<Ps...>) {
    return (TouchesAccess<std::remove_cvref_t<Ps>>::value || ...);
}
template <class N>
struct TouchesAccess {
    static constexpr bool value =
        declares_access<N> || any_touches_access(typename Node<N>::Needs{});
};

}  // namespace cardea::inject
