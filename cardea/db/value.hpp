// What crosses between C++ and a column: a Value, which every driver understands, and Column<T>,
// which says how a type becomes one and comes back. Specialise Column for a type of your own.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/schema/enumeration.hpp>
#include <cardea/schema/reading.hpp>
#include <cardea/schema/timestamp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cardea::db {

using Bytes = std::span<const std::uint8_t>;

/// NULL, an integer, a number, a text or bytes.
/// Owns: nothing; texts and bytes belong to the parameter, or to the row that is being read.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Bytes>;

/// How a T is stored in a column. A specialisation has
/// - `static V store(const T&)`, where V converts to Value and lives until the statement has run
///   (so it may hold the text that its Value shows), and
/// - `static std::optional<T> load(const Value&)`, empty when the column holds no such thing.
template <class T>
struct Column;

/// A type that fits a column; a row of one column may be read as such a type.
template <class T>
concept Storable = requires(const T& value, const Value& column) {
    { Column<T>::store(value) } -> std::convertible_to<Value>;
};

template <>
struct Column<bool> {
    static Value store(bool value) { return std::int64_t{value}; }
    static std::optional<bool> load(const Value& column) {
        const auto* number = std::get_if<std::int64_t>(&column);
        if (number == nullptr || (*number != 0 && *number != 1)) return std::nullopt;
        return *number == 1;
    }
};

template <std::integral T>
struct Column<T> {
    static_assert(sizeof(T) < 8 || std::signed_integral<T>,
                  "a column holds no unsigned 64-bit integer");
    static Value store(T value) { return std::int64_t{value}; }
    static std::optional<T> load(const Value& column) {
        const auto* number = std::get_if<std::int64_t>(&column);
        if (number == nullptr || !std::in_range<T>(*number)) return std::nullopt;
        return static_cast<T>(*number);
    }
};

template <>
struct Column<double> {
    static Value store(double value) { return value; }
    static std::optional<double> load(const Value& column) {
        if (const auto* number = std::get_if<double>(&column)) return *number;
        if (const auto* whole = std::get_if<std::int64_t>(&column))
            return static_cast<double>(*whole);
        return std::nullopt;
    }
};

template <>
struct Column<std::string_view> {  // to store only: a row's text doesn't outlive the row
    static Value store(std::string_view value) { return value; }
};

template <>
struct Column<const char*> {
    static Value store(const char* value) { return std::string_view{value}; }
};

template <std::size_t N>
struct Column<char[N]> {  // a literal
    static Value store(const char (&value)[N]) { return std::string_view{value, N - 1}; }
};

template <>
struct Column<std::string> {
    static Value store(const std::string& value) { return std::string_view{value}; }
    static std::optional<std::string> load(const Value& column) {
        const auto* text = std::get_if<std::string_view>(&column);
        if (text == nullptr) return std::nullopt;
        return std::string{*text};
    }
};

template <>
struct Column<Bytes> {
    static Value store(Bytes value) { return value; }
};

template <>
struct Column<std::vector<std::uint8_t>> {
    static Value store(const std::vector<std::uint8_t>& value) { return Bytes{value}; }
    static std::optional<std::vector<std::uint8_t>> load(const Value& column) {
        const auto* bytes = std::get_if<Bytes>(&column);
        if (bytes == nullptr) return std::nullopt;
        return std::vector<std::uint8_t>{bytes->begin(), bytes->end()};
    }
};

template <std::size_t N>
struct Column<std::array<std::uint8_t, N>> {  // exactly N bytes, such as a digest
    static Value store(const std::array<std::uint8_t, N>& value) { return Bytes{value}; }
    static std::optional<std::array<std::uint8_t, N>> load(const Value& column) {
        const auto* bytes = std::get_if<Bytes>(&column);
        if (bytes == nullptr || bytes->size() != N) return std::nullopt;
        std::array<std::uint8_t, N> value;
        std::copy(bytes->begin(), bytes->end(), value.begin());
        return value;
    }
};

template <>
struct Column<TimePoint> {  // seconds since the epoch
    static Value store(TimePoint value) { return std::int64_t{value.time_since_epoch().count()}; }
    static std::optional<TimePoint> load(const Value& column) {
        const auto* seconds = std::get_if<std::int64_t>(&column);
        if (seconds == nullptr) return std::nullopt;
        return TimePoint{TimePoint::duration{*seconds}};
    }
};

template <>
struct Column<Timestamp> {  // seconds since the epoch
    static Value store(const Timestamp& value) { return Column<TimePoint>::store(value.time()); }
    static std::optional<Timestamp> load(const Value& column) {
        const auto time = Column<TimePoint>::load(column);
        if (!time) return std::nullopt;
        return Timestamp{*time};
    }
};

template <schema::TextType T>
struct Column<T> {  // Uuid, Email, Text and the like, by their text
    struct Stored {
        decltype(std::declval<const T&>().text()) text;  // a string of its own, or a view
        operator Value() const { return std::string_view{text}; }
    };
    static Stored store(const T& value) { return Stored{value.text()}; }
    static std::optional<T> load(const Value& column) {
        const auto* text = std::get_if<std::string_view>(&column);
        if (text == nullptr) return std::nullopt;
        auto reading = T::read(*text);
        if (auto* value = std::get_if<T>(&reading)) return std::move(*value);
        return std::nullopt;
    }
};

template <schema::NumberType T>
struct Column<T> {  // Bounded and the like, by their number
    static Value store(const T& value) { return std::int64_t{value.value()}; }
    static std::optional<T> load(const Value& column) {
        const auto* number = std::get_if<std::int64_t>(&column);
        if (number == nullptr) return std::nullopt;
        auto reading = T::read(*number);
        if (auto* value = std::get_if<T>(&reading)) return std::move(*value);
        return std::nullopt;
    }
};

template <schema::Enumeration E>
struct Column<E> {  // by the enumerator's name; NULL for a value without one
    static Value store(E value) {
        const auto name = schema::name_of_enum(value);
        return name.empty() ? Value{} : Value{name};
    }
    static std::optional<E> load(const Value& column) {
        const auto* name = std::get_if<std::string_view>(&column);
        return name == nullptr ? std::nullopt : schema::enum_of_name<E>(*name);
    }
};

template <>
struct Column<std::nullopt_t> {
    static Value store(std::nullopt_t) { return std::monostate{}; }
};

template <class T>
struct Column<std::optional<T>> {  // NULL or a T
    struct Stored {
        std::optional<decltype(Column<T>::store(std::declval<const T&>()))> value;
        operator Value() const { return value ? Value{*value} : Value{}; }
    };
    static Stored store(const std::optional<T>& value) {
        Stored stored;
        if (value) stored.value.emplace(Column<T>::store(*value));
        return stored;
    }
    static std::optional<std::optional<T>> load(const Value& column) {
        if (std::holds_alternative<std::monostate>(column)) return std::optional<T>{};
        auto value = Column<T>::load(column);
        if (!value) return std::nullopt;
        return std::optional<T>{*std::move(value)};
    }
};

}  // namespace cardea::db
