#include <cardea/db/statement.hpp>

#include <cardea/db/errc.hpp>

namespace cardea::db {

void refuse_column(const Statement& statement, std::size_t column) {
    static constexpr std::array kinds{"NULL", "an integer", "a number", "a text", "bytes"};
    throw Failure{Error{Errc::wrong_row,
                        "column " + std::to_string(column + 1) + " holds " +
                            kinds.at(statement.columns[column].index()) +
                            ", which its member does not take: " + std::string{statement.sql}}};
}

}  // namespace cardea::db
