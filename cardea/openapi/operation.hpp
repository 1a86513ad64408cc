// One operation of an API: what it takes, what it answers, and who may call it. Whoever describes a
// part of it adds that part; two that describe the same agree on one.
#pragma once

#include <cardea/openapi/security.hpp>
#include <cardea/schema/shape.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::openapi {

struct Parameter {
    std::string name{};
    Place place = Place::query;
    bool is_required = true;
    bool is_list = false;  ///< May be given more than once; `shape` is that of one.
    schema::Shape shape{};
    std::string description{};
};

/// A body in one media type.
struct Content {
    std::string media_type = "application/json";
    std::optional<schema::Shape> shape{};  ///< None: bytes of which nothing is said.
    std::string example{};                 ///< As JSON.
};

/// The body, in each media type that is read.
struct RequestBody {
    bool is_required = true;
    std::vector<Content> contents{};
};

/// A header field of an answer.
struct AnswerHeader {
    std::string name{};
    std::string description{};
};

struct Answer {
    unsigned status = 0;        ///< 0: `default`, any other.
    std::string description{};  ///< Empty: what the status says.
    std::vector<Content> contents{};
    std::vector<AnswerHeader> headers{};
    bool is_problem = false;  ///< Its body is a problem; no `contents` needed.
};

/// An answer with a problem for its body, for a route's options.
[[nodiscard]] Answer problem(unsigned status, std::string why = {});

struct Operation {
    std::string method{};        ///< Lower case.
    std::string path{};          ///< With `{name}` for parameters.
    std::string operation_id{};  ///< Empty: made of method and path.
    std::string summary{};       ///< Empty: made of the operation id.
    std::string description{};
    std::vector<std::string> tags{};
    bool is_deprecated = false;
    std::vector<Parameter> parameters{};
    std::optional<RequestBody> body{};
    std::vector<Answer> answers{};
    Alternatives security{};                ///< Empty: anybody.
    std::vector<SecurityScheme> schemes{};  ///< At least those that `security` names.
    /// By scheme: scopes that may do, and that `security` leaves out, since with them it would have
    /// too many alternatives. They are declared and checked as those that it names.
    Requirement further_scopes{};
    std::vector<std::string> access{};  ///< For a table of routes, not for the document.
    /// Whether 401 (where there is security), 403 (where there are scopes) and 422 (where there are
    /// parameters or a body with a shape) are answered with problems, unless `answers` has them.
    bool derives_problems = true;

    /// The same name in the same place is one parameter, required if anybody requires it. OpenAPI
    /// has other words for the fields Accept, Content-Type and Authorization: they are dropped.
    void add_parameter(Parameter parameter);
    /// One body, in one more media type; required if anybody requires it.
    void add_body(Content content, bool is_required = true);
    /// The first of a status stays; media types and header fields that it lacks are added.
    void add_answer(Answer answer);
    /// An answer with a problem for its body.
    void add_problem(unsigned status, std::string why = {});
    /// Demands this scheme with these scopes besides what is demanded already.
    void require(const SecurityScheme& scheme, const std::set<std::string>& scopes = {});
    /// Demands one of these besides what is demanded already. `schemes` are those that they name.
    void require_any(const Alternatives& alternatives, const std::vector<SecurityScheme>& schemes);
    void add_further_scopes(const Requirement& scopes);
};

/// What a status means: `Created`. For one that has no name, its class.
[[nodiscard]] std::string_view meaning_of(unsigned status);

}  // namespace cardea::openapi
