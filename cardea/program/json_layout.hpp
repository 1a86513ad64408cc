// JSON laid out for people and terminals. Values stay as they were written, but for characters that
// would draw nothing or move others, which become escapes: a text of a stranger's cannot play with
// the terminal that shows it.
#pragma once

#include <string>
#include <string_view>

namespace cardea::program {

/// Each takes well-formed JSON, such as `schema::parse_json` has taken.
/// On one line: as it is where it has neither line end nor tab, else without white space between
/// its values.
[[nodiscard]] std::string on_one_line(std::string_view json);
/// A member or element a line, indented by two spaces.
[[nodiscard]] std::string indented(std::string_view json);

}  // namespace cardea::program
