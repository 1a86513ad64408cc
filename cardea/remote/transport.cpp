#include <cardea/remote/transport.hpp>

#include <cardea/remote/errc.hpp>
#include <cardea/remote/freshness.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>
#include <utility>

namespace cardea::remote {
namespace {

/// The library's start, once a process. It is not ended: others in the process may use it too.
void start_curl() {
    static const CURLcode started = ::curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error{"libcurl does not start"};
}

struct EasyDeleter {
    void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
struct ListDeleter {
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
struct MultiDeleter {
    void operator()(CURLM* multi) const { ::curl_multi_cleanup(multi); }
};

/// What arrives; the body's memory is there before, so that nothing throws inside of libcurl.
struct Arrival {
    std::string body;
    std::size_t body_bytes_max;
    std::size_t head_bytes = 0;
    bool is_too_large = false;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* arrival) noexcept {
    auto& to = *static_cast<Arrival*>(arrival);
    if (size > to.body_bytes_max - to.body.size()) {
        to.is_too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    to.body.append(bytes, size);
    return size;
}

std::size_t take_head(char*, std::size_t, std::size_t size, void* arrival) noexcept {
    auto& to = *static_cast<Arrival*>(arrival);
    to.head_bytes += size;
    if (to.head_bytes <= Transport::head_bytes_max) return size;
    to.is_too_large = true;
    return CURL_WRITEFUNC_ERROR;
}

Errc errc_of(CURLcode failed) {
    switch (failed) {
        case CURLE_OPERATION_TIMEDOUT: return Errc::timed_out;
        case CURLE_FILESIZE_EXCEEDED: return Errc::too_large;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS: return Errc::untrusted;
        default: return Errc::unreachable;
    }
}

/// How long the answer stays good, by its own fields.
std::optional<std::chrono::seconds> freshness_of(CURL* easy) {
    std::optional<std::chrono::seconds> fresh_for;
    curl_header* field = nullptr;
    for (std::size_t at = 0;
         !fresh_for &&
         ::curl_easy_header(easy, "Cache-Control", at, CURLH_HEADER, -1, &field) == CURLHE_OK;
         ++at) {
        fresh_for = max_age_of(field->value);
    }
    if (fresh_for && ::curl_easy_header(easy, "Age", 0, CURLH_HEADER, -1, &field) == CURLHE_OK) {
        const auto age = seconds_of(field->value).value_or(std::chrono::seconds{0});
        *fresh_for -= std::min(age, *fresh_for);
    }
    return fresh_for;
}

}  // namespace

struct Transport::Multi {
    std::unique_ptr<CURLM, MultiDeleter> handle{(start_curl(), ::curl_multi_init())};
};

Transport::Transport(TransportOptions options)
    : options_{std::move(options)}, multi_{std::make_unique<Multi>()} {
    if (!multi_->handle) throw std::bad_alloc{};
}

Transport::~Transport() = default;

void Transport::wake() { ::curl_multi_wakeup(multi_->handle.get()); }

Result<Answer> Transport::get(const Address& address,
                              std::chrono::steady_clock::time_point deadline,
                              const std::function<bool()>& goes_on) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    const auto failed_with = [&](Errc errc, std::string_view why) {
        return Error{errc, printable(address.url()) + ": " + printable(why)};
    };
    if (left.count() <= 0) return failed_with(Errc::timed_out, "no time is left for it");

    Arrival arrival{.body = {}, .body_bytes_max = options_.body_bytes_max};
    arrival.body.reserve(options_.body_bytes_max);
    std::array<char, CURL_ERROR_SIZE> told{};
    const std::unique_ptr<curl_slist, ListDeleter> fields{
        ::curl_slist_append(nullptr, "Accept: application/jwk-set+json, application/json")};
    const std::unique_ptr<CURL, EasyDeleter> owned{::curl_easy_init()};
    if (!fields || !owned) throw std::bad_alloc{};
    CURL* easy = owned.get();
    bool is_set = true;
    const auto set = [&](CURLoption option, auto value) {
        is_set = ::curl_easy_setopt(easy, option, value) == CURLE_OK && is_set;
    };
    set(CURLOPT_URL, address.url().c_str());
    set(CURLOPT_PROTOCOLS_STR, address.is_plain() ? "http" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_HTTPHEADER, fields.get());
    set(CURLOPT_USERAGENT, "cardea");
    // Threads have no signals; and a resolver that hangs is left behind, not waited for.
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_.body_bytes_max));
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, &arrival);
    set(CURLOPT_HEADERFUNCTION, &take_head);
    set(CURLOPT_HEADERDATA, &arrival);
    set(CURLOPT_ERRORBUFFER, told.data());
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_CA_CACHE_TIMEOUT, 0L);  // authorities that were withdrawn are not kept
    if (!options_.ca_file.empty()) {
        set(CURLOPT_CAINFO, options_.ca_file.c_str());
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    // What comes from this machine comes from it directly: the way there may be without TLS.
    if (!options_.uses_proxy_of_environment || address.is_loopback()) set(CURLOPT_PROXY, "");
    if (!is_set) return failed_with(Errc::unreachable, "libcurl lacks an option that is needed");

    CURLM* multi = multi_->handle.get();
    if (::curl_multi_add_handle(multi, easy) != CURLM_OK) throw std::bad_alloc{};
    struct Removal {
        CURLM* multi;
        CURL* easy;
        ~Removal() { ::curl_multi_remove_handle(multi, easy); }
    } const removal{multi, easy};
    for (int running = 1; running > 0;) {
        if (!goes_on()) return failed_with(Errc::stopped, "stopped");
        if (::curl_multi_perform(multi, &running) != CURLM_OK ||
            (running > 0 && ::curl_multi_poll(multi, nullptr, 0, static_cast<int>(tick.count()),
                                              nullptr) != CURLM_OK)) {
            return failed_with(Errc::unreachable, "libcurl cannot go on");
        }
    }
    int queued = 0;
    const CURLMsg* done = ::curl_multi_info_read(multi, &queued);
    const CURLcode result = done != nullptr ? done->data.result : CURLE_FAILED_INIT;
    if (arrival.is_too_large || result == CURLE_FILESIZE_EXCEEDED)
        return failed_with(Errc::too_large, "more bytes than a set of keys may have");
    if (result != CURLE_OK)
        return failed_with(errc_of(result),
                           told[0] != '\0' ? told.data() : ::curl_easy_strerror(result));
    Answer answer;
    ::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.fresh_for = freshness_of(easy);
    answer.body = std::move(arrival.body);
    answer.body.shrink_to_fit();
    return answer;
}

}  // namespace cardea::remote
