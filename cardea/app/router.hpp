// From a method and a path to an endpoint. A pattern is a path whose segments are literal or
// `{name}`; a literal wins over a name, and a trailing slash is the same resource.
#pragma once

#include <cardea/http/method.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cardea::app {

struct Route;

/// What a path leads to: a route for each method that was declared there.
struct Resource {
    std::array<const Route*, 7> routes{};  ///< By `Method`.

    /// The route that answers `method`; HEAD is answered by GET's.
    [[nodiscard]] const Route* find(Method method) const;
    /// The value of `Allow`.
    [[nodiscard]] std::string allow() const;
};

/// Immutable once filled, so that all workers share it.
class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// Throws `std::invalid_argument` with a sentence where the pattern is no pattern.
    /// Returns false where the same method and pattern are there already.
    [[nodiscard]] bool add(Method method, std::string_view pattern, const Route& route);

    /// The resource of a path that the codec has checked; null if there is none. `values` receives
    /// the decoded path parameters in the pattern's order.
    [[nodiscard]] const Resource* find(std::string_view raw_path,
                                       std::vector<std::string>& values) const;

    /// The names in a pattern, in order.
    [[nodiscard]] static std::vector<std::string> names_of(std::string_view pattern);

private:
    struct Branch;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    std::unique_ptr<Branch> root_;
    /// Paths without names, found in one step.
    std::unordered_map<std::string, const Resource*, Hash, std::equal_to<>> literal_;
};

}  // namespace cardea::app
