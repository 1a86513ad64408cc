// Instead<Guard<policy>>: who may call a route that its router's rule does not fit.
#pragma once

#include <cardea/inject/graph.hpp>
#include <cardea/inject/node.hpp>

#include <utility>

namespace cardea {

/// A guard, scheme or dependency that stands in the place of the router's rule, also where it
/// demands less: under a `RoutesWith`, a guard taken plainly is demanded besides the rule's.
///
///     notes.get("/mine", [](Instead<Guard<authenticated>> who) { return who->subject(); });
template <class Access>
class Instead {
    static_assert(inject::parameters_declare_access<inject::TypeList<Access>>,
                  "Cardea: Instead takes a guard, a scheme, or a Depends that requires one.");

public:
    const Access& operator*() const { return access_; }
    const Access* operator->() const { return &access_; }

    static Instead from_request(Access access) { return Instead{std::move(access)}; }

private:
    explicit Instead(Access access) : access_{std::move(access)} {}
    Access access_;
};

namespace inject {
template <class Access>
inline constexpr bool declares_access<Instead<Access>> = true;
template <class Access>
inline constexpr bool overrides_rule<Instead<Access>> = true;
}  // namespace inject

}  // namespace cardea
