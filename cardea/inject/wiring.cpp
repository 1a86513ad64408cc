#include <cardea/inject/wiring.hpp>

#include <algorithm>

namespace cardea::inject {

std::string unprovided(std::string_view type) {
    return "State<" + std::string{type} +
           "> is taken, but nothing of that type was provided: call app.provide(…)";
}

std::string unknown_path_name(std::string_view name, std::span<const std::string> known) {
    std::string sentence = "Path<\"" + std::string{name} + "\"> is taken, but the pattern has ";
    if (known.empty()) return sentence + "no {name}";
    sentence += "only";
    for (const auto& one : known) sentence += " {" + one + "}";
    return sentence;
}

void check_path_name(std::string_view name, std::span<const std::string> known,
                     std::vector<std::string>& faults) {
    if (std::find(known.begin(), known.end(), name) == known.end())
        faults.push_back(unknown_path_name(name, known));
}

}  // namespace cardea::inject
