#include <cardea/net/trusted_proxies.hpp>

#include <cardea/net/server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

// Under test: what a stranger writes into a field moves nobody; what a proxy of ours writes does.
namespace cardea::net {
namespace {

using testing::HasSubstr;

Address address(const std::string& text) { return plain(boost::asio::ip::make_address(text)); }

TrustedProxies proxies(std::vector<std::string> texts) { return TrustedProxies{texts}; }

std::string client_of(const TrustedProxies& trusted, const std::string& peer,
                      const std::vector<std::string>& lists) {
    std::vector<Field> fields{{"Host", "x"}};
    for (const auto& list : lists) fields.push_back({"x-forwarded-FOR", list});
    fields.push_back({"X-Real-IP", "203.0.113.99"});
    fields.push_back({"Forwarded", "for=203.0.113.99"});
    fields.push_back({"X-Forwarded-For-", "203.0.113.99"});
    return trusted.client_of(address(peer), fields).to_string();
}

struct Trust {
    const char* name;
    std::vector<std::string> texts;
    std::vector<std::string> trusted;
    std::vector<std::string> untrusted;
};
void PrintTo(const Trust& row, std::ostream* out) { *out << row.name; }
struct TrustedProxiesTest : testing::TestWithParam<Trust> {};

TEST_P(TrustedProxiesTest, trusts_these_and_nobody_beside_them) {
    const auto trusted = proxies(GetParam().texts);
    for (const auto& text : GetParam().trusted) EXPECT_TRUE(trusted.trust(address(text))) << text;
    for (const auto& text : GetParam().untrusted)
        EXPECT_FALSE(trusted.trust(address(text))) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Networks, TrustedProxiesTest,
    testing::Values(
        Trust{"none", {}, {}, {"127.0.0.1", "::1", "0.0.0.0", "::"}},
        Trust{"one", {"10.0.0.1"}, {"10.0.0.1", "::ffff:10.0.0.1"}, {"10.0.0.0", "10.0.0.2"}},
        Trust{"a_byte",
              {"10.0.0.0/8"},
              {"10.0.0.0", "10.255.255.255"},
              {"9.255.255.255", "11.0.0.0"}},
        Trust{"odd_bits",
              {"192.0.2.128/26"},
              {"192.0.2.128", "192.0.2.191"},
              {"192.0.2.127", "192.0.2.192"}},
        Trust{"host_bits_do_not_count", {"10.9.8.7/8"}, {"10.1.1.1"}, {"11.9.8.7"}},
        Trust{"a_point_to_point_link", {"192.0.2.4/31"}, {"192.0.2.4", "192.0.2.5"}, {"192.0.2.6"}},
        Trust{"all_of_ipv4",
              {"0.0.0.0/0"},
              {"203.0.113.1", "::ffff:1.2.3.4"},
              {"::1", "::", "::1.2.3.4"}},
        Trust{"all_of_ipv6", {"::/0"}, {"::1", "2001:db8::1"}, {"203.0.113.1", "::ffff:1.2.3.4"}},
        Trust{
            "one_of_ipv6", {"2001:db8::1"}, {"2001:DB8:0::1"}, {"2001:db8::2", "2001:db8:0:1::1"}},
        Trust{"bits_of_ipv6", {"fd00::/7"}, {"fc00::", "fdff::1"}, {"fb00::1", "fe00::1"}},
        Trust{"all_bits_of_ipv6", {"::1/128"}, {"::1"}, {"::2", "::", "127.0.0.1"}},
        Trust{"mapped",
              {"::ffff:10.0.0.0/104"},
              {"10.1.2.3", "::ffff:10.1.2.3"},
              {"11.0.0.1", "::10.1.2.3"}},
        Trust{"several",
              {"127.0.0.1", "::1", "10.0.0.0/8"},
              {"127.0.0.1", "::1", "10.0.0.1"},
              {"127.0.0.2"}},
        Trust{"a_link", {"fe80::1%7"}, {"fe80::1%7"}, {"fe80::1%8", "fe80::1", "fe80::2%7"}},
        Trust{"any_link", {"fe80::/10"}, {"fe80::1%7", "fe80::1"}, {"fec0::1"}}),
    [](const auto& row) { return row.param.name; });

TEST(TrustedProxies, refuses_what_is_neither_an_address_nor_a_network) {
    for (const std::string text :
         {"", "proxy.test", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1", "/8",
          "10.0.0/8", "fd00::/129", "fe80::1%7/64", "fe80::1%no-such", "2001:db8::1%no-such",
          "fe80::1%", "10.0.0.1 ", "10.0.0.1:80", "[::1]", "*"}) {
        EXPECT_THROW(proxies({text}), std::runtime_error) << text;
    }
}

TEST(TrustedProxies, make_the_server_refuse_its_options) {
    struct Silent final : RequestHandler {
        Async<> handle(Request&, Response&) override { co_return; }
    } silent;
    ServerOptions options;
    options.port = 0;
    options.trusted_proxies = {"127.0.0.1", "proxy.test"};
    try {
        const Server server{options, silent};
        FAIL() << "it took a name for an address";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("'proxy.test'"));
    }
}

struct Walk {
    const char* name;
    std::vector<std::string> lists;  // a field each, in their order
    std::string client;              // 10.0.0.1 is the peer
};
void PrintTo(const Walk& row, std::ostream* out) { *out << row.name; }
struct ForwardedFor : testing::TestWithParam<Walk> {};

TEST_P(ForwardedFor, names_the_client) {
    const auto trusted = proxies({"10.0.0.0/8", "fd00::/8", "::1"});
    EXPECT_EQ(client_of(trusted, "10.0.0.1", GetParam().lists), GetParam().client);
}

std::string many(int count, const std::string& entry) {
    std::string list = entry;
    for (int i = 1; i < count; ++i) list += ", " + entry;
    return list;
}

INSTANTIATE_TEST_SUITE_P(
    Plain, ForwardedFor,
    testing::Values(
        Walk{"no_field", {}, "10.0.0.1"}, Walk{"one", {"203.0.113.7"}, "203.0.113.7"},
        Walk{"blanks", {" \t203.0.113.7\t "}, "203.0.113.7"},
        Walk{"no_blanks", {"203.0.113.7,10.0.0.2,10.0.0.3"}, "203.0.113.7"},
        Walk{"a_trusted_chain", {"203.0.113.7, 10.0.0.3, 10.0.0.2"}, "203.0.113.7"},
        Walk{"a_trusted_chain_of_both_kinds",
             {"203.0.113.7, fd00::3, ::1, 10.0.0.2"},
             "203.0.113.7"},
        Walk{"all_trusted", {"10.0.0.9, 10.0.0.3, 10.0.0.2"}, "10.0.0.9"},
        Walk{"ipv6", {"2001:db8::7"}, "2001:db8::7"},
        Walk{"ipv6_in_another_form", {"2001:DB8:0:0::0007"}, "2001:db8::7"},
        Walk{"ipv6_in_brackets", {"[2001:db8::7]"}, "2001:db8::7"},
        Walk{"ipv6_with_a_port", {"[2001:db8::7]:4711"}, "2001:db8::7"},
        Walk{"a_port", {"203.0.113.7:4711"}, "203.0.113.7"},
        Walk{
            "ports_of_trusted_ones", {"203.0.113.7:4711, [fd00::3]:80, 10.0.0.2:1"}, "203.0.113.7"},
        Walk{"mapped", {"::ffff:203.0.113.7"}, "203.0.113.7"},
        Walk{"mapped_in_hex", {"[::FFFF:cb00:7107]:80"}, "203.0.113.7"},
        Walk{"mapped_and_trusted", {"203.0.113.7, ::ffff:10.0.0.2"}, "203.0.113.7"},
        Walk{"several_fields_are_one_list", {"203.0.113.7", "10.0.0.3", "10.0.0.2"}, "203.0.113.7"},
        Walk{"several_fields_in_their_order",
             {"203.0.113.8, 10.0.0.9", "203.0.113.7, 10.0.0.2"},
             "203.0.113.7"},
        Walk{"as_many_as_are_looked_at", {"203.0.113.7, " + many(31, "10.0.0.2")}, "203.0.113.7"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Hostile, ForwardedFor,
    testing::Values(
        Walk{"spoofed_before_the_client", {"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
        Walk{"spoofed_trusted_before_the_client", {"10.0.0.5, 203.0.113.7"}, "203.0.113.7"},
        Walk{"spoofed_before_a_trusted_chain",
             {"198.51.100.1, 203.0.113.7, 10.0.0.2"},
             "203.0.113.7"},
        Walk{"spoofed_field_before_the_proxy_s", {"198.51.100.1", "203.0.113.7"}, "203.0.113.7"},
        Walk{"spoofed_junk_before_the_client", {"unknown, \"x\", , 203.0.113.7"}, "203.0.113.7"},
        Walk{"junk_field_before_the_proxy_s", {"%", "203.0.113.7"}, "203.0.113.7"},
        Walk{"unknown", {"unknown"}, "10.0.0.1"},
        Walk{"unknown_behind_a_client", {"203.0.113.7, unknown"}, "10.0.0.1"},
        Walk{"unknown_before_a_trusted_one", {"203.0.113.7, unknown, 10.0.0.2"}, "10.0.0.2"},
        Walk{"obfuscated", {"_hidden"}, "10.0.0.1"}, Walk{"a_name", {"client.test"}, "10.0.0.1"},
        Walk{"empty", {""}, "10.0.0.1"}, Walk{"empty_last", {"203.0.113.7,"}, "10.0.0.1"},
        Walk{"empty_between", {"203.0.113.7,,10.0.0.2"}, "10.0.0.2"},
        Walk{"an_empty_field_between", {"203.0.113.7", "", "10.0.0.2"}, "10.0.0.2"},
        Walk{"commas", {",,,,,,"}, "10.0.0.1"}, Walk{"quoted", {"\"203.0.113.7\""}, "10.0.0.1"},
        Walk{"of_the_other_field", {"for=203.0.113.7"}, "10.0.0.1"},
        Walk{"two_in_an_entry", {"203.0.113.7 203.0.113.8"}, "10.0.0.1"},
        Walk{"semicolon", {"203.0.113.7; 203.0.113.8"}, "10.0.0.1"},
        Walk{"a_network", {"203.0.113.7/32"}, "10.0.0.1"},
        Walk{"three_numbers", {"203.0.113"}, "10.0.0.1"},
        Walk{"one_number", {"3405803783"}, "10.0.0.1"},
        Walk{"too_large_a_number", {"203.0.113.256"}, "10.0.0.1"},
        Walk{"padded_numbers", {"203.000.113.007"}, "10.0.0.1"},
        Walk{"hexadecimal", {"0xcb.0x0.0x71.0x7"}, "10.0.0.1"},
        Walk{"nul", {std::string{"203.0.113.7\0", 12}}, "10.0.0.1"},
        Walk{"nul_and_more", {std::string{"203.0.113.7\0.x", 14}}, "10.0.0.1"},
        Walk{"an_empty_port", {"203.0.113.7:"}, "10.0.0.1"},
        Walk{"a_port_that_is_none", {"203.0.113.7:http"}, "10.0.0.1"},
        Walk{"a_long_port", {"203.0.113.7:000080"}, "10.0.0.1"},
        Walk{"a_port_alone", {":80"}, "10.0.0.1"},
        Walk{"ipv4_in_brackets", {"[203.0.113.7]"}, "10.0.0.1"},
        Walk{"open_bracket", {"[2001:db8::7"}, "10.0.0.1"},
        Walk{"closed_bracket", {"2001:db8::7]"}, "10.0.0.1"},
        Walk{"empty_brackets", {"[]"}, "10.0.0.1"},
        Walk{"something_behind_brackets", {"[2001:db8::7]x"}, "10.0.0.1"},
        Walk{"an_empty_port_behind_brackets", {"[2001:db8::7]:"}, "10.0.0.1"},
        Walk{"a_zone", {"fe80::1%eth0"}, "10.0.0.1"},
        Walk{"a_zone_in_brackets", {"[fe80::1%25eth0]"}, "10.0.0.1"},
        Walk{"two_gaps", {"2001::db8::7"}, "10.0.0.1"},
        Walk{"too_many_groups", {"1:2:3:4:5:6:7:8:9"}, "10.0.0.1"},
        Walk{"a_long_text", {std::string(16'000, '1')}, "10.0.0.1"},
        Walk{"a_long_list", {"203.0.113.7, " + many(32, "10.0.0.2")}, "10.0.0.2"},
        Walk{"a_longer_list",
             {many(4000, "198.51.100.1") + ", " + many(32, "10.0.0.2")},
             "10.0.0.2"}),
    [](const auto& row) { return row.param.name; });

TEST(ForwardedFor, ends_at_its_bound_over_several_fields_too) {
    const std::vector<std::string> lists(60, many(10, "10.0.0.2"));
    auto spoofed = lists;
    spoofed.insert(spoofed.begin(), "203.0.113.7");
    EXPECT_EQ(client_of(proxies({"10.0.0.0/8"}), "10.0.0.1", spoofed), "10.0.0.2");
}

TEST(ForwardedFor, counts_an_ipv6_client_by_its_network_as_a_peer) {
    EXPECT_EQ(network_of(address("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
    EXPECT_EQ(network_of(address("2001:db8:1:2::")), "2001:db8:1:2::/64");
    EXPECT_EQ(network_of(address("203.0.113.7")), "203.0.113.7");
    EXPECT_EQ(network_of(address("::ffff:203.0.113.7")), "203.0.113.7");
}

}  // namespace
}  // namespace cardea::net
