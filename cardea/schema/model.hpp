// Which types have a JSON form, told apart once for reading and writing.
#pragma once

#include <cardea/base/secret.hpp>
#include <cardea/schema/bounded.hpp>
#include <cardea/schema/default.hpp>
#include <cardea/schema/email.hpp>
#include <cardea/schema/enumeration.hpp>
#include <cardea/schema/fields.hpp>
#include <cardea/schema/patch.hpp>
#include <cardea/schema/reading.hpp>
#include <cardea/schema/text.hpp>
#include <cardea/schema/timestamp.hpp>
#include <cardea/schema/uuid.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace cardea::schema {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_patch = false;
template <class T, Null null_means>
inline constexpr bool is_patch<Patch<T, null_means>> = true;
/// Whether null is a value of it.
template <class T>
inline constexpr bool is_nullable = is_optional<T>;
template <class T, Null null_means>
inline constexpr bool is_nullable<Patch<T, null_means>> = null_means == Null::clears;
template <class T>
inline constexpr bool is_secret = false;
template <class T>
inline constexpr bool is_secret<Secret<T>> = true;

/// See `Default`.
template <class T>
inline constexpr bool is_default = false;
template <class T, auto value>
inline constexpr bool is_default<Default<T, value>> = true;

/// Members of these types may be left out. (A secret that may be absent is a
/// `Secret<std::optional<…>>`: Boost.PFR cannot count an optional of what is not copied.)
template <class T>
inline constexpr bool may_be_absent = is_optional<T> || is_patch<T> || is_default<T>;
template <class T>
inline constexpr bool may_be_absent<Secret<T>> = may_be_absent<T>;

/// A whole number, which a truth value and a character are not.
template <class T>
concept Whole = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

/// False for each T, for the `static_assert` that tells of it.
template <class T>
inline constexpr bool no_json_form = false;

}  // namespace cardea::schema
