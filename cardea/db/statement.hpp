// A statement as a driver gets it, and the way from C++ to it and back: arguments become values,
// the columns of a row become the members of a struct, in order.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/db/value.hpp>
#include <cardea/schema/fields.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea::db {

/// One SQL statement, its parameters, and who takes its rows. A view: all lives with whoever
/// awaits the statement.
struct Statement {
    std::string_view sql;
    std::span<const Value> parameters;  ///< `?1`, `?2` … or `?` in turn.
    std::span<Value> columns;           ///< Where each row is laid; so many must it have.
    void (*accept)(void* rows, const Statement&) = nullptr;  ///< Called for each row.
    void* rows = nullptr;
    bool first_only = false;  ///< Stop after one row.
};

/// Throws `Errc::wrong_row`: `column` (from 0) of a row doesn't hold what its member takes.
[[noreturn]] void refuse_column(const Statement& statement, std::size_t column);

/// How many columns a Row is read from: one for a type that fits a column, else one a member.
template <class Row>
constexpr std::size_t columns_of() {
    if constexpr (Storable<Row>) {
        return 1;
    } else {
        return schema::field_count<Row>;
    }
}

/// Reads `column` of the row at hand as a T.
template <class T>
T read_column(const Statement& statement, std::size_t column) {
    auto value = Column<T>::load(statement.columns[column]);
    if (!value) refuse_column(statement, column);
    return *std::move(value);
}

/// Makes a Row of the columns at hand: a plain struct by position, or a type that fits a column.
template <class Row>
Row read_row(const Statement& statement) {
    if constexpr (Storable<Row>) {
        return read_column<Row>(statement, 0);
    } else {
        static_assert(std::is_aggregate_v<Row>,
                      "a row is a plain struct, or a type with a db::Column");
        return [&statement]<std::size_t... I>(std::index_sequence<I...>) {
            return Row{read_column<schema::field_type<Row, I>>(statement, I)...};
        }(std::make_index_sequence<columns_of<Row>()>{});
    }
}

/// Arguments as values; holds what their values show.
template <class... Args>
class Parameters {
public:
    explicit Parameters(const Args&... args) : stored_{Column<Args>::store(args)...} {
        [this]<std::size_t... I>(std::index_sequence<I...>) {
            ((values_[I] = Value{std::get<I>(stored_)}), ...);
        }(std::index_sequence_for<Args...>{});
    }
    Parameters(const Parameters&) = delete;
    Parameters& operator=(const Parameters&) = delete;

    [[nodiscard]] std::span<const Value> values() const { return values_; }

private:
    std::tuple<decltype(Column<Args>::store(std::declval<const Args&>()))...> stored_;
    std::array<Value, sizeof...(Args)> values_;
};

/// The first row that `sql` yields on `source` (a Database or a Transaction), if there is one.
template <class Row, class Source, class... Args>
Async<std::optional<Row>> read_one(Source& source, std::string_view sql, const Args&... args) {
    const Parameters<Args...> parameters{args...};
    std::array<Value, columns_of<Row>()> columns;
    std::optional<Row> row;
    Statement statement{.sql = sql, .parameters = parameters.values(), .columns = columns};
    statement.first_only = true;
    statement.rows = &row;
    statement.accept = [](void* to, const Statement& at) {
        static_cast<std::optional<Row>*>(to)->emplace(read_row<Row>(at));
    };
    co_await source.execute(statement);
    co_return row;
}

/// Every row that `sql` yields on `source`, in its order.
template <class Row, class Source, class... Args>
Async<std::vector<Row>> read_all(Source& source, std::string_view sql, const Args&... args) {
    const Parameters<Args...> parameters{args...};
    std::array<Value, columns_of<Row>()> columns;
    std::vector<Row> rows;
    Statement statement{.sql = sql, .parameters = parameters.values(), .columns = columns};
    statement.rows = &rows;
    statement.accept = [](void* to, const Statement& at) {
        static_cast<std::vector<Row>*>(to)->push_back(read_row<Row>(at));
    };
    co_await source.execute(statement);
    co_return rows;
}

/// Runs `sql`, which yields no rows, on `source`; returns how many rows it changed.
template <class Source, class... Args>
Async<std::int64_t> run_statement(Source& source, std::string_view sql, const Args&... args) {
    const Parameters<Args...> parameters{args...};
    const Statement statement{.sql = sql, .parameters = parameters.values(), .columns = {}};
    co_return co_await source.execute(statement);
}

}  // namespace cardea::db
