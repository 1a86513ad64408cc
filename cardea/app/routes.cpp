#include <cardea/app/routes.hpp>

#include <cardea/app/router.hpp>
#include <cardea/http/form.hpp>

#include <iterator>
#include <stdexcept>

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
    demand_open();
    options.tags.insert(options.tags.begin(), options_.tags.begin(), options_.tags.end());
    auto whole = under(options_.prefix, pattern);
    check_pattern_behind(options_.prefix, pattern);
    auto names = app::Router::names_of(whole);
    routes_.push_back({.method = method,
                       .pattern = std::move(whole),
                       .endpoint = std::move(endpoint),
                       .options = std::move(options),
                       .path_names = std::move(names)});
}

void Routes::note_state(bool is_new, std::string_view type) {
    demand_open();
    if (!is_new)
        faults_.push_back("Two objects of type " + std::string{type} + " were provided; keep one");
}

void Routes::refuse_state(std::string_view type) {
    throw std::logic_error{"Nobody provided a " + std::string{type} + ": provide it before"};
}

// Else `/notes` and `count` would make `/notescount`.
void Routes::check_pattern_behind(std::string_view prefix, std::string_view pattern) {
    if (prefix.empty() || pattern.empty() || pattern.starts_with('/')) return;
    faults_.push_back("The pattern \"" + std::string{pattern} + "\" behind \"" +
                      std::string{prefix} + "\" must start with a slash");
}

void Routes::demand_open() const {
    if (is_closed_)
        throw std::logic_error{
            "The application is sealed: declare routes and states before it serves, and before a "
            "TestClient is made for it"};
}

bool Routes::is_never_stored(std::string_view raw_path) const {
    if (never_stored_.empty()) return false;
    std::string decoded;  // as the router compares it
    if (raw_path.find('%') != std::string_view::npos) {
        auto outcome = http::percent_decode(raw_path);
        if (!outcome) return true;  // the codec lets no such path pass
        decoded = *std::move(outcome);
        raw_path = decoded;
    }
    for (const auto& path : never_stored_) {
        if (raw_path.starts_with(path) &&
            (raw_path.size() == path.size() || raw_path[path.size()] == '/'))
            return true;
    }
    return false;
}

void Routes::never_store(std::string_view path) {
    auto whole = under(options_.prefix, path);
    if (whole.ends_with('/')) whole.pop_back();
    if (whole.find('{') != std::string::npos)
        faults_.push_back("never_store takes no {name}, and so no prefix that has one: " + whole);
    never_stored_.push_back(std::move(whole));
}

void Routes::include(Routes&& other, std::string_view prefix) {
    for (const auto& path : other.never_stored_) never_store(under(prefix, path));
    for (auto& route : other.routes_) {
        check_pattern_behind(prefix, route.pattern);
        add(route.method, under(prefix, route.pattern), std::move(route.endpoint),
            std::move(route.options));
    }
    options_.scopes.merge(std::move(other.options_.scopes));
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
