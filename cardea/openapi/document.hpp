// The description of a whole API: operations in, an OpenAPI 3.1 document out. The same operations
// give the same text, in whatever order they were added.
// Spec: OpenAPI 3.1.0.
#pragma once

#include <cardea/openapi/operation.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::openapi {

/// Where the API is served.
struct Server {
    std::string url{};
    std::string description{};
};

/// A group of operations.
struct Tag {
    std::string name{};
    std::string description{};
};

/// Whom to ask about the API.
struct Contact {
    std::string name{};
    std::string url{};
    std::string email{};
};

/// What may be done with the API.
struct License {
    std::string name{};
    std::string identifier{};  ///< Of SPDX: `Apache-2.0`.
    std::string url{};         ///< Instead of an identifier.
};

/// What a document says of the API as a whole. What is empty is left out.
struct Info {
    std::string title{};
    std::string version{};
    std::string summary{};
    std::string description{};
    std::optional<Contact> contact{};
    std::optional<License> license{};
    std::vector<Server> servers{};                ///< None: wherever the document came from.
    std::vector<Tag> tags{};                      ///< In the order in which to show them.
    std::map<std::string, std::string> scopes{};  ///< A scope → what it allows.
};

/// Threads: one at a time.
class Document {
public:
    explicit Document(Info info);

    /// Throws `std::invalid_argument` where the method and path are there already, or are none;
    /// where a security scheme is demanded that is not among `schemes`, or has the name of another.
    void add(Operation operation);

    /// The text, indented, with a line feed at its end.
    /// Throws `std::invalid_argument` where an example is no JSON.
    [[nodiscard]] std::string json() const;

private:
    Info info_;
    /// By path, and by the place of its method in the order in which methods are shown.
    std::map<std::pair<std::string, std::size_t>, Operation> operations_;
    std::map<std::string, SecurityScheme> schemes_;
};

/// The id of an operation that has none: `delete_users_me_sessions_id`.
[[nodiscard]] std::string operation_id_of(std::string_view method, std::string_view path);

}  // namespace cardea::openapi
