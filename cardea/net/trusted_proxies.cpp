#include <cardea/net/trusted_proxies.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/base/character_set.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace cardea::net {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t address_bytes_max = 45;  // of the longest IPv6 address in text
constexpr unsigned mapped_bits = 96;           // before an IPv4 address in a mapped one

/// The mapped form of IPv4, so that one comparison serves both.
ip::address_v6::bytes_type bytes_of(const Address& address) {
    if (address.is_v6()) return address.to_v6().to_bytes();
    return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
}

bool has_prefix(const ip::address_v6::bytes_type& bytes, const ip::address_v6::bytes_type& prefix,
                unsigned bits) {
    const auto whole = bits / 8;
    if (!std::equal(bytes.begin(), bytes.begin() + whole, prefix.begin())) return false;
    const auto rest = bits % 8;
    return rest == 0 || ((bytes.at(whole) ^ prefix.at(whole)) >> (8 - rest)) == 0;
}

bool is_port_number(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Address> address_in(std::string_view text) {
    constexpr CharacterSet plain_characters{"09afAF", ".:"};  // no zone: it means nothing to us
    const bool is_plain =
        text.size() <= address_bytes_max &&
        std::all_of(text.begin(), text.end(), [&](char c) { return plain_characters.has(c); });
    if (!is_plain) return std::nullopt;
    boost::system::error_code error;
    const auto address = ip::make_address(text, error);
    if (error) return std::nullopt;
    return plain(address);
}

/// Of an entry of `X-Forwarded-For`; nothing where it is none.
std::optional<Address> address_of_entry(std::string_view entry) {
    if (entry.starts_with('[')) {
        const auto end = entry.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        const auto behind = entry.substr(end + 1);
        const auto text = entry.substr(1, end - 1);
        const bool is_v6 = text.find(':') != std::string_view::npos;
        if (!is_v6 || (!behind.empty() && (behind[0] != ':' || !is_port_number(behind.substr(1)))))
            return std::nullopt;
        return address_in(text);
    }
    const auto colon = entry.find(':');
    if (colon != entry.rfind(':')) return address_in(entry);  // IPv6, which has several
    if (colon != std::string_view::npos && !is_port_number(entry.substr(colon + 1)))
        return std::nullopt;
    return address_in(entry.substr(0, colon));
}

/// Takes the last entry off a list.
std::string_view take_last(std::string_view& list, bool& is_last) {
    const auto comma = list.rfind(',');
    is_last = comma == std::string_view::npos;
    const auto entry = trimmed(is_last ? list : list.substr(comma + 1));
    list = is_last ? std::string_view{} : list.substr(0, comma);
    return entry;
}

}  // namespace

Address plain(const Address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

std::string network_of(const Address& address) {
    if (address.is_v4()) return address.to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6{bytes}.to_string() + "/64";
}

TrustedProxies::Network TrustedProxies::network_from(const std::string& text) {
    const auto slash = text.find('/');
    boost::system::error_code error;
    const auto address = ip::make_address(text.substr(0, slash), error);
    unsigned bits = address.is_v4() ? 32 : 128;
    const auto scope = address.is_v6() ? address.to_v6().scope_id() : 0;
    // A zone of no interface that is there would be read as any.
    bool is_network = !error && (scope != 0 || text.find('%') == std::string::npos);
    if (slash != std::string::npos) {
        const auto bits_max = bits;
        const auto* end = text.data() + text.size();
        const auto [stop, fault] = std::from_chars(text.data() + slash + 1, end, bits);
        is_network =
            is_network && fault == std::errc{} && stop == end && bits <= bits_max && scope == 0;
    }
    if (!is_network) {
        throw std::runtime_error{"cannot trust '" + text +
                                 "': it is neither an IP address nor a network (10.0.0.1, "
                                 "10.0.0.0/8, fd00::/8 …)"};
    }
    return {.bytes = bytes_of(address),
            .bits = address.is_v4() ? bits + mapped_bits : bits,
            .scope = scope};
}

TrustedProxies::TrustedProxies(std::span<const std::string> texts) {
    for (const auto& text : texts) networks_.push_back(network_from(text));
}

bool TrustedProxies::trust(const Address& address) const {
    if (networks_.empty()) return false;
    const auto bytes = bytes_of(address);
    const auto scope = address.is_v6() ? address.to_v6().scope_id() : 0;
    return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        const bool is_of_this_kind = address.is_v6() || network.bits >= mapped_bits;
        return is_of_this_kind && has_prefix(bytes, network.bytes, network.bits) &&
               (network.scope == 0 || network.scope == scope);
    });
}

Address TrustedProxies::client_of(const Address& peer, std::span<const Field> fields) const {
    auto client = peer;
    int hops = 0;
    for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
        if (!same_name(field->name, "X-Forwarded-For")) continue;
        auto list = field->value;
        for (bool is_last = false; !is_last && hops < hops_max; ++hops) {
            const auto address = address_of_entry(take_last(list, is_last));
            if (!address) return client;
            client = *address;
            if (!trust(client)) return client;
        }
    }
    return client;
}

}  // namespace cardea::net
