#include <cardea/openapi/writer.hpp>

#include <cardea/openapi/problem.hpp>
#include <cardea/schema/shape_of.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cardea::openapi {
namespace {

/// An answer that many operations have, and so is a component.
struct SharedAnswer {
    unsigned status;
    std::string_view name;
    std::string_view description;
};
constexpr std::array<SharedAnswer, 4> shared_answers{{
    {403, "Forbidden", "The credential is good, and does not allow this."},
    {0, "Problem", "Anything else that went wrong."},
    {401, "Unauthorized", "There is no credential, or it is not believed."},
    {422, "UnprocessableContent", "Values are missing or invalid; all of them are named."},
}};

constexpr std::string_view challenge_field = "WWW-Authenticate";

/// A problem of which nothing is said but its status.
bool is_shared(const Answer& answer) {
    return answer.is_problem && answer.description.empty() && answer.contents.empty() &&
           answer.headers.empty() &&
           std::any_of(shared_answers.begin(), shared_answers.end(),
                       [&](const auto& shared) { return shared.status == answer.status; });
}

/// A problem with its body and its fields spelt out.
Answer spelt_out(Answer answer) {
    if (!answer.is_problem) return answer;
    Answer problem;
    problem.status = answer.status;
    problem.contents.push_back({.media_type = "application/problem+json",
                                .shape = answer.status == 422
                                             ? schema::shape_of<ValidationProblem>()
                                             : schema::shape_of<Problem>(),
                                .example = {}});
    if (answer.status == 401 || answer.status == 403) {
        problem.headers.push_back(
            {.name = std::string{challenge_field},
             .description = answer.status == 401 ? "How to authenticate." : "What is missing."});
    }
    Operation merging;
    merging.add_answer(std::move(answer));
    merging.add_answer(std::move(problem));
    return std::move(merging.answers.front());
}

bool has_answer(const Operation& operation, unsigned status) {
    return std::any_of(operation.answers.begin(), operation.answers.end(),
                       [&](const Answer& answer) { return answer.status == status; });
}

void derive_problems(Operation& operation) {
    const auto add = [&](unsigned status) {
        if (!has_answer(operation, status)) operation.add_problem(status);
    };
    add(0);
    if (!operation.derives_problems) return;
    bool asks_who = false;
    bool asks_scopes = false;
    for (const auto& requirement : operation.security) {
        asks_who = asks_who || !requirement.empty();
        for (const auto& [scheme, scopes] : requirement) {
            asks_scopes = asks_scopes || !scopes.empty();
        }
    }
    const bool reads_body =
        operation.body &&
        std::any_of(operation.body->contents.begin(), operation.body->contents.end(),
                    [](const Content& content) { return content.shape.has_value(); });
    if (asks_who) add(401);
    if (asks_scopes) add(403);
    if (!operation.parameters.empty() || reads_body) add(422);
}

/// All that operations name of a scheme.
std::set<std::string> scopes_of(const SecurityScheme& scheme,
                                const std::vector<Operation>& operations) {
    std::set<std::string> all;
    const auto add = [&](const Requirement& requirement) {
        const auto found = requirement.find(scheme.name);
        if (found != requirement.end()) all.insert(found->second.begin(), found->second.end());
    };
    for (const auto& operation : operations) {
        for (const auto& requirement : operation.security) add(requirement);
        add(operation.further_scopes);
    }
    return all;
}

/// Parameters of the path that nobody described are texts.
void derive_parameters(Operation& operation) {
    const std::string_view path = operation.path;
    for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open)) {
        const auto close = path.find('}', open);
        if (close == std::string_view::npos) return;
        const std::string name{path.substr(open + 1, close - open - 1)};
        const auto& known = operation.parameters;
        if (std::none_of(known.begin(), known.end(), [&](const Parameter& parameter) {
                return parameter.place == Place::path && parameter.name == name;
            })) {
            Parameter text;
            text.name = name;
            text.place = Place::path;
            text.shape.kind = schema::ShapeKind::text;
            operation.parameters.push_back(std::move(text));
        }
        open = close;
    }
}

