// What a handler's signature says in the OpenAPI document: each parameter describes itself, so that
// the document cannot drift from what is enforced.
#pragma once

#include <cardea/inject/answer.hpp>
#include <cardea/inject/node.hpp>
#include <cardea/openapi/operation.hpp>
#include <cardea/schema/shape_of.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea::inject {

/// A node that says what it wants of a client. With `static constexpr bool describes_needs = true`
/// it speaks for all that it needs as well.
template <class N>
concept Describing = requires(openapi::Operation& operation) { N::describe(operation); };
template <class N>
concept DescribingNeeds = Describing<N> && N::describes_needs;

/// What is wanted where `part` need not be there.
void add_optional(openapi::Operation& operation, openapi::Operation part);
/// Who may call, for a table of routes: each said once.
void add_access(openapi::Operation& operation, std::string access);
/// Says that the access after the first `said` is demanded by way of this dependency.
void name_dependency(openapi::Operation& operation, std::size_t said, std::string_view name);
/// The answer when all is well.
void add_success(openapi::Operation& operation, Status status, std::string_view media_type = {},
                 std::optional<schema::Shape> shape = std::nullopt);

/// What a node and all that it needs want of a client.
template <class N>
void describe_tree(openapi::Operation& operation);

/// The same of a list of parameters.
template <class... Ps>
void describe_all(TypeList<Ps...>, openapi::Operation& operation) {
    (describe_tree<std::remove_cvref_t<Ps>>(operation), ...);
}

template <class N>
void describe_tree(openapi::Operation& operation) {
    if constexpr (is_adapter<N>) {
        openapi::Operation part;
        describe_tree<typename Node<N>::Of>(part);
        add_optional(operation, std::move(part));
    } else if constexpr (!is_leaf<N>) {
        [[maybe_unused]] const auto said = operation.access.size();
        if constexpr (!DescribingNeeds<N>) describe_all(typename Node<N>::Needs{}, operation);
        if constexpr (Describing<N>) N::describe(operation);
        if constexpr (is_dependency<N>) name_dependency(operation, said, N::name());
    }
}

/// All that the parameters of a handler want.
template <class Roots>
void describe_roots(openapi::Operation& operation) {
    describe_all(Roots{}, operation);
}

/// Stands for a type in a call, so that an overload is chosen by it.
template <class T>
struct AnswerType {};

/// The answer is a T as JSON.
template <class T>
void describe_json(Status status, openapi::Operation& operation) {
    add_success(operation, status, "application/json", schema::shape_of<T>());
}
/// What a handler's value becomes, as `answer` makes it.
template <class T>
void describe_value(AnswerType<T>, openapi::Operation& operation) {
    describe_json<T>(Status::ok, operation);
}
template <class T>
void describe_value(AnswerType<Created<T>>, openapi::Operation& operation) {
    describe_json<T>(Status::created, operation);
}
inline void describe_value(AnswerType<NoContent>, openapi::Operation& operation) {
    add_success(operation, Status::no_content);
}
inline void describe_value(AnswerType<void>, openapi::Operation& operation) {
    add_success(operation, Status::no_content);
}
inline void describe_value(AnswerType<Html>, openapi::Operation& operation) {
    add_success(operation, Status::ok, "text/html");
}
inline void describe_value(AnswerType<Redirect>, openapi::Operation& operation) {
    add_success(operation, Status::see_other);
}
template <class T, Status status>
void describe_value(AnswerType<Reply<T, status>>, openapi::Operation& operation) {
    if constexpr (has_status<T>) {
        describe_value(AnswerType<T>{}, operation);
    } else {
        describe_json<T>(status, operation);
    }
}
/// A handler that makes the whole answer itself: the route's options say what it may be.
inline void describe_value(AnswerType<Response>, openapi::Operation&) {}

/// What a handler that returns R answers when all is well.
template <class R>
void describe_answer(openapi::Operation& operation) {
    describe_value(AnswerType<std::remove_cvref_t<typename Outcome<R>::Value>>{}, operation);
}

}  // namespace cardea::inject
