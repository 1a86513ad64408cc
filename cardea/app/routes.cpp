#include <cardea/app/routes.hpp>

#include <cardea/app/router.hpp>
#include <cardea/http/form.hpp>

#include <iterator>

namespace cardea {

void Routes::add(Method method, std::string_view pattern,
                 std::unique_ptr<inject::Endpoint> endpoint, RouteOptions options) {
    routes_.push_back({.method = method,
                       .pattern = std::string{pattern},
                       .endpoint = std::move(endpoint),
                       .options = std::move(options),
                       .path_names = app::Router::names_of(pattern)});
}

void Routes::note_state(bool is_new, std::string_view type) {
    if (!is_new)
        faults_.push_back("Two objects of type " + std::string{type} + " were provided; keep one");
}

bool Routes::is_never_stored(std::string_view raw_path) const {
    if (never_stored_.empty()) return false;
    std::string decoded;  // as the router compares it
    if (raw_path.find('%') != std::string_view::npos) {
        decoded = http::percent_decode(raw_path).value();
        raw_path = decoded;
    }
    for (const auto& path : never_stored_) {
        if (raw_path.starts_with(path) &&
            (raw_path.size() == path.size() || raw_path[path.size()] == '/'))
            return true;
    }
    return false;
}

void Routes::include(Routes&& other) {
    std::move(other.never_stored_.begin(), other.never_stored_.end(),
              std::back_inserter(never_stored_));
    std::move(other.routes_.begin(), other.routes_.end(), std::back_inserter(routes_));
    std::move(other.faults_.begin(), other.faults_.end(), std::back_inserter(faults_));
    states_.merge(std::move(other.states_));
}

std::vector<std::string> Routes::bind() {
    auto faults = faults_;
    for (auto& route : routes_) {
        for (auto& fault : route.endpoint->bind(states_, route.path_names)) {
            faults.push_back(std::string{name_of(route.method)} + " " + route.pattern + ": " +
                             std::move(fault));
        }
    }
    return faults;
}

}  // namespace cardea
