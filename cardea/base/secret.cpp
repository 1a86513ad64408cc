#include <cardea/base/secret.hpp>

#include <cstring>

namespace cardea {

void wipe(void* memory, std::size_t size) noexcept {
    if (size > 0) ::explicit_bzero(memory, size);  // what is empty may have no memory at all
}

}  // namespace cardea
