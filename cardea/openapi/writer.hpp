// The text of a document, part by part. Inside of the room.
#pragma once

#include <cardea/openapi/components.hpp>
#include <cardea/openapi/document.hpp>
#include <cardea/openapi/json_text.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::openapi {

/// An operation with nothing left to derive: its id, summary, parameters and answers are whole.
[[nodiscard]] Operation completed(Operation operation, std::string operation_id);

/// Writes operations and the components that they use.
class Writer {
public:
    /// `operations` must outlive the writer.
    explicit Writer(const std::vector<Operation>& operations);

    /// The members of `paths`.
    void write_paths();
    /// The members of `components`.
    void write_components(const std::map<std::string, SecurityScheme>& schemes,
                          const std::map<std::string, std::string>& scope_descriptions);

    JsonText json;

private:
    void write_operation(const Operation& operation);
    void write_parameter(const Parameter& parameter);
    void write_body(const RequestBody& body);
    void write_answer(const Answer& answer);
    void write_headers(const std::vector<AnswerHeader>& headers);
    void write_contents(const std::vector<Content>& contents, Direction direction);
    void write_scheme(const SecurityScheme& scheme,
                      const std::map<std::string, std::string>& scope_descriptions);

    const std::vector<Operation>& operations_;
    Components components_;
    std::set<unsigned> shared_;  ///< Statuses whose answers are components.
};

}  // namespace cardea::openapi
