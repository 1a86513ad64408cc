// For tests: a server of somebody else on a port of its own, which answers as it is told: well,
// late, wrongly, without end. And certificates for it.
#pragma once

#include <cardea/base/quiet_thread.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace cardea::remote {

/// A key and a certificate for it that is its own authority, good for `names`: `DNS:localhost`.
class Certificate {
public:
    explicit Certificate(const char* names) {
        key_.reset(::EVP_EC_gen("P-256"));
        x509_.reset(::X509_new());
        X509* made = x509_.get();
        ::X509_set_version(made, X509_VERSION_3);
        ::ASN1_INTEGER_set(::X509_get_serialNumber(made), 1);
        ::X509_gmtime_adj(::X509_getm_notBefore(made), -3600);
        ::X509_gmtime_adj(::X509_getm_notAfter(made), 3600);
        const std::string name{"Cardea test"};
        X509_NAME* subject = ::X509_get_subject_name(made);
        ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(name.data()),
                                     static_cast<int>(name.size()), -1, 0);
        ::X509_set_issuer_name(made, subject);
        ::X509_set_pubkey(made, key_.get());
        add(NID_basic_constraints, "critical,CA:TRUE");
        add(NID_subject_alt_name, names);
        if (::X509_sign(made, key_.get(), ::EVP_sha256()) == 0)
            throw std::runtime_error{"no certificate"};
        const int file = ::mkstemp(path_.data());
        FILE* out = ::fdopen(file, "w");
        ::PEM_write_X509(out, made);
        std::fclose(out);
    }
    ~Certificate() { ::unlink(path_.c_str()); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

    /// A PEM file that has it, for those who are to trust it.
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] X509* x509() const { return x509_.get(); }
    [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

private:
    void add(int extension, const char* value) {
        const std::unique_ptr<X509_EXTENSION, decltype(&::X509_EXTENSION_free)> made{
            ::X509V3_EXT_conf_nid(nullptr, nullptr, extension, value), &::X509_EXTENSION_free};
        if (!made) throw std::runtime_error{"no extension"};
        ::X509_add_ext(x509_.get(), made.get(), -1);
    }

    std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key_{nullptr, &::EVP_PKEY_free};
    std::unique_ptr<X509, decltype(&::X509_free)> x509_{nullptr, &::X509_free};
    std::string path_ = "/tmp/cardea-certificate-XXXXXX";
};

/// One connection, whose request has been read to the end of its head.
class Visit {
public:
    Visit(boost::asio::ip::tcp::socket socket, SSL_CTX* tls, const std::atomic<bool>& is_over)
        : socket_{std::move(socket)}, is_over_{&is_over} {
        if (tls == nullptr) return;
        tls_.reset(::SSL_new(tls));
        ::SSL_set_fd(tls_.get(), socket_.native_handle());
    }

    /// The target of the request; empty where none came.
    std::string read_target() {
        if (tls_ && (!wait_for(POLLIN) || ::SSL_accept(tls_.get()) != 1)) return {};
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos) {
            const auto before = head.size();
            head.resize(before + 4096);
            const auto read = read_some(head.data() + before, 4096);
            head.resize(before + read);
            if (read == 0 || head.front() < 'A') return {};  // such as TLS where none is spoken
        }
        const auto begin = head.find(' ') + 1;
        return head.substr(begin, head.find(' ', begin) - begin);
    }

    /// False where the other side has gone, or the test is over.
    bool send(std::string_view text) {
        while (!text.empty()) {
            if (!wait_for(POLLOUT)) return false;
            std::size_t sent = 0;
            if (tls_) {
                const int did = ::SSL_write(tls_.get(), text.data(), static_cast<int>(text.size()));
                sent = did > 0 ? static_cast<std::size_t>(did) : 0;
            } else {
                boost::system::error_code failed;
                sent = socket_.write_some(boost::asio::buffer(text), failed);
            }
            if (sent == 0) return false;
            text.remove_prefix(sent);
        }
        return true;
    }

    /// Says nothing more until the other side has gone, or the test is over.
    void stall() {
        char byte = 0;
        while (read_some(&byte, 1) != 0) {}
    }

    /// A pause of that length, unless the test is over before.
    bool pause(std::chrono::milliseconds time) {
        const auto until = std::chrono::steady_clock::now() + time;
        while (!*is_over_ && std::chrono::steady_clock::now() < until) ::poll(nullptr, 0, 5);
        return !*is_over_;
    }

