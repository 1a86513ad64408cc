// A value that must not be seen: it cannot be printed, logged or compared by accident, and its
// memory is wiped when it goes.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace cardea {

/// Overwrites `size` bytes in a way that the optimiser keeps.
void wipe(void* memory, std::size_t size) noexcept;

/// Overwrites what `value` holds: a text or an array of bytes, or an optional one.
template <class T>
void wipe_contents(T& value) noexcept {
    if constexpr (requires { value.has_value(); }) {
        if (value) wipe_contents(*value);
    } else if constexpr (requires { value.capacity(); }) {
        // All that was ever reserved, since a moved-from or shortened text keeps old bytes.
        value.resize(value.capacity());
        wipe(value.data(), value.size() * sizeof(*value.data()));
        value.clear();
    } else {
        wipe(value.data(), value.size() * sizeof(*value.data()));
    }
}

/// Holds a secret text or an array of bytes. The only way in is `reveal`, which is easy to search
/// for. Copying is explicit (`copy`), so that no second copy is made by accident.
/// Owns: its memory, wiped on destruction, on assignment and when moved from.
template <class T>
class Secret {
public:
    Secret() = default;
    explicit Secret(T value) : value_{std::move(value)} { wipe_contents(value); }
    Secret(Secret&& other) noexcept : value_{std::move(other.value_)} {
        wipe_contents(other.value_);
    }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe_contents(value_);
            value_ = std::move(other.value_);
            wipe_contents(other.value_);
        }
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe_contents(value_); }

    [[nodiscard]] const T& reveal() const { return value_; }
    [[nodiscard]] Secret copy() const { return Secret{T{value_}}; }

private:
    T value_{};
};

}  // namespace cardea
