// Patch<T>: a member of a change, which may be absent (leave it), null (clear it), or a value; of
// what cannot be cleared, `Patch<T, Null::refused>`, null is a fault.
#pragma once

#include <optional>
#include <utility>

namespace cardea {

/// What null means for a member of a change.
enum class Null { clears, refused };

/// A member of a change.
template <class T, Null null_means = Null::clears>
class Patch {
public:
    static constexpr bool is_nullable = null_means == Null::clears;

    Patch() = default;  ///< Absent.
    static Patch null()
    requires(is_nullable)
    {
        Patch patch;
        patch.is_present_ = true;
        return patch;
    }
    explicit Patch(T value) : value_{std::move(value)}, is_present_{true} {}

    [[nodiscard]] bool is_absent() const { return !is_present_; }
    [[nodiscard]] bool is_null() const { return is_present_ && !value_; }
    [[nodiscard]] bool has_value() const { return value_.has_value(); }
    const T& operator*() const { return *value_; }
    const T* operator->() const { return &*value_; }
    /// The value to store where it is not absent: nullopt for null.
    [[nodiscard]] const std::optional<T>& value() const { return value_; }

private:
    std::optional<T> value_;
    bool is_present_ = false;
};

}  // namespace cardea
