// Law: who a request is from follows from the right end of the list alone: once an address is found
// that is not trusted, nothing that stands before it matters; and however the list is divided into
// fields, it is the same list.
#include <cardea/net/trusted_proxies.hpp>

#include <cstdlib>

namespace {

using namespace cardea;

const net::Address peer = boost::asio::ip::make_address("10.0.0.1");
const std::vector<std::string> networks{"10.0.0.0/8", "fd00::/8"};
const net::TrustedProxies proxies{networks};

net::Address client_of(const std::vector<std::string_view>& lists) {
    std::vector<Field> fields;
    for (const auto list : lists) fields.push_back({"X-Forwarded-For", list});
    return proxies.client_of(peer, fields);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view list{reinterpret_cast<const char*>(bytes), size};
    const auto client = client_of({list});
    if (client != net::plain(client)) std::abort();
    if (!proxies.trust(client)) {
        const auto spoofed = "203.0.113.9, 10.0.0.9," + std::string{list};
        if (client_of({spoofed}) != client || client_of({"203.0.113.9", list}) != client)
            std::abort();
    }
    const auto comma = list.find(',');
    if (comma != std::string_view::npos &&
        client_of({list.substr(0, comma), list.substr(comma + 1)}) != client)
        std::abort();
    return 0;
}
