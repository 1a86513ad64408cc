// One GET after another, each within limits: all that knows libcurl's transfers.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/remote/address.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cardea::remote {

struct TransportOptions {
    std::chrono::milliseconds connect_timeout{};
    std::size_t body_bytes_max = 0;
    std::string ca_file;  ///< Instead of the system's authorities; empty for those.
    bool uses_proxy_of_environment = false;
};

/// What was answered, whatever the status.
struct Answer {
    long status = 0;
    std::string body{};
    std::optional<std::chrono::seconds> fresh_for{};
};

/// Threads: `get` on one at a time; `wake` on any.
class Transport {
public:
    static constexpr std::chrono::milliseconds tick{100};
    static constexpr std::size_t head_bytes_max = 64 * 1024;

    explicit Transport(TransportOptions options);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    /// Semantics: `goes_on` is called at least every `tick`, and whenever `wake` was; where it is
    ///            false, the transfer ends.
    /// Errors:    `Errc::unreachable`, `untrusted`, `timed_out`, `too_large`, `stopped`, with a
    ///            sentence that begins with the URL.
    Result<Answer> get(const Address& address, std::chrono::steady_clock::time_point deadline,
                       const std::function<bool()>& goes_on);

    /// Makes `get` call its `goes_on` now.
    void wake();

private:
    struct Multi;
    TransportOptions options_;
    std::unique_ptr<Multi> multi_;
};

}  // namespace cardea::remote
