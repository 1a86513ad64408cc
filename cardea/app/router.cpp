#include <cardea/app/router.hpp>

#include <cardea/http/form.hpp>

#include <map>
#include <stdexcept>
#include <utility>

namespace cardea::app {
namespace {

/// Takes the next segment off `path`, which starts with a slash.
std::string_view next_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto end = path.find('/');
    const auto segment = path.substr(0, end);
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    return segment;
}

std::string_view without_trailing_slash(std::string_view path) {
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

bool is_name(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

void check_pattern(std::string_view pattern) {
    const auto refuse = [&](const char* why) {
        throw std::invalid_argument{"The pattern \"" + std::string{pattern} + "\" " + why};
    };
    if (!pattern.starts_with('/')) refuse("must start with a slash");
    if (pattern.find("//") != std::string_view::npos) refuse("has an empty segment");
    for (auto rest = without_trailing_slash(pattern); rest.size() > 1;) {
        const auto segment = next_segment(rest);
        if (is_name(segment) ? segment.size() == 2
                             : segment.find_first_of("{}%?#") != std::string_view::npos) {
            refuse("has a segment that is neither literal text nor {name}");
        }
    }
}

}  // namespace

struct Router::Branch {
    std::map<std::string, Branch, std::less<>> literals;
    std::unique_ptr<Branch> named;
    std::optional<Resource> resource;
};

const Route* Resource::find(Method method) const {
    const Route* route = routes[static_cast<std::size_t>(method)];
    if (route == nullptr && method == Method::head)
        route = routes[static_cast<std::size_t>(Method::get)];
    return route;
}

std::string Resource::allow() const {
    std::string list;
    for (const auto method :
         {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_}) {
        if (find(method) != nullptr) list.append(name_of(method)).append(", ");
    }
    return list.append(name_of(Method::options));
}

Router::Router() : root_{std::make_unique<Branch>()} {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

bool Router::add(Method method, std::string_view pattern, const Route& route) {
    check_pattern(pattern);
    Branch* branch = root_.get();
    bool is_literal = true;
    for (auto rest = without_trailing_slash(pattern); rest.size() > 1;) {
        const auto segment = next_segment(rest);
        if (is_name(segment)) {
            is_literal = false;
            if (!branch->named) branch->named = std::make_unique<Branch>();
            branch = branch->named.get();
        } else {
            branch = &branch->literals.try_emplace(std::string{segment}).first->second;
        }
    }
    if (!branch->resource) branch->resource.emplace();
    if (is_literal)
        literal_.try_emplace(std::string{without_trailing_slash(pattern)}, &*branch->resource);
    auto& place = branch->resource->routes[static_cast<std::size_t>(method)];
    if (place != nullptr) return false;
    place = &route;
    return true;
}

const Resource* Router::find(std::string_view raw_path, std::vector<std::string>& values) const {
    const auto path = without_trailing_slash(raw_path);
    if (const auto found = literal_.find(path); found != literal_.end()) return found->second;

    // The first branch that fits decides at each segment: literal before name, and no way back.
    const Branch* branch = root_.get();
    for (auto rest = path; rest.size() > 1;) {
        auto segment = http::percent_decode(next_segment(rest));
        if (!segment) return nullptr;
        if (const auto literal = branch->literals.find(*segment);
            literal != branch->literals.end()) {
            branch = &literal->second;
        } else if (branch->named && !segment->empty()) {
            values.push_back(*std::move(segment));
            branch = branch->named.get();
        } else {
            return nullptr;
        }
    }
    return branch->resource ? &*branch->resource : nullptr;
}

std::vector<std::string> Router::names_of(std::string_view pattern) {
    std::vector<std::string> names;
    for (auto rest = without_trailing_slash(pattern); rest.size() > 1;) {
        const auto segment = next_segment(rest);
        if (is_name(segment)) names.emplace_back(segment.substr(1, segment.size() - 2));
    }
    return names;
}

}  // namespace cardea::app
