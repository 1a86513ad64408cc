// Under test: a value is of its form, or it is nothing; no number, unit or port is ever guessed.
#include <cardea/server/setting_values.hpp>

#include <cardea/net/trusted_proxies.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::server {
namespace {

using namespace std::chrono_literals;

TEST(SettingValues, reads_whole_numbers_alone) {
    EXPECT_EQ(read_number("0"), 0U);
    EXPECT_EQ(read_number("007"), 7U);
    EXPECT_EQ(read_number("18446744073709551615"), 18446744073709551615U);
    for (const auto* text :
         {"", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x10", "18446744073709551616", "one"}) {
        EXPECT_EQ(read_number(text), std::nullopt) << text;
    }
}

TEST(SettingValues, reads_true_and_false_in_no_other_spelling) {
    EXPECT_EQ(read_switch("true"), true);
    EXPECT_EQ(read_switch("false"), false);
    for (const auto* text :
         {"", "True", "TRUE", "yes", "no", "on", "off", "1", "0", " true", "true\n"}) {
        EXPECT_EQ(read_switch(text), std::nullopt) << text;
    }
}

TEST(SettingValues, reads_durations_with_one_unit) {
    EXPECT_EQ(read_duration("0s"), 0s);
    EXPECT_EQ(read_duration("10s"), 10s);
    EXPECT_EQ(read_duration("15m"), 15min);
    EXPECT_EQ(read_duration("12h"), 12h);
    EXPECT_EQ(read_duration("30d"), 30 * 24h);
    EXPECT_EQ(read_duration("36600d"), 36600 * 24h);
}

TEST(SettingValues, reads_no_duration_without_unit_or_beyond_a_century) {
    for (const auto* text :
         {"", "s", "10", "10 s", "10S", "10sec", "10ms", "1w", "1h30m", "-1s", "1.5h", "36601d",
          "99999999999999999999s", "18446744073709551615d", "3162240001s"}) {
        EXPECT_EQ(read_duration(text), std::nullopt) << text;
    }
}

TEST(SettingValues, reads_sizes_in_powers_of_two) {
    EXPECT_EQ(read_size("0"), 0U);
    EXPECT_EQ(read_size("8192"), 8192U);
    EXPECT_EQ(read_size("8192B"), 8192U);
    EXPECT_EQ(read_size("64KiB"), 65536U);
    EXPECT_EQ(read_size("19MiB"), 19U * 1024 * 1024);
    EXPECT_EQ(read_size("1GiB"), 1024ULL * 1024 * 1024);
    for (const auto* text :
         {"", "KiB", "64K", "64KB", "64kib", "64 KiB", "-1", "1.5MiB", "1TiB", "17179869184GiB"}) {
        EXPECT_EQ(read_size(text), std::nullopt) << text;
    }
}

TEST(SettingValues, reads_rates_of_at_least_one_in_at_least_a_second) {
    const auto rate = read_rate("10/1m");
    ASSERT_TRUE(rate);
    EXPECT_EQ(rate->limit, 10U);
    EXPECT_EQ(rate->period, 1min);
    EXPECT_TRUE(read_rate("1000000/1s"));
    for (const auto* text : {"", "/", "10", "10/", "/1m", "0/1m", "10/0s", "10/1", "1000001/1s",
                             "-1/1m", "10/1m/1m", "10 / 1m", "off"}) {
        EXPECT_EQ(read_rate(text), std::nullopt) << text;
    }
}

TEST(SettingValues, reads_a_host_without_its_brackets_and_a_port) {
    using Listen = std::pair<std::string, std::uint16_t>;
    EXPECT_EQ(read_listen("127.0.0.1:8000"), (Listen{"127.0.0.1", 8000}));
    EXPECT_EQ(read_listen("[::1]:65535"), (Listen{"::1", 65535}));
    EXPECT_EQ(read_listen("localhost:0"), (Listen{"localhost", 0}));
    for (const auto* text :
         {"", ":", ":8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1:http", "::1", "::1:8000", "[::1]", "[]:8000", "[::1:8000", "::1]:8000",
          "[127.0.0.1]:8000", "127.0.0.1: 8000"}) {
        EXPECT_EQ(read_listen(text), std::nullopt) << text;
    }
}

TEST(SettingValues, knows_an_address_from_what_only_looks_like_one) {
    for (const auto* text : {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "fd00::",
                             "1:2:3:4:5:6:7:8", "1::8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
                             "::ffff:127.0.0.1", "1:2:3:4:5:6:1.2.3.4", "FE80::aBcD%eth0"}) {
        EXPECT_TRUE(is_address(text)) << text;
    }
    for (const auto* text : {"",
                             "1",
                             "1.2.3",
                             "1.2.3.4.5",
                             "1.2.3.4.",
                             ".1.2.3.4",
                             "1..3.4",
                             "1.2.3.256",
                             "01.2.3.4",
                             "1.2.3.4 ",
                             "a.b.c.d",
                             "0x7f.0.0.1",
                             "-1.2.3.4",
                             "1.2.3.4%eth0",
                             ":",
                             ":::",
                             "1",
                             ":1",
                             "1:",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "1::2::3",
                             "1:2:3:4:5:6:7::8",
                             "::12345",
                             "::g",
                             "1.2.3.4::",
                             "::1.2.3.4:5",
                             "::1.2.3",
                             "::1%",
                             "[::1]",
                             "::1/64"}) {
        EXPECT_FALSE(is_address(text)) << text;
    }
}

TEST(SettingValues, knows_a_network_by_an_address_and_its_bits) {
    for (const auto* text :
         {"10.0.0.0/8", "0.0.0.0/0", "10.0.0.1/32", "fd00::/8", "::/0", "::1/128"}) {
        EXPECT_TRUE(is_network(text)) << text;
    }
    for (const auto* text :
         {"", "/", "/8", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
          "10.0.0/8", "::/129", "fe80::1%eth0/64", "10.0.0.0/255.0.0.0"}) {
        EXPECT_FALSE(is_network(text)) << text;
    }
}

TEST(SettingValues, knows_as_an_address_or_network_what_the_server_can_trust) {
    for (const std::string text :
         {"127.0.0.1", "255.255.255.255", "::", "::1", "1::8", "1:2:3:4:5:6:7::",
          "::ffff:127.0.0.1", "1:2:3:4:5:6:1.2.3.4", "FE80::aBcD%1", "10.0.0.0/8", "0.0.0.0/0",
          "10.0.0.1/32", "10.0.0.9/08", "fd00::/8", "::/0", "::1/128", "::ffff:10.0.0.0/104"}) {
        EXPECT_TRUE(is_address(text) || is_network(text)) << text;
        const std::vector proxies{text};
        EXPECT_NO_THROW(net::TrustedProxies{proxies}) << text;
    }
}

TEST(SettingValues, reads_lists_divided_by_commas) {
    EXPECT_THAT(read_list(""), testing::IsEmpty());
    EXPECT_THAT(read_list(" , ,"), testing::IsEmpty());
    EXPECT_THAT(read_list("a"), testing::ElementsAre("a"));
    EXPECT_THAT(read_list(" a ,b c,, d"), testing::ElementsAre("a", "b c", "d"));
}

}  // namespace
}  // namespace cardea::server
