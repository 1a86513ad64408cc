// A file that a client sent in multipart/form-data: File, or Upload<bytes_max> with a limit of its
// own. Both are members of the plain struct that Multipart<T> (body.hpp) reads.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/http/multipart.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/schema/shape.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea {

/// A file as it was sent. Name and type are what a stranger claims; the bytes may be anything.
/// Owns: a copy of all of it, so that it can outlive the request.
class File {
public:
    File() = default;  ///< No file: nameless and empty.
    File(std::string name, std::string content_type, std::string bytes)
        : name_{std::move(name)},
          content_type_{std::move(content_type)},
          bytes_{std::move(bytes)} {}

    /// The name as it was sent: any UTF-8 but NUL, such as `../../etc/passwd` or a line's end.
    /// Never a path, never a header's value, never HTML; for these there is `safe_name`.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// What is left of the name that may be shown and stored: 1 to 100 ASCII letters, digits,
    /// `.`, `_` and `-`, no folder, no leading or trailing dot, no name of a Windows device; `file`
    /// if nothing is left. It is not unique: store under an id of your own.
    [[nodiscard]] std::string safe_name() const;
    /// The type as it was sent, `application/octet-stream` if none was. Look at the bytes before
    /// you believe it, and do not serve them under it from where your pages live.
    [[nodiscard]] const std::string& content_type() const { return content_type_; }
    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    /// Moves the bytes out.
    [[nodiscard]] std::string take() && { return std::move(bytes_); }
    static void describe(schema::Shape& shape);

private:
    std::string name_;
    std::string content_type_;
    std::string bytes_;
};

/// A File of at most `bytes_max` bytes; a longer one is a 422 at its member.
template <std::size_t bytes_max>
class Upload {
public:
    static constexpr std::size_t file_bytes_max = bytes_max;

    Upload() = default;
    explicit Upload(File file) : file_{std::move(file)} {}
    const File& operator*() const { return file_; }
    const File* operator->() const { return &file_; }
    /// Moves the file out.
    [[nodiscard]] File take() && { return std::move(file_); }
    static void describe(schema::Shape& shape) { File::describe(shape); }

private:
    File file_;
};

namespace inject {

template <class T>
inline constexpr bool is_file = std::is_same_v<T, File>;
template <std::size_t bytes_max>
inline constexpr bool is_file<Upload<bytes_max>> = true;
/// Whether T, or what may be in it, is a file.
template <class T>
inline constexpr bool holds_file = is_file<T>;
template <class T>
inline constexpr bool holds_file<std::optional<T>> = is_file<T>;
template <class T>
inline constexpr bool holds_file<std::vector<T>> = is_file<T>;

/// The file of a part, or the fault, which is noted. Nobody's file, if `part` is none.
File read_file(const http::Part& part, std::size_t bytes_max, schema::FaultList& faults);
/// The texts of parts; notes a fault where one is a file, or in another charset than UTF-8.
std::vector<std::string_view> texts_of(std::span<const http::Part* const> parts,
                                       schema::FaultList& faults);
/// The parts of this name, in order. What a browser sends for a file input without a file is none.
std::vector<const http::Part*> parts_named(std::span<const http::Part> parts,
                                           std::string_view name);
/// Notes a fault where there is not exactly one part. `may_be_none`: not less than that.
bool is_one_part(std::size_t count, bool may_be_none, schema::FaultList& faults);

template <class T>
T read_file_as(const http::Part& part, schema::FaultList& faults) {
    if constexpr (std::is_same_v<T, File>) {
        return read_file(part, static_cast<std::size_t>(-1), faults);
    } else {
        return T{read_file(part, T::file_bytes_max, faults)};
    }
}

/// Reads what was sent under one name, as `schema::read_form_field` reads texts.
template <class T>
void read_parts(std::span<const http::Part* const> parts, T& out, schema::FaultList& faults) {
    if constexpr (!holds_file<T>) {
        const auto texts = texts_of(parts, faults);
        if (texts.size() == parts.size()) schema::read_form_field<T>(texts, out, faults);
    } else if constexpr (schema::is_list<T>) {
        for (const auto* const part : parts) {
            faults.enter(std::to_string(out.size()));
            out.push_back(read_file_as<typename T::value_type>(*part, faults));
            faults.leave();
        }
    } else if (is_one_part(parts.size(), schema::is_optional<T>, faults)) {
        if constexpr (schema::is_optional<T>) {
            out = read_file_as<typename T::value_type>(*parts.front(), faults);
        } else {
            out = read_file_as<T>(*parts.front(), faults);
        }
    }
}

/// Reads a plain struct by the names of its members; parts of other names are ignored.
template <class T>
Result<T> read_multipart(std::span<const http::Part> parts) {
    T out{};
    schema::FaultList faults{"body"};
    schema::for_each_field(out, [&](std::string_view name, auto& member) {
        faults.enter(name);
        const auto named = parts_named(parts, name);
        read_parts(std::span<const http::Part* const>{named}, member, faults);
        faults.leave();
    });
    if (!faults.is_empty()) return std::move(faults).take_error();
    return out;
}

}  // namespace inject
}  // namespace cardea
