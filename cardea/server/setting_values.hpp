// How the values of settings are written: `15m`, `64KiB`, `10/1m`, `127.0.0.1:8000`.
#pragma once

#include <cardea/accounts/throttle.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::server {

/// A decimal number: `8080`. This one and those below are empty where the text is not of its form.
[[nodiscard]] std::optional<std::uint64_t> read_number(std::string_view text);
/// `true`, `false`.
[[nodiscard]] std::optional<bool> read_switch(std::string_view text);
/// `10s`, `15m`, `12h`, `30d`.
[[nodiscard]] std::optional<std::chrono::seconds> read_duration(std::string_view text);
/// Bytes: `8192B`, `64KiB`, `19MiB`, `1GiB`; a bare number is bytes.
[[nodiscard]] std::optional<std::uint64_t> read_size(std::string_view text);
/// `10/1m`.
[[nodiscard]] std::optional<accounts::Rate> read_rate(std::string_view text);
/// `127.0.0.1:8000`, `[::1]:8000`: host without brackets, and port.
[[nodiscard]] std::optional<std::pair<std::string, std::uint16_t>> read_listen(
    std::string_view text);
/// Whether it is an IP address: `127.0.0.1`, `::1`, `fe80::1%eth0`.
[[nodiscard]] bool is_address(std::string_view text);
/// `10.0.0.0/8`, `fd00::/8`.
[[nodiscard]] bool is_network(std::string_view text);
/// Divided by commas, each trimmed; empty ones left out.
[[nodiscard]] std::vector<std::string> read_list(std::string_view text);

}  // namespace cardea::server
