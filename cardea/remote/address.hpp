// A URL that may be fetched. What is no https is refused here, and nowhere else; the parser is the
// one that fetches, so that there are no two to disagree.
#pragma once

#include <cardea/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cardea::remote {

/// Whether a URL without TLS is taken: never, on this machine alone, or from anywhere.
enum class PlainHttp { refused, loopback, anywhere };

class Address {
public:
    static constexpr std::size_t url_bytes_max = 2048;

    /// Reads an absolute URL with scheme and host. `http` is taken as far as `plain` says; the
    /// loopback is 127.0.0.0/8, ::1 and `localhost`, which is never asked of DNS.
    /// Errors: `Errc::address`, also for a URL with a user name.
    [[nodiscard]] static Result<Address> read(std::string_view url, PlainHttp plain);

    /// As the parser wrote it anew.
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] bool is_plain() const { return is_plain_; }
    [[nodiscard]] bool is_loopback() const { return is_loopback_; }
    /// Whether it has neither query nor fragment, as the URL of an issuer.
    /// Spec: RFC 8414 section 2.
    [[nodiscard]] bool is_bare() const { return is_bare_; }

    /// Where an issuer at this URL publishes its discovery document: behind its path.
    /// Spec: OpenID Connect Discovery 1.0 section 4.
    [[nodiscard]] Address openid_configuration() const;
    /// The same of OAuth 2, between host and path.
    /// Spec: RFC 8414 section 3.1.
    [[nodiscard]] Address oauth_authorization_server() const;

private:
    Address() = default;
    [[nodiscard]] Address with_path(const std::string& path) const;

    std::string url_;
    std::string path_;  // as in the URL, without a slash at its end
    bool is_plain_ = false;
    bool is_loopback_ = false;
    bool is_bare_ = true;
};

/// A text of somebody else as it may stand in a log: printable ASCII, at most 200 bytes.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace cardea::remote
