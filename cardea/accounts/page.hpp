// Lists a page at a time: where one begins, and how much of it.
#pragma once

#include <cardea/schema/uuid.hpp>

#include <cstddef>
#include <optional>

namespace cardea::accounts {

struct PageRequest {
    std::optional<Uuid> after{};  ///< The last one of the page before.
    std::size_t limit = 50;       ///< At least 1.
};

}  // namespace cardea::accounts
