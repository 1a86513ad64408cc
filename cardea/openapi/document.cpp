#include <cardea/openapi/document.hpp>

#include <cardea/openapi/writer.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace cardea::openapi {
namespace {

constexpr std::array<std::string_view, 8> methods{"get",   "head",   "post",    "put",
                                                  "patch", "delete", "options", "trace"};

[[noreturn]] void refuse(const Operation& operation, const std::string& why) {
    throw std::invalid_argument("Cardea: " + operation.method + " " + operation.path + " " + why);
}

bool describes(const Operation& operation, std::string_view scheme) {
    return std::any_of(operation.schemes.begin(), operation.schemes.end(),
                       [&](const SecurityScheme& known) { return known.name == scheme; });
}

/// Ids in order; those that were given go first, so that none that is derived takes their place.
std::vector<std::string> distinct_ids(const std::vector<const Operation*>& operations) {
    std::set<std::string> taken;
    std::vector<std::string> ids(operations.size());
    for (const bool is_given : {true, false}) {
        for (std::size_t at = 0; at < operations.size(); ++at) {
            const auto& operation = *operations[at];
            if (operation.operation_id.empty() == is_given) continue;
            const auto id = is_given ? operation.operation_id
                                     : operation_id_of(operation.method, operation.path);
            ids[at] = id;
            for (int number = 2; !taken.insert(ids[at]).second; ++number) {
                ids[at] = id + "_" + std::to_string(number);
            }
        }
    }
    return ids;
}

void write_info(const Info& info, JsonText& json) {
    json.name("info").begin_object();
    json.name("title").text(info.title);
    json.name("version").text(info.version);
    json.optional_text("summary", info.summary);
    json.optional_text("description", info.description);
    if (info.contact) {
        json.name("contact").begin_object();
        json.optional_text("name", info.contact->name);
        json.optional_text("url", info.contact->url);
        json.optional_text("email", info.contact->email);
        json.end_object();
    }
    if (info.license) {
        json.name("license").begin_object();
        json.name("name").text(info.license->name);
        json.optional_text("identifier", info.license->identifier);
        json.optional_text("url", info.license->url);
        json.end_object();
    }
    json.end_object();
}

void write_servers(const std::vector<Server>& servers, JsonText& json) {
    const std::vector<Server> here{{.url = "/", .description = {}}};
    json.name("servers").begin_array();
    for (const auto& server : servers.empty() ? here : servers) {
        json.begin_object();
        json.name("url").text(server.url);
        json.optional_text("description", server.description);
        json.end_object();
    }
    json.end_array();
}

/// Those of the document in their order, then those that operations alone have.
void write_tags(std::vector<Tag> tags, const std::vector<Operation>& operations, JsonText& json) {
    std::set<std::string> undescribed;
    for (const auto& operation : operations) {
        undescribed.insert(operation.tags.begin(), operation.tags.end());
    }
    for (const auto& tag : tags) undescribed.erase(tag.name);
    for (const auto& name : undescribed) tags.push_back({.name = name, .description = {}});
    if (tags.empty()) return;
    json.name("tags").begin_array();
    for (const auto& tag : tags) {
        json.begin_object();
        json.name("name").text(tag.name);
        json.optional_text("description", tag.description);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string operation_id_of(std::string_view method, std::string_view path) {
    std::string id{method};
    bool follows_gap = true;
    for (const char c : path) {
        const bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_plain && follows_gap) id += '_';
        if (is_plain) id += c;
        follows_gap = !is_plain;
    }
    return id.size() == method.size() ? id + "_root" : id;
}

Document::Document(Info info) : info_{std::move(info)} {}

void Document::add(Operation operation) {
    const auto method = std::find(methods.begin(), methods.end(), operation.method);
    if (method == methods.end()) refuse(operation, "has a method that OpenAPI does not know.");
    if (!operation.path.starts_with('/')) refuse(operation, "needs a path that begins with /.");
    for (const auto& requirement : operation.security) {
        for (const auto& [name, scopes] : requirement) {
            if (!describes(operation, name)) {
                refuse(operation,
                       "demands the security scheme " + name + ", which it does not describe.");
            }
        }
    }
    for (const auto& scheme : operation.schemes) {
        if (schemes_.try_emplace(scheme.name, scheme).first->second != scheme) {
            refuse(operation, "describes the security scheme " + scheme.name +
                                  " otherwise than another operation does.");
        }
    }
    const std::pair place{operation.path, static_cast<std::size_t>(method - methods.begin())};
    if (operations_.contains(place)) refuse(operation, "is described twice.");
    operations_.emplace(place, std::move(operation));
}

std::string Document::json() const {
    std::vector<const Operation*> sorted;
    for (const auto& [place, operation] : operations_) sorted.push_back(&operation);
    auto ids = distinct_ids(sorted);
    std::vector<Operation> operations;
    for (std::size_t at = 0; at < sorted.size(); ++at) {
        operations.push_back(completed(*sorted[at], std::move(ids[at])));
    }

    Writer writer{operations};
    auto& json = writer.json;
    json.begin_object();
    json.name("openapi").text("3.1.0");
    write_info(info_, json);
    write_servers(info_.servers, json);
    write_tags(info_.tags, operations, json);
    writer.write_paths();
    writer.write_components(schemes_, info_.scopes);
    json.end_object();
    return std::move(json).take();
}

}  // namespace cardea::openapi