private:
    bool wait_for(short events) {
        pollfd polled{.fd = socket_.native_handle(), .events = events, .revents = 0};
        while (!*is_over_) {
            if (::poll(&polled, 1, 10) > 0) return true;
        }
        return false;
    }
    std::size_t read_some(char* to, std::size_t size) {
        if (!(tls_ && ::SSL_pending(tls_.get()) > 0) && !wait_for(POLLIN)) return 0;
        if (tls_) {
            const int read = ::SSL_read(tls_.get(), to, static_cast<int>(size));
            return read > 0 ? static_cast<std::size_t>(read) : 0;
        }
        boost::system::error_code failed;
        return socket_.read_some(boost::asio::buffer(to, size), failed);
    }

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<SSL, decltype(&::SSL_free)> tls_{nullptr, &::SSL_free};
    const std::atomic<bool>* is_over_;
};

/// A whole answer with that body.
inline std::string answer_of(std::string_view body, std::string_view status = "200 OK",
                             std::string_view fields = "") {
    return "HTTP/1.1 " + std::string{status} +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n" +
           std::string{fields} + "\r\n" + std::string{body};
}

/// Serves on the loopback, a thread a connection. Threads: any, all members.
class TestServer {
public:
    using Script = std::function<void(Visit&)>;

    /// With `certificate`, over TLS.
    explicit TestServer(const Certificate* certificate = nullptr) {
        if (certificate != nullptr) {
            tls_.reset(::SSL_CTX_new(::TLS_server_method()));
            ::SSL_CTX_use_certificate(tls_.get(), certificate->x509());
            ::SSL_CTX_use_PrivateKey(tls_.get(), certificate->key());
        }
        port_ = acceptor_.local_endpoint().port();
        acceptor_.non_blocking(true);
        thread_ = start_quiet_thread([this] { accept(); });
    }
    ~TestServer() {
        is_over_ = true;
        thread_.join();
        visits_.clear();  // joins
    }
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    [[nodiscard]] std::string url(std::string_view path = "") const {
        return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
               std::string{path};
    }

    /// From now on that path is answered so; another one with 404.
    void on(const std::string& path, Script script) {
        const std::lock_guard lock{mutex_};
        scripts_[path] = std::move(script);
    }
    void on(const std::string& path, std::string answer) {
        on(path, [answer = std::move(answer)](Visit& visit) { visit.send(answer); });
    }

    /// How often that path was asked for.
    [[nodiscard]] std::size_t count(const std::string& path) {
        const std::lock_guard lock{mutex_};
        return counts_[path];
    }
    /// Blocks until it was asked for that often; false where that takes ten seconds.
    bool wait_for_count(const std::string& path, std::size_t count) {
        std::unique_lock lock{mutex_};
        return counted_.wait_for(lock, std::chrono::seconds{10},
                                 [&] { return counts_[path] >= count; });
    }

private:
    void accept() {
        pollfd polled{.fd = acceptor_.native_handle(), .events = POLLIN, .revents = 0};
        while (!is_over_) {
            if (::poll(&polled, 1, 10) <= 0) continue;
            boost::system::error_code failed;
            boost::asio::ip::tcp::socket socket{loop_};
            acceptor_.accept(socket, failed);
            if (failed) continue;
            socket.non_blocking(false, failed);
            auto visit = std::make_shared<Visit>(std::move(socket), tls_.get(), is_over_);
            visits_.push_back(start_quiet_thread([this, visit] { answer(*visit); }));
        }
    }
    void answer(Visit& visit) {
        const auto path = visit.read_target();
        if (path.empty()) return;
        Script script = [](Visit& lost) { lost.send(answer_of("", "404 Not Found")); };
        {
            const std::lock_guard lock{mutex_};
            ++counts_[path];
            const auto found = scripts_.find(path);
            if (found != scripts_.end()) script = found->second;
        }
        counted_.notify_all();
        script(visit);
    }

    boost::asio::io_context loop_;
    boost::asio::ip::tcp::acceptor acceptor_{loop_,
                                             {boost::asio::ip::make_address("127.0.0.1"), 0}};
    std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> tls_{nullptr, &::SSL_CTX_free};
    std::uint16_t port_ = 0;
    std::atomic<bool> is_over_{false};
    std::mutex mutex_;
    std::condition_variable counted_;
    std::map<std::string, Script> scripts_;
    std::map<std::string, std::size_t> counts_;
    std::list<std::jthread> visits_;  // the accepting thread's, until it is joined
    std::jthread thread_;
};

}  // namespace cardea::remote
