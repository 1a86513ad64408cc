#include <cardea/http/method.hpp>

#include <array>

namespace cardea {
namespace {

constexpr std::array<std::string_view, 7> method_names{"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};

}  // namespace

std::string_view name_of(Method method) {
    return method_names.at(static_cast<std::size_t>(method));
}

std::optional<Method> method_from(std::string_view name) {
    for (std::size_t at = 0; at < method_names.size(); ++at) {
        if (method_names[at] == name) return static_cast<Method>(at);
    }
    return std::nullopt;
}

}  // namespace cardea