/// `get_users_me` → `Get users me`.
std::string summary_of(std::string_view operation_id) {
    std::string out{operation_id};
    std::replace(out.begin(), out.end(), '_', ' ');
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
    return out;
}

std::string text_of_status(unsigned status) {
    return status == 0 ? "default" : std::to_string(status);
}

}  // namespace

Operation completed(Operation operation, std::string operation_id) {
    operation.operation_id = std::move(operation_id);
    if (operation.summary.empty()) operation.summary = summary_of(operation.operation_id);
    derive_problems(operation);
    derive_parameters(operation);
    std::sort(operation.answers.begin(), operation.answers.end(),
              [](const Answer& one, const Answer& other) {
                  return one.status - 1 < other.status - 1;  // `default`, which is 0, comes last
              });
    return operation;
}

Writer::Writer(const std::vector<Operation>& operations) : operations_{operations} {
    const auto use = [this](const std::vector<Content>& contents, Direction direction) {
        for (const auto& content : contents) {
            if (content.shape) components_.use(*content.shape, direction);
        }
    };
    for (const auto& operation : operations) {
        for (const auto& parameter : operation.parameters) {
            components_.use(parameter.shape, Direction::in);
        }
        if (operation.body) use(operation.body->contents, Direction::in);
        for (const auto& answer : operation.answers) {
            if (is_shared(answer)) shared_.insert(answer.status);
            use(spelt_out(answer).contents, Direction::out);
        }
    }
    components_.assign_names();
}

void Writer::write_contents(const std::vector<Content>& contents, Direction direction) {
    if (contents.empty()) return;
    json.name("content").begin_object();
    for (const auto& content : contents) {
        json.name(content.media_type).begin_object();
        if (content.shape) {
            components_.write_schema(*content.shape, direction, json.name("schema"));
        }
        if (!content.example.empty()) json.name("example").json(content.example);
        json.end_object();
    }
    json.end_object();
}

void Writer::write_parameter(const Parameter& parameter) {
    json.begin_object();
    json.name("name").text(parameter.name);
    json.name("in").text(name_of(parameter.place));
    json.optional_text("description", parameter.description);
    if (parameter.is_required) json.name("required").boolean(true);
    if (parameter.is_list && parameter.place == Place::query) {
        json.name("style").text("form");
        json.name("explode").boolean(true);
    }
    auto shape = parameter.shape;
    shape.is_nullable = false;  // a parameter is there or is not
    json.name("schema");
    if (parameter.is_list && shape.kind != schema::ShapeKind::list) {
        json.begin_object();
        json.name("type").text("array");
        components_.write_schema(shape, Direction::in, json.name("items"));
        json.end_object();
    } else {
        components_.write_schema(shape, Direction::in, json);
    }
    json.end_object();
}

void Writer::write_body(const RequestBody& body) {
    json.name("requestBody").begin_object();
    if (body.is_required) json.name("required").boolean(true);
    write_contents(body.contents, Direction::in);
    json.end_object();
}

void Writer::write_headers(const std::vector<AnswerHeader>& headers) {
    if (headers.empty()) return;
    json.name("headers").begin_object();
    for (const auto& header : headers) {
        json.name(header.name).begin_object();
        json.optional_text("description", header.description);
        json.name("schema").begin_object();
        json.name("type").text("string");
        json.end_object();
        json.end_object();
    }
    json.end_object();
}

void Writer::write_answer(const Answer& answer) {
    json.begin_object();
    json.name("description")
        .text(answer.description.empty() ? meaning_of(answer.status) : answer.description);
    write_headers(answer.headers);
    write_contents(answer.contents, Direction::out);
    json.end_object();
}

