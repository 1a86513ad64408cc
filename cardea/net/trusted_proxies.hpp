// Whom a request is from where a proxy of ours hands it on: what `X-Forwarded-For` may be believed.
// Its right end is written by our own proxies, its left end by anybody.
#pragma once

#include <cardea/http/fields.hpp>

#include <boost/asio/ip/address.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::net {

using Address = boost::asio::ip::address;

/// `address`, but for an IPv4-mapped IPv6 address, which is the IPv4 address that it maps.
[[nodiscard]] Address plain(const Address& address);

/// What counts as one stranger: an IPv4 address, or the first 64 bits of an IPv6 one. Both are to
/// be plain.
[[nodiscard]] std::string network_of(const Address& address);

/// Immutable. Threads: any.
class TrustedProxies {
public:
    /// None.
    TrustedProxies() = default;
    /// Addresses and networks: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`, `fe80::1%eth0`.
    /// Throws `std::runtime_error` with a sentence where one is neither.
    explicit TrustedProxies(std::span<const std::string> texts);

    /// Whether what a plain address says of others is believed.
    [[nodiscard]] bool trust(const Address& address) const;

    /// Who sent a request that `peer`, a trusted proxy, has handed on: every `X-Forwarded-For` of
    /// `fields` read as one list, from its right end, up to the first address that is not trusted;
    /// the leftmost where all are. What is no address ends the search: the last one before it
    /// counts, `peer` itself if need be. An entry may have a port, or be an IPv6 address in
    /// brackets. At most `hops_max` entries are looked at.
    /// Spec: RFC 9110 section 5.3, for several fields of one name.
    [[nodiscard]] Address client_of(const Address& peer, std::span<const Field> fields) const;

    static constexpr int hops_max = 32;

private:
    struct Network {
        boost::asio::ip::address_v6::bytes_type bytes{};  // IPv4 as IPv6 maps it
        unsigned bits = 0;
        unsigned long scope = 0;  // of a link-local address; 0: any
    };

    static Network network_from(const std::string& text);

    std::vector<Network> networks_;
};

}  // namespace cardea::net
