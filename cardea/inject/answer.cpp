#include <cardea/inject/answer.hpp>

namespace cardea::inject {

void mark_as_json(Response& response) { response.fields.set("Content-Type", "application/json"); }

}  // namespace cardea::inject
