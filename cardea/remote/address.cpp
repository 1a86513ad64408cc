#include <cardea/remote/address.hpp>

#include <cardea/remote/errc.hpp>

#include <curl/curl.h>

#include <charconv>
#include <memory>
#include <optional>
#include <utility>

namespace cardea::remote {
namespace {

constexpr std::size_t printable_bytes_max = 200;

struct UrlDeleter {
    void operator()(CURLU* url) const { ::curl_url_cleanup(url); }
};
using UrlPtr = std::unique_ptr<CURLU, UrlDeleter>;

/// Empty where the URL has no such part.
std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (::curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&::curl_free)> owned{text, &::curl_free};
    return std::string{text};
}

/// The parser has put numeric hosts of all kinds into four decimal numbers.
bool is_loopback_host(std::string_view host) {
    if (host == "localhost" || host == "[::1]") return true;
    for (int at = 0; at < 4; ++at) {
        unsigned number = 256;
        const auto end = host.data() + host.size();
        const auto [rest, failed] = std::from_chars(host.data(), end, number);
        if (failed != std::errc{} || number > 255 || (at == 0 && number != 127)) return false;
        host.remove_prefix(static_cast<std::size_t>(rest - host.data()));
        if (at == 3) return host.empty();
        if (!host.starts_with('.')) return false;
        host.remove_prefix(1);
    }
    return false;
}

Error refused_address(std::string_view url, std::string_view why) {
    return Error{Errc::address, printable(url) + ": " + std::string{why}};
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, printable_bytes_max)) out += c >= ' ' && c <= '~' ? c : '?';
    if (text.size() > printable_bytes_max) out += "...";
    return out;
}

Result<Address> Address::read(std::string_view url, PlainHttp plain) {
    if (url.size() > url_bytes_max) return refused_address(url, "the URL is too long");
    if (url.find('\0') != std::string_view::npos)
        return refused_address(url, "the URL has a NUL in it");
    Address address;
    address.is_plain_ = url.starts_with("http://");
    const bool is_secure = url.starts_with("https://");
    if (!address.is_plain_ && !is_secure)
        return refused_address(url, "a URL that begins with https:// is needed");
    if (url.substr(url.find(':') + 3).starts_with('/'))
        return refused_address(url, "the URL has no host");

    const UrlPtr parsed{::curl_url()};
    if (!parsed) throw std::bad_alloc{};
    if (const auto failed =
            ::curl_url_set(parsed.get(), CURLUPART_URL, std::string{url}.c_str(), 0))
        return refused_address(url, ::curl_url_strerror(failed));
    if (part_of(parsed.get(), CURLUPART_USER) || part_of(parsed.get(), CURLUPART_PASSWORD))
        return refused_address(url, "a user name in the URL is refused");
    address.is_bare_ = url.find_first_of("?#") == std::string_view::npos;
    ::curl_url_set(parsed.get(), CURLUPART_FRAGMENT, nullptr, 0);
    address.is_loopback_ = is_loopback_host(part_of(parsed.get(), CURLUPART_HOST).value_or(""));
    if (address.is_plain_ && plain != PlainHttp::anywhere) {
        if (plain == PlainHttp::refused)
            return refused_address(url, "https is demanded, since whoever names this URL has it");
        if (!address.is_loopback_)
            return refused_address(url, "https is demanded of all but this machine's loopback");
    }
    address.url_ = part_of(parsed.get(), CURLUPART_URL).value_or("");
    address.path_ = part_of(parsed.get(), CURLUPART_PATH).value_or("");
    if (address.path_.ends_with('/')) address.path_.pop_back();
    return address;
}

Address Address::openid_configuration() const {
    return with_path(path_ + "/.well-known/openid-configuration");
}

Address Address::oauth_authorization_server() const {
    return with_path("/.well-known/oauth-authorization-server" + path_);
}

Address Address::with_path(const std::string& path) const {
    const UrlPtr changed{::curl_url()};
    if (!changed || ::curl_url_set(changed.get(), CURLUPART_URL, url_.c_str(), 0) != CURLUE_OK ||
        ::curl_url_set(changed.get(), CURLUPART_PATH, path.c_str(), 0) != CURLUE_OK) {
        throw std::bad_alloc{};
    }
    Address address{*this};
    address.url_ = part_of(changed.get(), CURLUPART_URL).value_or("");
    address.path_ = path;
    return address;
}

}  // namespace cardea::remote
