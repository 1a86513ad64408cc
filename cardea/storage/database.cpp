#include <cardea/storage/database.hpp>

namespace cardea {

const db::Database& database(State<db::Database> provided) { return *provided; }

}  // namespace cardea
