#include <cardea/db/errc.hpp>

#include <array>

namespace cardea::db {

const Cause& cause_of(Errc errc) {
    static constexpr std::string_view defect = "Internal server error";
    static constexpr std::array causes{
        Cause{"db.unavailable", Fault::unavailable, "The database is not available now; try again"},
        Cause{"db.exhausted", Fault::exhausted, "The database is busy; try again"},
        Cause{"db.conflict", Fault::conflict, "The change conflicts with what is stored already"},
        Cause{"db.rejected", Fault::internal, defect},
        Cause{"db.corrupt", Fault::internal, defect},
        Cause{"db.wrong_statement", Fault::internal, defect},
        Cause{"db.wrong_row", Fault::internal, defect},
        Cause{"db.unfinished", Fault::internal, defect},
        Cause{"db.overdue", Fault::unavailable, "The change took too long; try again"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

}  // namespace cardea::db
