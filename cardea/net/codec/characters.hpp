// Classes of characters, as the grammar of HTTP and URIs names them. ASCII, whatever the locale.
// Spec: RFC 9110 section 5.6.2; RFC 3986 section 2.
#pragma once

#include <cardea/base/character_set.hpp>

namespace cardea::net {

inline constexpr CharacterSet decimal_digits{"09", ""};
inline constexpr CharacterSet hex_digits{"09afAF", ""};

/// Of a method or a field's name.
inline constexpr CharacterSet token_characters{"azAZ09", "!#$%&'*+-.^_`|~"};

/// Of a field's value: printable, a tab, or beyond ASCII.
inline constexpr CharacterSet field_characters{" ~\x80\xff", "\t"};

/// Of a host that is a name or an IPv4 address.
inline constexpr CharacterSet host_characters{"azAZ09", "-._~"};

/// Of a path, beside `/` and `%`.
inline constexpr CharacterSet path_characters{"azAZ09", "-._~!$&'()*+,;=:@"};

/// Of a query. The brackets, braces and so on that browsers leave unencoded are let through: no
/// decision hangs on them.
inline constexpr CharacterSet query_characters{"azAZ09", "-._~!$&'()*+,;=:@/?%[]{}|^`"};

}  // namespace cardea::net
