// Who may call an operation: a list of alternatives, each of which is a set of schemes to satisfy
// together.
// Spec: OpenAPI 3.1, sections "Security Scheme Object" and "Security Requirement Object".
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::openapi {

/// Where a parameter, or an API key, is taken from.
enum class Place { path, query, header, cookie };
/// As OpenAPI says it: `header`.
[[nodiscard]] std::string_view name_of(Place place);

/// How a scheme shows who calls.
enum class SchemeKind { bearer, basic, api_key, oauth2_password };

/// One way to show who calls.
struct SecurityScheme {
    std::string name{};  ///< Its key in the document, and in a `Requirement`.
    SchemeKind kind = SchemeKind::bearer;
    std::string description{};
    std::string bearer_format = "JWT";  ///< Of a bearer.
    Place place = Place::header;        ///< Of an API key: header, query or cookie,
    std::string parameter{};            ///< and the name that it has there.
    std::string token_url{};            ///< Of the password flow.

    bool operator==(const SecurityScheme&) const = default;
};

/// All of these together: a scheme's name → its scopes. Empty: anonymous.
using Requirement = std::map<std::string, std::set<std::string>>;
/// Any of these. None at all: nobody asks who calls.
using Alternatives = std::vector<Requirement>;

/// What satisfies both: each of `one` with each of `other`, sorted, none twice. An empty list
/// demands nothing.
[[nodiscard]] Alternatives both(const Alternatives& one, const Alternatives& other);
/// What satisfies one of them: those of `one` and those of `other`, sorted, none twice. An empty
/// list demands nothing, and so does a choice that has it.
[[nodiscard]] Alternatives either(const Alternatives& one, const Alternatives& other);

}  // namespace cardea::openapi
