#include <cardea/revocation/pages.hpp>

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace cardea::revocation {
namespace {

constexpr std::size_t huge_page = 2 << 20U;

}  // namespace

Pages::Pages(std::size_t bytes) : bytes_{bytes} {
    const bool is_large = bytes >= 2 * huge_page;
    mapped_bytes_ = is_large ? bytes + huge_page : bytes;
    mapped_ =
        ::mmap(nullptr, mapped_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped_ == MAP_FAILED) throw std::bad_alloc{};
    begin_ = mapped_;
    if (!is_large) return;
    // Large ones are read here and there, and would miss the processor's table of pages each time.
    begin_ = reinterpret_cast<void*>((reinterpret_cast<std::uintptr_t>(mapped_) + huge_page - 1) /
                                     huge_page * huge_page);
#ifdef MADV_HUGEPAGE
    ::madvise(begin_, bytes, MADV_HUGEPAGE);  // if it may not, it goes on as it is
#endif
}

Pages::~Pages() { ::munmap(mapped_, mapped_bytes_); }

}  // namespace cardea::revocation
