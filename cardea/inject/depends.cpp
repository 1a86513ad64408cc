#include <cardea/inject/depends.hpp>

namespace cardea::inject {

std::string_view name_of_function(std::string_view pretty) {
    // g++:   `… [with auto fn = shop::{anonymous}::current_user; …]`
    // clang: `… [fn = &shop::(anonymous namespace)::current_user]`
    const auto start = pretty.find("fn = ");
    if (start == std::string_view::npos) return {};
    auto name = pretty.substr(start, pretty.find_first_of(";]", start) - start);
    if (name.find("lambda") != std::string_view::npos) return {};
    name = name.substr(0, name.find('<'));  // the arguments of a template
    name.remove_prefix(name.find_last_of(":&= ") + 1);
    return name;
}

}  // namespace cardea::inject
