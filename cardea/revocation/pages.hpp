// Zeroed memory straight from the system: cheap to claim, whatever its size, since a page is made
// when it is first touched; and given back whole. For this room alone.
#pragma once

#include <cstddef>

namespace cardea::revocation {

class Pages {
public:
    /// Throws `std::bad_alloc` where the system has no more.
    explicit Pages(std::size_t bytes);
    Pages(const Pages&) = delete;
    ~Pages();

    [[nodiscard]] void* begin() const { return begin_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    std::size_t bytes_;
    std::size_t mapped_bytes_;
    void* mapped_;
    void* begin_;
};

}  // namespace cardea::revocation
