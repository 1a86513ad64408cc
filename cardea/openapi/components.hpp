// The structs and enums of a document: each is one component, to which every use refers.
// Spec: OpenAPI 3.1, "Components Object"; JSON Schema 2020-12.
#pragma once

#include <cardea/openapi/json_text.hpp>
#include <cardea/schema/shape.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cardea::openapi {

/// Which way a value goes: from a client, or to it.
enum class Direction { in, out };

/// First `use` all shapes, in an order that depends on the document alone; then `assign_names`;
/// then write.
class Components {
public:
    /// Notes that a shape is sent this way, and all that it is made of.
    void use(const schema::Shape& shape, Direction direction);
    /// Gives each component a name of its own.
    void assign_names();

    /// The schema of a shape, by reference where it has a name.
    void write_schema(const schema::Shape& shape, Direction direction, JsonText& json) const;
    /// The members of `components/schemas`.
    void write_all(JsonText& json) const;
    [[nodiscard]] bool is_empty() const { return components_.empty(); }

private:
    struct Component {
        schema::Shape shape;
        std::array<bool, 2> is_used{};       ///< By Direction.
        std::array<std::string, 2> names{};  ///< By Direction.
    };

    /// Whether an answer has another form of it than a client sends.
    [[nodiscard]] bool is_two(std::size_t at) const;
    void reach(const schema::Shape& shape, std::vector<bool>& reached) const;
    void write_reference(const schema::Shape& shape, Direction direction, JsonText& json) const;
    void write_form(const schema::Shape& shape, Direction direction, JsonText& json) const;
    void write_members(const schema::Shape& shape, Direction direction, JsonText& json) const;

    std::vector<Component> components_;
    std::map<const void*, std::size_t> places_;  ///< By the type's identity.
};

}  // namespace cardea::openapi
