#include <cardea/net/worker.hpp>

#include <cardea/net/connection.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

#include <ctime>
#include <random>

namespace cardea::net {
namespace {

constexpr std::chrono::milliseconds tick_time{100};
constexpr boost::asio::use_awaitable_t<Executor> awaitable{};

/// Spreads a counter over 64 bits (splitmix64), so that ids do not tell how many there were.
std::uint64_t mixed(std::uint64_t number) {
    number += 0x9e3779b97f4a7c15;
    number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27U)) * 0x94d049bb133111eb;
    return number ^ (number >> 31U);
}

}  // namespace

Worker::Worker(const Limits& limits, const TrustedProxies& proxies, RequestHandler& handler)
    : limits_{limits}, proxies_{&proxies}, handler_{&handler} {
    std::random_device entropy;
    id_seed_ = (std::uint64_t{entropy()} << 32U) | entropy();
    tell_time();
}

Worker::~Worker() = default;

void Worker::listen(const boost::asio::ip::tcp::endpoint& endpoint) {
    listener_.open(endpoint.protocol());
    listener_.set_option(boost::asio::socket_base::reuse_address(true));
    const int on = 1;
    if (::setsockopt(listener_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        throw boost::system::system_error{errno, boost::system::system_category()};
    }
    listener_.bind(endpoint);
    listener_.listen(boost::asio::socket_base::max_listen_connections);
}

std::string Worker::make_request_id() {
    constexpr std::string_view digits = "0123456789abcdef";
    auto number = mixed(id_seed_ + ids_++);
    std::string id(16, '0');
    for (auto& digit : id) {
        digit = digits[number & 15U];
        number >>= 4U;
    }
    return id;
}

void Worker::enlist(Connection& connection) {
    connection.place = connections_.size();
    connections_.push_back(&connection);
}

void Worker::strike_off(Connection& connection) {
    connections_.back()->place = connection.place;
    connections_[connection.place] = connections_.back();
    connections_.pop_back();
}

void Worker::run_later(std::vector<AfterAnswer> works) {
    boost::asio::co_spawn(loop_, run_now(std::move(works)), boost::asio::detached);
}

Async<> Worker::run_now(std::vector<AfterAnswer> works) {
    ++works_;
    return run_all(std::move(works));
}

Async<> Worker::run_all(std::vector<AfterAnswer> works) {
    for (const auto& work : works) {
        try {
            co_await work();
        } catch (...) {
            // The app has been told already (App::on_background_failure).
        }
    }
    --works_;
}

void Worker::tell_time() {
    now_ = Instant::clock::now();
    const auto second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (second == dated_) return;
    dated_ = second;
    const std::time_t time = std::chrono::system_clock::to_time_t(second);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[64];
    date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
}

void Worker::run(const std::function<void(Executor)>& on_start) {
    tell_time();
    if (on_start) on_start(loop_.get_executor());
    boost::asio::co_spawn(loop_, accept(), boost::asio::detached);
    boost::asio::co_spawn(loop_, tick(), boost::asio::detached);
    loop_.run();
}

void Worker::stop(std::chrono::milliseconds time_max) {
    boost::asio::post(loop_, [this, time_max] { begin_to_stop(time_max); });
}

void Worker::begin_to_stop(std::chrono::milliseconds time_max) {
    if (is_stopping_) return;
    is_stopping_ = true;
    stop_by_ = Instant::clock::now() + time_max;
    boost::system::error_code ignored;
    listener_.close(ignored);
    for (auto* connection : connections_) connection->end_if_idle();
    timer_.cancel();
}

Async<> Worker::accept() {
    while (!is_stopping_) {
        boost::system::error_code error;
        if (connections_.size() >= limits_.connections_max) {
            error = boost::asio::error::no_descriptors;
        } else {
            Socket socket{loop_.get_executor()};
            boost::asio::ip::tcp::endpoint peer;  // the socket can't tell it once the peer has left
            co_await listener_.async_accept(socket, peer,
                                            boost::asio::redirect_error(awaitable, error));
            if (!error) {
                auto connection =
                    std::make_shared<Connection>(std::move(socket), peer.address(), *this);
                boost::asio::co_spawn(loop_, serve(std::move(connection)), boost::asio::detached);
            }
        }
        if (error && !is_stopping_) {
            // Out of descriptors or connections: who waits stays in the kernel's queue meanwhile.
            Timer pause{loop_, tick_time};
            co_await pause.async_wait(boost::asio::redirect_error(awaitable, error));
        }
    }
}

// Every deadline of this loop is looked after here, a tenth of a second late at most.
Async<> Worker::tick() {
    while (!is_stopping_ || ((!connections_.empty() || works_ > 0) && now_ < stop_by_)) {
        timer_.expires_after(tick_time);
        boost::system::error_code ignored;
        co_await timer_.async_wait(boost::asio::redirect_error(awaitable, ignored));
        tell_time();
        for (auto* connection : connections_) connection->check_deadline(now_);
    }
    loop_.stop();  // whatever else still lives on it
}

}  // namespace cardea::net
