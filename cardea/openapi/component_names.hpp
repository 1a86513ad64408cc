// From the names that the compiler gives to types to the keys of a document's components.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::openapi {

/// A type's name as people say it.
struct TypeName {
    std::vector<std::string> scopes;  ///< Namespaces and structs around it, outermost first.
    std::string own;                  ///< `Page_Note` of `shop::Page<shop::Note>`.
};

/// Unnamed namespaces, functions and allocators are left out.
[[nodiscard]] TypeName type_name_of(std::string_view compilers_name);

/// A name for each, in order: its own, after as many of its scopes (`accounts.User`) as tell those
/// of one name apart, numbered (`User_2`) where scopes do not. None is among `taken`.
[[nodiscard]] std::vector<std::string> distinct_names(const std::vector<TypeName>& types,
                                                      std::set<std::string> taken);

}  // namespace cardea::openapi
