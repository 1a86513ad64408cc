// Bounded<T, Min, Max>: a whole number within bounds.
#pragma once

#include <cardea/schema/reading.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <string>

namespace cardea {

template <std::integral T, T Min, T Max>
class Bounded {
    static_assert(Min <= Max, "Cardea: Bounded<T, Min, Max> needs Min <= Max.");

public:
    Bounded() = default;  ///< Min.
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
    [[nodiscard]] T value() const { return value_; }
    operator T() const { return value_; }

    auto operator<=>(const Bounded&) const = default;

private:
    T value_ = Min;
};

}  // namespace cardea
