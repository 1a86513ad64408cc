// multipart/form-data, how browsers send files: a whole body into its parts, strictly, and back.
// Whatever two readers could take differently is refused, since a filter in front may be the other.
// Spec: RFC 7578; RFC 2046 section 5.1.1; WHATWG HTML, "multipart/form-data encoding algorithm".
#pragma once

#include <cardea/base/result.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::http {

/// How much of a body is worth reading; the body as a whole has the server's own limit.
struct MultipartLimits {
    std::size_t parts_max = 128;
    std::size_t part_head_bytes_max = 4096;
    std::size_t text_bytes_max = 64 * 1024;  ///< Of a part that is no file.
    std::size_t file_bytes_max = std::numeric_limits<std::size_t>::max();  ///< Of each file.
};

/// One field of the form.
struct Part {
    std::string name{};
    std::optional<std::string> filename{};  ///< Only of a file. As sent: a stranger's text.
    std::string_view content_type{};        ///< As sent; empty if there is none.
    std::string_view content{};

    bool operator==(const Part&) const = default;
};

/// Why a body is not read as multipart. All are 400, but for what is too large: 413.
enum class MultipartErrc {
    boundary,            ///< The Content-Type has no boundary, two, or one that is none.
    preamble,            ///< The body does not begin with its boundary.
    unfinished,          ///< The final boundary is missing.
    epilogue,            ///< Something follows the final boundary.
    ambiguous_boundary,  ///< A line begins as a boundary and goes on, or has a bare CR or LF.
    malformed_head,      ///< Of a part: a bare CR or LF, a folded line, no colon, no UTF-8, …
    repeated_field,      ///< A part has a field twice.
    disposition,         ///< A part has no `Content-Disposition: form-data` with one name.
    extended_name,       ///< `filename*` or `name*`, which RFC 7578 forbids.
    encoded_content,     ///< A Content-Transfer-Encoding that changes the content.
    too_many_parts,
    head_too_large,
    part_too_large,
};
const Cause& cause_of(MultipartErrc errc);

/// The boundary that a Content-Type names: 1 to 70 characters.
/// Errors: `MultipartErrc::boundary`.
/// Owns:   nothing: the view is into `content_type`.
Result<std::string_view> boundary_of(std::string_view content_type);

/// The parts of a body, in order. Names are UTF-8; in them `%22`, `%0D` and `%0A` are decoded, and
/// nothing else, as browsers write them. There is no preamble and no epilogue but one line's end.
/// Errors: any `MultipartErrc`.
/// Owns:   names; the other views are into `body`.
Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary,
                                          const MultipartLimits& limits = {});

/// The body that `parse_multipart` reads into these parts. Throws `std::invalid_argument` where
/// there is none: `boundary` begins a line of a content, a name or type cannot be written.
std::string write_multipart(std::span<const Part> parts, std::string_view boundary);

}  // namespace cardea::http
