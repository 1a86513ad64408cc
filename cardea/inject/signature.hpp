// What a function takes and gives, read off its type: the whole of a dependency graph follows
// from it.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>

#include <type_traits>

namespace cardea::inject {

template <class... Ts>
struct TypeList {};

template <class F>
struct SignatureOf : SignatureOf<decltype(&F::operator())> {};
template <class R, class... Ps>
struct SignatureOf<R (*)(Ps...)> {
    using Return = R;
    using Parameters = TypeList<Ps...>;
};
template <class R, class... Ps>
struct SignatureOf<R (*)(Ps...) noexcept> : SignatureOf<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct SignatureOf<R (C::*)(Ps...)> : SignatureOf<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct SignatureOf<R (C::*)(Ps...) const> : SignatureOf<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct SignatureOf<R (C::*)(Ps...) noexcept> : SignatureOf<R (*)(Ps...)> {};
template <class R, class C, class... Ps>
struct SignatureOf<R (C::*)(Ps...) const noexcept> : SignatureOf<R (*)(Ps...)> {};

/// True for anything with one call signature: not for a generic lambda, not for an overload set.
template <class F>
concept HasSignature = std::is_function_v<std::remove_pointer_t<F>> || requires { &F::operator(); };

/// True for a function object whose call may change it: `[count = 0]() mutable { … }`.
template <class F>
inline constexpr bool may_change_itself = false;
template <class R, class C, class... Ps>
inline constexpr bool may_change_itself<R (C::*)(Ps...)> = true;
template <class R, class C, class... Ps>
inline constexpr bool may_change_itself<R (C::*)(Ps...) noexcept> = true;

/// What is left of a return type once waiting and failing are taken off: T of T, Result<T>,
/// Async<T> and Async<Result<T>>.
template <class R>
struct Outcome {
    using Value = R;
    static constexpr bool is_async = false;
    static constexpr bool is_result = false;
};
template <class T>
struct Outcome<Result<T>> : Outcome<T> {
    static constexpr bool is_result = true;
};
template <class T>
struct Outcome<Async<T>> : Outcome<T> {
    static constexpr bool is_async = true;
};

}  // namespace cardea::inject
