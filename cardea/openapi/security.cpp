#include <cardea/openapi/security.hpp>

#include <algorithm>

namespace cardea::openapi {

std::string_view name_of(Place place) {
    switch (place) {
        case Place::path: return "path";
        case Place::query: return "query";
        case Place::header: return "header";
        case Place::cookie: break;
    }
    return "cookie";
}

namespace {

void sort_once_each(Alternatives& all) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

Alternatives both(const Alternatives& one, const Alternatives& other) {
    Alternatives all;
    for (const auto& first : one.empty() ? Alternatives(1) : one) {
        for (const auto& second : other.empty() ? Alternatives(1) : other) {
            auto& together = all.emplace_back(first);
            for (const auto& [scheme, scopes] : second) {
                together[scheme].insert(scopes.begin(), scopes.end());
            }
        }
    }
    sort_once_each(all);
    return one.empty() && other.empty() ? Alternatives{} : all;
}

Alternatives either(const Alternatives& one, const Alternatives& other) {
    if (one.empty() || other.empty()) return {};
    auto all = one;
    all.insert(all.end(), other.begin(), other.end());
    sort_once_each(all);
    return all;
}

}  // namespace cardea::openapi
