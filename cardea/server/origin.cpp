#include <cardea/server/origin.hpp>

namespace cardea::server {

accounts::Origin origin_of(const Request& request) {
    constexpr std::size_t user_agent_bytes_max = 200;
    std::string user_agent{
        request.field("User-Agent").value_or("").substr(0, user_agent_bytes_max)};
    for (auto& character : user_agent) {
        if (character < 0x20 || character > 0x7e) character = '?';
    }
    return {.address = std::string{request.address()},
            .network = std::string{request.network()},
            .user_agent = std::move(user_agent)};
}

}  // namespace cardea::server
