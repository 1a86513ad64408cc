#include <cardea/inject/answer.hpp>

namespace cardea::inject {

void mark_as_json(Response& response) { response.fields.set("Content-Type", "application/json"); }

void copy_fields(const FieldList& fields, Response& response) {
    for (const auto& [name, value] : fields.all()) {
        if (same_name(name, "Set-Cookie")) {
            response.fields.add(name, value);
        } else {
            response.fields.set(name, value);
        }
    }
}

void answer(const Html& page, Response& response) {
    response.fields.set("Content-Type", "text/html; charset=utf-8");
    response.body = page.text;
}

void answer(const Redirect& redirect, Response& response) {
    response.status = Status::see_other;
    response.fields.set("Location", redirect.location);
}

}  // namespace cardea::inject
