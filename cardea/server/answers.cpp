#include <cardea/server/answers.hpp>

namespace cardea::server {

openapi::Answer too_many_attempts() {
    auto answer = openapi::problem(429, "Too many attempts");
    for (const auto* name : {"Retry-After", "RateLimit", "RateLimit-Policy"})
        answer.headers.push_back({.name = name, .description = "When there may be another"});
    return answer;
}

openapi::Answer too_many_hashes() {
    auto answer = openapi::problem(503, "Too many passwords are being hashed");
    answer.headers.push_back({.name = "Retry-After", .description = "Seconds"});
    return answer;
}

}  // namespace cardea::server
