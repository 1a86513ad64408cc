#include <cardea/schema/shape.hpp>

#include <cardea/schema/shape_of.hpp>

namespace cardea::schema {

void describe_length(Shape& shape, std::size_t min, std::size_t max) {
    if (min > 0) shape.min_length = min;
    shape.max_length = max;
}

void describe_range(Shape& shape, std::int64_t min, std::int64_t max) {
    shape.minimum.reset();
    shape.maximum.reset();
    if (min != INT64_MIN) shape.minimum = min;
    if (max != INT64_MAX) shape.maximum = max;
}

namespace shapes {
namespace {

/// The type in what the compiler calls a function that has it for its `T`.
std::string_view type_of_signature(std::string_view signature) {
    // g++:   `constexpr const char* … [with T = Note]`
    // clang: `const char *… [T = Note]`
    signature.remove_prefix(signature.find("T = ", signature.find('[')) + 4);
    return signature.substr(0, signature.size() - 1);
}

}  // namespace

void be_whole(Shape& shape, std::size_t bytes, bool is_signed) {
    shape.kind = ShapeKind::integer;
    const auto bits = static_cast<unsigned>(bytes * 8);
    if (is_signed && bits >= 32) shape.format = bits == 32 ? "int32" : "int64";
    if (bits >= 64) {
        // A reader of JSON that has doubles alone would round the ends of 64 bits.
        if (!is_signed) shape.minimum = 0;
        return;
    }
    const auto values = std::int64_t{1} << bits;
    shape.minimum = is_signed ? -(values / 2) : 0;
    shape.maximum = *shape.minimum + values - 1;
}

void be_floating(Shape& shape, std::size_t bytes) {
    shape.kind = ShapeKind::number;
    shape.format = bytes == sizeof(float) ? "float" : "double";
}

void be_secret(Shape& shape) {
    shape.is_write_only = true;
    if (shape.kind == ShapeKind::text && shape.identity == nullptr && shape.format.empty()) {
        shape.format = "password";
    }
}

void be_list(Shape& shape, ShapeMaker item) {
    shape.kind = ShapeKind::list;
    shape.item = item;
}

void be_enum(Shape& shape, const char* signature, const void* identity,
             std::span<const std::string_view> names) {
    shape.kind = ShapeKind::text;
    shape.name = type_of_signature(signature);
    shape.identity = identity;
    for (const auto name : names) {
        if (!name.empty()) shape.values.push_back(name);
    }
}

void be_object(Shape& shape, const char* signature, const void* identity,
               std::span<const ShapeMember> members) {
    shape.kind = ShapeKind::object;
    shape.name = type_of_signature(signature);
    shape.identity = identity;
    shape.members.assign(members.begin(), members.end());
}

}  // namespace shapes
}  // namespace cardea::schema
