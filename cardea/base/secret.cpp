#include <cardea/base/secret.hpp>

#include <cstring>

namespace cardea {

void wipe(void* memory, std::size_t size) noexcept { ::explicit_bzero(memory, size); }

}  // namespace cardea
