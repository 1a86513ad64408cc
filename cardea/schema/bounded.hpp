// Bounded<T, Min, Max>: a whole number within bounds.
#pragma once

#include <cardea/schema/reading.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>
#include <utility>

namespace cardea {

template <std::integral T, T Min, T Max>
class Bounded {
    static_assert(Min <= Max, "Cardea: Bounded<T, Min, Max> needs Min <= Max.");

public:
    Bounded() = default;  ///< Min.
    /// Of a constant, which the compiler checks; `Default<Bounded<int, 1, 100>, 50>` needs it.
    consteval explicit Bounded(T constant) : value_{constant} {
        if (constant < Min || constant > Max) throw "Cardea: the constant is out of its bounds";
    }
    static schema::Reading<Bounded> read(std::int64_t number) {
        if (std::cmp_less(number, Min)) {
            return schema::Flaw{"greater_than_equal",
                                "Input should be greater than or equal to " + std::to_string(Min)};
        }
        if (std::cmp_greater(number, Max)) {
            return schema::Flaw{"less_than_equal",
                                "Input should be less than or equal to " + std::to_string(Max)};
        }
        Bounded bounded;
        bounded.value_ = static_cast<T>(number);
        return bounded;
    }
    static void describe(schema::Shape& shape) {
        schema::describe_range(shape, reachable(Min), reachable(Max));
    }
    [[nodiscard]] T value() const { return value_; }
    operator T() const { return value_; }

    auto operator<=>(const Bounded&) const = default;

private:
    /// What `read` can be given is 64 bits with a sign.
    static constexpr std::int64_t reachable(T bound) {
        return std::in_range<std::int64_t>(bound) ? static_cast<std::int64_t>(bound) : INT64_MAX;
    }

    T value_ = Min;
};

}  // namespace cardea
