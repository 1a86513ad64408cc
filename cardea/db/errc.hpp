// How the database fails. What the environment causes is thrown as a Failure, since no caller can
// do anything about it; what the input causes shows in the rows that a statement changed.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::db {

enum class Errc {
    unavailable,  ///< Away, locked by another process, out of space, or failing to read or write.
    exhausted,    ///< Too many writes wait.
    conflict,     ///< A unique index or a foreign key refuses the change.
    rejected,     ///< A CHECK, NOT NULL or column type refuses it: a defect of the caller.
    corrupt,      ///< The file is damaged, or is no database.
    wrong_statement,  ///< The SQL cannot be prepared, or its parameters don't fit.
    wrong_row,        ///< The columns don't fit the type that they are read into.
    unfinished,       ///< A write awaited something other than its transaction.
    overdue,          ///< A transaction was held beyond its time, and rolled back.
};
const Cause& cause_of(Errc errc);

}  // namespace cardea::db
