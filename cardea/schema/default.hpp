// Default<T, value>: a member that may be left out, and what it is then. (The compiler cannot tell
// whether a plain member has an initialiser, so a default has to be part of the type.)
#pragma once

#include <type_traits>

namespace cardea {

template <class T, auto fallback>
struct Default {
    T value = T(fallback);
    operator const T&() const { return value; }
    bool operator==(const Default&) const = default;
};

}  // namespace cardea
