#include <cardea/openapi/components.hpp>

#include <cardea/openapi/component_names.hpp>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace cardea::openapi {
namespace {

using schema::Shape;
using schema::ShapeKind;

std::size_t index_of(Direction direction) { return direction == Direction::in ? 0 : 1; }

/// The shapes that this one is made of.
std::vector<Shape> parts_of(const Shape& shape) {
    std::vector<Shape> parts;
    if (shape.item != nullptr) parts.push_back(shape.item());
    for (const auto& member : shape.members) parts.push_back(member.shape());
    return parts;
}

/// The type itself, without what one use of it adds.
Shape bare(Shape shape) {
    shape.is_nullable = false;
    shape.is_write_only = false;
    shape.fallback.clear();
    return shape;
}

std::string_view type_of(ShapeKind kind) {
    switch (kind) {
        case ShapeKind::anything: return "";
        case ShapeKind::boolean: return "boolean";
        case ShapeKind::integer: return "integer";
        case ShapeKind::number: return "number";
        case ShapeKind::text: return "string";
        case ShapeKind::list: return "array";
        case ShapeKind::object: break;
    }
    return "object";
}

void write_type(const Shape& shape, JsonText& json) {
    if (shape.kind == ShapeKind::anything) return;
    json.name("type");
    if (!shape.is_nullable) {
        json.text(type_of(shape.kind));
        return;
    }
    json.begin_array();
    json.text(type_of(shape.kind));
    json.text("null");
    json.end_array();
}

void write_bounds(const Shape& shape, JsonText& json) {
    json.optional_text("format", shape.format);
    json.optional_text("pattern", shape.pattern);
    if (shape.min_length)
        json.name("minLength").number(static_cast<std::int64_t>(*shape.min_length));
    if (shape.max_length)
        json.name("maxLength").number(static_cast<std::int64_t>(*shape.max_length));
    if (shape.minimum) json.name("minimum").number(*shape.minimum);
    if (shape.maximum) json.name("maximum").number(*shape.maximum);
    if (shape.values.empty()) return;
    json.name("enum").begin_array();
    for (const auto value : shape.values) json.text(value);
    if (shape.is_nullable) json.json("null");
    json.end_array();
}

/// What one use of a type adds to it.
void write_use(const Shape& shape, Direction direction, JsonText& json) {
    if (direction == Direction::in && !shape.fallback.empty()) {
        json.name("default").json(shape.fallback);
    }
    if (shape.is_write_only) json.name("writeOnly").boolean(true);
}

bool is_of_this_room(const TypeName& type) {
    return type.scopes == std::vector<std::string>{"cardea", "openapi"};
}

}  // namespace

void Components::use(const Shape& shape, Direction direction) {
    if (shape.identity != nullptr) {
        const auto [place, is_new] = places_.try_emplace(shape.identity, components_.size());
        if (is_new) components_.push_back({.shape = bare(shape)});
        bool& is_used = components_[place->second].is_used[index_of(direction)];
        if (is_used) return;
        is_used = true;
    }
    for (const auto& part : parts_of(shape)) use(part, direction);
}

void Components::reach(const Shape& shape, std::vector<bool>& reached) const {
    if (shape.identity != nullptr) {
        const auto at = places_.at(shape.identity);
        if (reached[at]) return;
        reached[at] = true;
    }
    for (const auto& part : parts_of(shape)) reach(part, reached);
}

bool Components::is_two(std::size_t at) const {
    if (!components_[at].is_used[0] || !components_[at].is_used[1]) return false;
    std::vector<bool> reached(components_.size());
    reach(components_[at].shape, reached);
    for (std::size_t other = 0; other < components_.size(); ++other) {
        const auto& members = components_[other].shape.members;
        if (reached[other] && std::any_of(members.begin(), members.end(), [](const auto& member) {
                return member.is_required_in != member.is_required_out;
            })) {
            return true;
        }
    }
    return false;
}

void Components::assign_names() {
    std::set<std::string> taken;
    std::vector<TypeName> types;
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < components_.size(); ++at) {
        auto type = type_name_of(components_[at].shape.name);
        if (is_of_this_room(type)) {  // every document has these, under one name
            taken.insert(type.own);
            components_[at].names = {type.own, type.own};
        } else {
            types.push_back(std::move(type));
            places.push_back(at);
        }
    }
    const auto names = distinct_names(types, std::move(taken));
    for (std::size_t at = 0; at < places.size(); ++at) {
        const bool two = is_two(places[at]);
        components_[places[at]].names = {names[at] + (two ? "-Input" : ""),
                                         names[at] + (two ? "-Output" : "")};
    }
}

void Components::write_reference(const Shape& shape, Direction direction, JsonText& json) const {
    const auto& component = components_[places_.at(shape.identity)];
    const auto refer = [&] {
        json.name("$ref").text("#/components/schemas/" + component.names[index_of(direction)]);
    };
    json.begin_object();
    if (shape.is_nullable) {
        json.name("anyOf").begin_array();
        json.begin_object();
        refer();
        json.end_object();
        json.begin_object();
        json.name("type").text("null");
        json.end_object();
        json.end_array();
    } else {
        refer();
    }
    write_use(shape, direction, json);
    json.end_object();
}

void Components::write_members(const Shape& shape, Direction direction, JsonText& json) const {
    if (!shape.members.empty()) {
        json.name("properties").begin_object();
        for (const auto& member : shape.members) {
            write_schema(member.shape(), direction, json.name(member.name));
        }
        json.end_object();
    }
    const auto is_required = [&](const schema::ShapeMember& member) {
        return direction == Direction::in ? member.is_required_in : member.is_required_out;
    };
    if (std::any_of(shape.members.begin(), shape.members.end(), is_required)) {
        json.name("required").begin_array();
        for (const auto& member : shape.members) {
            if (is_required(member)) json.text(member.name);
        }
        json.end_array();
    }
    json.name("additionalProperties").boolean(false);
}

void Components::write_form(const Shape& shape, Direction direction, JsonText& json) const {
    json.begin_object();
    write_type(shape, json);
    json.optional_text("description", shape.description);
    write_bounds(shape, json);
    if (shape.kind == ShapeKind::list && shape.item != nullptr) {
        write_schema(shape.item(), direction, json.name("items"));
    }
    if (shape.kind == ShapeKind::object) write_members(shape, direction, json);
    write_use(shape, direction, json);
    if (!shape.example.empty()) {
        json.name("examples").begin_array();
        json.json(shape.example);
        json.end_array();
    }
    json.end_object();
}

void Components::write_schema(const Shape& shape, Direction direction, JsonText& json) const {
    if (shape.identity != nullptr) {
        write_reference(shape, direction, json);
    } else {
        write_form(shape, direction, json);
    }
}

void Components::write_all(JsonText& json) const {
    std::map<std::string_view, std::pair<const Component*, Direction>> sorted;
    for (const auto& component : components_) {
        for (const auto direction : {Direction::in, Direction::out}) {
            if (!component.is_used[index_of(direction)]) continue;
            // Where both ways have one name they have one form.
            sorted.try_emplace(component.names[index_of(direction)], &component, direction);
        }
    }
    for (const auto& [name, use] : sorted) {
        write_form(use.first->shape, use.second, json.name(name));
    }
}

}  // namespace cardea::openapi
