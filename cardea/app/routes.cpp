#include <cardea/app/routes.hpp>

#include <cardea/app/router.hpp>
#include <cardea/http/form.hpp>

#include <iterator>

namespace cardea {
namespace {

/// A pattern behind a prefix; `/` there is the prefix itself.
std::string under(std::string_view prefix, std::string_view pattern) {
    if (prefix.empty()) return std::string{pattern};
    return std::string{prefix}.append(pattern == "/" ? std::string_view{} : pattern);
}

}  // namespace

void Routes::add(Method method, std::string_view pattern,
                 std::unique_ptr<inject::Endpoint> endpoint, RouteOptions options) {
    options.tags.insert(options.tags.begin(), options_.tags.begin(), options_.tags.end());
    auto whole = under(options_.prefix, pattern);
    auto names = app::Router::names_of(whole);
    routes_.push_back({.method = method,
                       .pattern = std::move(whole),
                       .endpoint = std::move(endpoint),
                       .options = std::move(options),
                       .path_names = std::move(names)});
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

void Routes::include(Routes&& other, std::string_view prefix) {
    for (auto& path : other.never_stored_) never_store(std::string{prefix} + path);
    for (auto& route : other.routes_) {
        add(route.method, under(prefix, route.pattern), std::move(route.endpoint),
            std::move(route.options));
    }
    std::move(other.faults_.begin(), other.faults_.end(), std::back_inserter(faults_));
    states_.merge(std::move(other.states_));
}

void Routes::hide() {
    for (auto& route : routes_) route.options.is_hidden = true;
}

std::vector<std::string> Routes::bind(const inject::ExceptionTable& exceptions) {
    auto faults = faults_;
    for (auto& route : routes_) {
        const inject::Surroundings surroundings{
            .states = states_, .path_names = route.path_names, .exceptions = exceptions};
        for (auto& fault : route.endpoint->bind(surroundings)) {
            faults.push_back(std::string{name_of(route.method)} + " " + route.pattern + ": " +
                             std::move(fault));
        }
    }
    return faults;
}

}  // namespace cardea
