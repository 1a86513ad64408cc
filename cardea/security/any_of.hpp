// Several schemes on one endpoint: any of them will do, or all of them together. (Two schemes taken
// as two parameters are both demanded as well.)
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/inject/describe.hpp>
#include <cardea/inject/graph.hpp>
#include <cardea/inject/node.hpp>
#include <cardea/openapi/operation.hpp>

#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace cardea {
namespace security {

/// The one answer to a caller whom no alternative lets in: the failure of a credential that was
/// presented goes before the lack of another; where none was presented, all are asked for.
Error refuse_all(std::span<const Error> errors);
/// Adds what one alternative wants to what the others do.
void add_alternative(openapi::Operation& any, openapi::Operation part);
/// Adds the alternatives together to an operation.
void require_alternatives(openapi::Operation& operation, openapi::Operation any);

}  // namespace security

/// The first of several guards, schemes or dependencies that lets the caller in:
///
///     void handler(AnyOf<Guard<notes_read>, Depends<owner_of_api_key>> who)
///
/// All are tried, so that what was presented and is invalid does no harm beside what is valid.
/// Errors: where none lets the caller in, the failure that says most: that it could not be told
///         (503, say), that the caller may not (403), that what was presented is refused, that
///         nothing was; of equals the first. A 401 asks for all of them.
template <class... Xs>
class AnyOf {
    static_assert(sizeof...(Xs) > 1, "Cardea: AnyOf takes two alternatives or more.");

public:
    /// The alternative that let the caller in, if it was X; else null.
    template <class X>
    [[nodiscard]] const X* get_if() const {
        return std::get_if<X>(&held_);
    }
    /// Calls `f` with the one that let the caller in; `f` takes any of them.
    template <class F>
    decltype(auto) visit(F&& f) const {
        return std::visit(std::forward<F>(f), held_);
    }

    static Result<AnyOf> from_request(Result<Xs>... alternatives) {
        std::optional<AnyOf> held;
        std::vector<Error> errors;
        (consider(std::move(alternatives), held, errors), ...);
        if (held) return *std::move(held);
        return security::refuse_all(errors);
    }

    /// `std::optional<AnyOf<…>>` is nothing where nothing was presented at all.
    static bool is_absent(const Request& request)
    requires(inject::CanBeAbsent<Xs> && ...)
    {
        return (Xs::is_absent(request) && ...);
    }

    static constexpr bool describes_needs = true;
    static void describe(openapi::Operation& operation) {
        openapi::Operation any;
        (security::add_alternative(any, describe_one<Xs>()), ...);
        security::require_alternatives(operation, std::move(any));
    }

private:
    explicit AnyOf(std::variant<Xs...> held) : held_{std::move(held)} {}

    template <class X>
    static void consider(Result<X> alternative, std::optional<AnyOf>& held,
                         std::vector<Error>& errors) {
        if (!alternative) {
            errors.push_back(alternative.error());
        } else if (!held) {
            held.emplace(AnyOf{std::variant<Xs...>{*std::move(alternative)}});
        }
    }
    template <class X>
    static openapi::Operation describe_one() {
        openapi::Operation part;
        inject::describe_tree<X>(part);
        return part;
    }

    std::variant<Xs...> held_;
};

/// All of several guards, schemes or dependencies, as one alternative of an AnyOf.
template <class... Xs>
class AllOf {
public:
    template <class X>
    [[nodiscard]] const X& get() const {
        return std::get<X>(held_);
    }

    static AllOf from_request(Xs... parts) { return AllOf{std::tuple<Xs...>{std::move(parts)...}}; }

private:
    explicit AllOf(std::tuple<Xs...> held) : held_{std::move(held)} {}
    std::tuple<Xs...> held_;
};

namespace inject {
// A dependency declares access by what it needs; so does each alternative.
template <class... Xs>
inline constexpr bool declares_access<AnyOf<Xs...>> =
    (parameters_declare_access<TypeList<Xs>> && ...);
}  // namespace inject

}  // namespace cardea