void Writer::write_operation(const Operation& operation) {
    json.name(operation.method).begin_object();
    if (!operation.tags.empty()) {
        json.name("tags").begin_array();
        for (const auto& tag : operation.tags) json.text(tag);
        json.end_array();
    }
    json.name("summary").text(operation.summary);
    json.optional_text("description", operation.description);
    json.name("operationId").text(operation.operation_id);
    if (operation.is_deprecated) json.name("deprecated").boolean(true);
    json.name("security").begin_array();
    for (const auto& requirement : operation.security) {
        json.begin_object();
        for (const auto& [scheme, scopes] : requirement) {
            json.name(scheme).begin_array();
            for (const auto& scope : scopes) json.text(scope);
            json.end_array();
        }
        json.end_object();
    }
    json.end_array();
    if (!operation.parameters.empty()) {
        json.name("parameters").begin_array();
        for (const auto& parameter : operation.parameters) write_parameter(parameter);
        json.end_array();
    }
    if (operation.body) write_body(*operation.body);
    json.name("responses").begin_object();
    for (const auto& answer : operation.answers) {
        json.name(text_of_status(answer.status));
        if (!is_shared(answer)) {
            write_answer(spelt_out(answer));
            continue;
        }
        const auto* shared =
            std::find_if(shared_answers.begin(), shared_answers.end(),
                         [&](const auto& one) { return one.status == answer.status; });
        json.begin_object();
        json.name("$ref").text("#/components/responses/" + std::string{shared->name});
        json.end_object();
    }
    json.end_object();
    json.end_object();
}

void Writer::write_paths() {
    json.name("paths").begin_object();
    std::string_view open_path;
    for (const auto& operation : operations_) {
        if (operation.path != open_path) {
            if (!open_path.empty()) json.end_object();
            json.name(operation.path).begin_object();
            open_path = operation.path;
        }
        write_operation(operation);
    }
    if (!open_path.empty()) json.end_object();
    json.end_object();
}

void Writer::write_scheme(const SecurityScheme& scheme,
                          const std::map<std::string, std::string>& scope_descriptions) {
    json.name(scheme.name).begin_object();
    switch (scheme.kind) {
        case SchemeKind::bearer:
            json.name("type").text("http");
            json.name("scheme").text("bearer");
            json.optional_text("bearerFormat", scheme.bearer_format);
            break;
        case SchemeKind::basic:
            json.name("type").text("http");
            json.name("scheme").text("basic");
            break;
        case SchemeKind::api_key:
            json.name("type").text("apiKey");
            json.name("in").text(name_of(scheme.place));
            json.name("name").text(scheme.parameter);
            break;
        case SchemeKind::oauth2_password: {
            const auto scopes = scopes_of(scheme, operations_);
            json.name("type").text("oauth2");
            json.name("flows").begin_object();
            json.name("password").begin_object();
            json.name("tokenUrl").text(scheme.token_url);
            json.name("scopes").begin_object();
            for (const auto& scope : scopes) {
                const auto found = scope_descriptions.find(scope);
                json.name(scope).text(found == scope_descriptions.end() ? "" : found->second);
            }
            json.end_object();
            json.end_object();
            json.end_object();
        }
    }
    json.optional_text("description", scheme.description);
    json.end_object();
}

void Writer::write_components(const std::map<std::string, SecurityScheme>& schemes,
                              const std::map<std::string, std::string>& scope_descriptions) {
    if (components_.is_empty() && shared_.empty() && schemes.empty()) return;
    json.name("components").begin_object();
    if (!components_.is_empty()) {
        json.name("schemas").begin_object();
        components_.write_all(json);
        json.end_object();
    }
    if (!shared_.empty()) {
        json.name("responses").begin_object();
        for (const auto& shared : shared_answers) {
            if (!shared_.contains(shared.status)) continue;
            Answer answer;
            answer.status = shared.status;
            answer.description = shared.description;
            answer.is_problem = true;
            json.name(shared.name);
            write_answer(spelt_out(std::move(answer)));
        }
        json.end_object();
    }
    if (!schemes.empty()) {
        json.name("securitySchemes").begin_object();
        for (const auto& [name, scheme] : schemes) write_scheme(scheme, scope_descriptions);
        json.end_object();
    }
    json.end_object();
}

}  // namespace cardea::openapi
