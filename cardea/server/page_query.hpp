// The query of a list that comes in pages: `?limit=&cursor=`.
#pragma once

#include <cardea/accounts/page.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/schema/bounded.hpp>

#include <optional>

namespace cardea::server {

using Limit = Query<"limit", Bounded<int, 1, 100>, 50>;
/// `next_cursor` of the page before.
using Cursor = Query<"cursor", std::optional<Uuid>>;

[[nodiscard]] inline accounts::PageRequest page_request(const Limit& limit, const Cursor& cursor) {
    return {.after = *cursor, .limit = static_cast<std::size_t>(limit->value())};
}

}  // namespace cardea::server
