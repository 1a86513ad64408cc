// Depends<fn>: the value of a function, made once a request, as FastAPI's `Depends(fn)`.
#pragma once

#include <cardea/inject/signature.hpp>

#include <memory>
#include <string_view>
#include <type_traits>
#include <variant>

namespace cardea {

namespace inject {
/// The last name in the compiler's text about a function that has another as its argument.
std::string_view name_of_function(std::string_view pretty);
}  // namespace inject

/// `fn` may return T, T&, void, Result<T> or an Async of these, and may take whatever a handler
/// may take. A failure of it is the answer to the request.
/// Owns: nothing; the value lives until the answer has been made, and all takers see the same one.
template <auto fn>
class Depends {
public:
    using Value =
        typename inject::Outcome<typename inject::SignatureOf<decltype(fn)>::Return>::Value;
    using Object =
        std::conditional_t<std::is_void_v<Value>, std::monostate, std::remove_reference_t<Value>>;

    explicit Depends(Object& object) : object_{std::addressof(object)} {}
    Object& operator*() const { return *object_; }
    Object* operator->() const { return object_; }
    /// The function's name; empty where it has none.
    static std::string_view name() { return inject::name_of_function(__PRETTY_FUNCTION__); }

private:
    Object* object_;
};

namespace inject {
template <class N>
inline constexpr bool is_dependency = false;
template <auto fn>
inline constexpr bool is_dependency<Depends<fn>> = true;
}  // namespace inject

}  // namespace cardea
