#include <cardea/net/server.hpp>

#include <cardea/net/worker.hpp>

#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace cardea::net {
namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

std::string text_of(const std::string& host, std::uint16_t port) {
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Endpoint endpoint_of(const ServerOptions& options) {
    const std::string host = options.host == "localhost" ? "127.0.0.1" : options.host;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    if (error) {
        throw std::runtime_error{"cannot listen on '" + options.host +
                                 "': it is no IP address (127.0.0.1, 0.0.0.0, ::1 …)"};
    }
    return {address, options.port};
}

/// Finds out whether another process serves this address: with SO_REUSEPORT, which the workers need
/// among themselves, the system would let us share it silently. Binding without it fails beside a
/// listener, and not beside connections that are only dying.
void probe(const Endpoint& endpoint) {
    boost::asio::io_context loop;
    boost::asio::ip::tcp::acceptor probed{loop};
    probed.open(endpoint.protocol());
    probed.set_option(boost::asio::socket_base::reuse_address(true));
    probed.bind(endpoint);
}

}  // namespace

struct Server::State {
    TrustedProxies proxies;
    std::chrono::milliseconds shutdown_time_max{};
    std::uint16_t port = 0;
    std::vector<std::unique_ptr<Worker>> workers;
};

Server::Server(const ServerOptions& options, RequestHandler& handler)
    : state_{std::make_unique<State>()} {
    auto endpoint = endpoint_of(options);
    const auto count = options.workers == 0 ? usable_cores() : options.workers;
    state_->shutdown_time_max = options.shutdown_time_max;
    state_->proxies = TrustedProxies{options.trusted_proxies};
    try {
        if (options.port != 0) probe(endpoint);
        for (std::size_t at = 0; at < count; ++at) {
            auto worker = std::make_unique<Worker>(options.limits, state_->proxies, handler);
            worker->listen(endpoint);
            endpoint = worker->endpoint();
            state_->workers.push_back(std::move(worker));
        }
        state_->port = endpoint.port();
    } catch (const boost::system::system_error& error) {
        const auto address = text_of(options.host, options.port);
        if (error.code() == boost::asio::error::address_in_use) {
            throw std::runtime_error{"cannot listen on " + address +
                                     ": it is in use by another program"};
        }
        throw std::runtime_error{"cannot listen on " + address + ": " + error.code().message()};
    }
}

Server::~Server() = default;

std::uint16_t Server::port() const { return state_->port; }

void Server::run(const std::function<void(Executor)>& on_worker_start) {
    std::mutex mutex;
    std::exception_ptr failure;  // the first one
    const auto run_worker = [&](Worker& worker) {
        try {
            worker.run(on_worker_start);
        } catch (...) {
            {
                const std::lock_guard lock{mutex};
                if (!failure) failure = std::current_exception();
            }
            stop();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t at = 1; at < state_->workers.size(); ++at) {
            others.emplace_back([&, at] { run_worker(*state_->workers[at]); });
        }
        run_worker(*state_->workers.front());
    }
    if (failure) std::rethrow_exception(failure);
}

void Server::stop() {
    for (const auto& worker : state_->workers) worker->stop(state_->shutdown_time_max);
}

}  // namespace cardea::net
