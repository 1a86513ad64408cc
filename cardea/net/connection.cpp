#include <cardea/net/connection.hpp>

#include <cardea/base/character_set.hpp>
#include <cardea/http/errc.hpp>
#include <cardea/http/problem.hpp>
#include <cardea/net/codec/answer_writer.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstring>

namespace cardea::net {
namespace {

constexpr boost::asio::use_awaitable_t<Executor> as_awaitable{};
constexpr std::size_t in_bytes_start = 4 * 1024;
constexpr std::size_t chunk_bytes = 4 * 1024;
constexpr std::size_t out_bytes_max = 64 * 1024;  // of answers that wait for others to be ready
constexpr std::size_t request_id_bytes_max = 64;

bool is_sane_id(std::string_view id) {
    constexpr CharacterSet sane{"azAZ09", "-_."};
    return !id.empty() && id.size() <= request_id_bytes_max &&
           std::all_of(id.begin(), id.end(), [&](char character) { return sane.has(character); });
}

}  // namespace

Async<> serve(std::shared_ptr<Connection> connection) { co_await connection->run(); }

Connection::Connection(Socket socket, const Address& peer, Worker& worker)
    : worker_{&worker},
      socket_{std::move(socket)},
      peer_{plain(peer)},
      is_from_proxy_{worker.proxies().trust(peer_)},
      client_{peer_},
      address_{client_.to_string()},
      network_{network_of(client_)},
      head_{worker.limits()},
      in_(in_bytes_start) {
    boost::system::error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    worker_->enlist(*this);
}

Connection::~Connection() { worker_->strike_off(*this); }

void Connection::end_if_idle() {
    boost::system::error_code ignored;
    if (is_idle_) socket_.cancel(ignored);
}

void Connection::check_deadline(Instant now) {
    if (now < deadline_) return;
    is_overdue_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);  // what waits on the socket ends with an error, and looks here why
}

void Connection::wait_until(Instant deadline) {
    deadline_ = deadline;
    is_overdue_ = false;
}

Async<> Connection::run() {
    auto next = Next::request;
    while (next == Next::request) {
        next = co_await read_head();
        if (next == Next::request) next = co_await answer_request();
    }
    const bool has_sent = co_await flush();
    if (next == Next::linger && has_sent) co_await linger();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

Async<Connection::Arrival> Connection::receive(char* to, std::size_t size, std::size_t& received) {
    boost::system::error_code error;
    received = co_await socket_.async_read_some(boost::asio::buffer(to, size),
                                                boost::asio::redirect_error(as_awaitable, error));
    if (is_overdue_) co_return Arrival::overdue;
    co_return error ? Arrival::end : Arrival::bytes;
}

Async<Connection::Arrival> Connection::receive_more() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == in_.size()) {
        if (begin_ > 0) {
            std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        } else {
            in_.resize(in_.size() * 2);  // bounded: the head reader ends what grows too large
        }
    }
    std::size_t received = 0;
    const auto arrival = co_await receive(in_.data() + end_, in_.size() - end_, received);
    end_ += received;
    co_return arrival;
}

Async<bool> Connection::flush() {
    if (out_.empty()) co_return true;
    wait_until(worker_->now() + worker_->limits().idle_time_max);
    boost::system::error_code error;
    co_await boost::asio::async_write(socket_, boost::asio::buffer(out_),
                                      boost::asio::redirect_error(as_awaitable, error));
    out_.clear();
    if (out_.capacity() > 2 * out_bytes_max) out_.shrink_to_fit();
    wait_until(Instant::max());
    co_return !error;
}

// Closing at once would reset the connection under the client that is still sending, and with it
// the answer that it has not read yet.
Async<> Connection::linger() {
    boost::system::error_code error;
    socket_.shutdown(boost::asio::socket_base::shutdown_send, error);
    if (error) co_return;
    wait_until(worker_->now() + worker_->limits().drain_time_max);
    std::size_t received = 0;
    auto arrival = Arrival::bytes;
    while (arrival == Arrival::bytes) {
        arrival = co_await receive(in_.data(), in_.size(), received);
    }
}

Async<Connection::Next> Connection::read_head() {
    head_.reset();
    if (!leftover_.empty()) {
        if (in_.size() < leftover_.size()) in_.resize(leftover_.size());
        std::copy(leftover_.begin(), leftover_.end(), in_.begin());
        begin_ = 0;
        end_ = leftover_.size();
        leftover_.clear();
    }
    is_idle_ = false;
    bool is_timed = false;
    while (true) {
        if (begin_ != end_) {
            const auto progress = head_.read(unread());
            if (progress == HeadReader::Progress::complete) break;
            if (progress == HeadReader::Progress::rejected) {
                answer_rejection(head_.rejection());
                co_return Next::linger;
            }
        }
        const bool has_sent = co_await flush();
        if (!has_sent) co_return Next::end;
        is_idle_ = begin_ == end_;
        if (is_idle_ && worker_->is_stopping()) co_return Next::end;
        if (is_idle_) {
            wait_until(worker_->now() + worker_->limits().idle_time_max);
        } else if (!is_timed) {
            wait_until(worker_->now() + worker_->limits().head_time_max);
            is_timed = true;  // counted from the first byte; a trickle does not stretch it
        }
        const auto arrival = co_await receive_more();
        if (arrival == Arrival::end || (arrival == Arrival::overdue && is_idle_))
            co_return Next::end;
        if (arrival == Arrival::overdue) {
            answer_rejection(
                {Status::request_timeout, "The request's head took too long to arrive"});
            co_return Next::linger;
        }
        is_idle_ = false;
    }
    wait_until(Instant::max());
    co_return Next::request;
}

void Connection::answer_rejection(const Rejection& rejection) {
    http::write_problem(rejection.status, rejection.detail, response_);
    // However little of it could be read: an answer to HEAD has no body (RFC 9110 section 9.3.2).
    const auto request = unread();
    const bool to_head = request.starts_with("HEAD ") || request.starts_with("\r\nHEAD ");
    write_answer(worker_->make_request_id(), to_head, true);
}

void Connection::write_answer(std::string_view request_id, bool to_head, bool closes) {
    net::write_answer(response_,
                      Framework{.date = worker_->date(),
                                .request_id = request_id,
                                .to_head = to_head,
                                .closes = closes},
                      out_);
    // An idle connection must not hold the memory of the largest answer that it ever got.
    if (response_.body.capacity() > out_bytes_max) {
        response_.body.clear();
        response_.body.shrink_to_fit();
    }
}

std::string_view Connection::choose_request_id(const Request& request) {
    const auto sent = request.field("X-Request-Id");
    if (sent && is_sane_id(*sent) && request.count("X-Request-Id") == 1) {
        request_id_ = *sent;
    } else {
        request_id_ = worker_->make_request_id();
    }
    return request_id_;
}

void Connection::find_client(const Request& request) {
    const auto client = worker_->proxies().client_of(peer_, request.fields());
    if (client == client_) return;
    client_ = client;
    address_ = client.to_string();
    network_ = network_of(client);
}

Async<Connection::Next> Connection::answer_request() {
    Request request{head_.head(), this};
    if (is_from_proxy_) find_client(request);
    request.set_address(address_, network_);
    request.set_id(choose_request_id(request));
    begin_ += head_.size();
    begin_body();
    // Answers may wait for the next ones only where those come quickly.
    if (!is_safe(request.method()) || out_.size() > out_bytes_max) {
        const bool has_sent = co_await flush();
        if (!has_sent) co_return Next::end;
    }
    response_.clear();
    try {
        co_await worker_->handler().handle(request, response_);
    } catch (...) {
        http::write_problem(Error{cardea::Errc::internal}, response_);
    }
    const bool to_head = request.method() == Method::head;
    if (!body_ && head_.framed().expects_continue) must_end_ = true;  // does the body come or not?
    if (!body_ && head_.framed().framing == Framing::length &&
        head_.framed().body_bytes > worker_->limits().body_bytes_max) {
        must_end_ = true;
    }
    must_end_ =
        must_end_ || response_.close || !head_.framed().keeps_alive || worker_->is_stopping();
    const bool has_unread_body = !body_;
    write_answer(request_id_, to_head, must_end_);
    if (request.has_after_answer()) {
        const bool has_sent = co_await flush();
        // Done also where nobody hears the answer.
        if (worker_->is_laden()) {
            auto working = worker_->run_now(request.take_after_answer());
            co_await std::move(working);
        } else {
            worker_->run_later(request.take_after_answer());
        }
        if (!has_sent) co_return Next::end;
    }
    if (must_end_) co_return Next::linger;
    if (has_unread_body) {
        // A body that nobody asked for lies between here and the next request.
        const bool has_sent = co_await flush();
        if (!has_sent) co_return Next::end;
        const auto skipped = co_await read();
        if (!skipped) co_return Next::linger;
    }
    co_return Next::request;
}

void Connection::begin_body() {
    const auto& framed = head_.framed();
    body_.reset();
    if (framed.framing == Framing::none) {
        body_ = std::string_view{};
    } else if (framed.framing == Framing::length && framed.body_bytes <= unread().size() &&
               framed.body_bytes <= worker_->limits().body_bytes_max) {
        body_ = unread().substr(0, framed.body_bytes);
        begin_ += framed.body_bytes;  // the bytes stay where they are until the next head is read
    }
}

Async<Result<std::string_view>> Connection::read() {
    if (body_) co_return *body_;
    const auto& framed = head_.framed();
    if (framed.framing == Framing::length && framed.body_bytes > worker_->limits().body_bytes_max) {
        must_end_ = true;
        body_ = Error{http::Errc::body_too_large};
        co_return *body_;
    }
    if (framed.expects_continue && unread().empty()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    const bool has_sent = co_await flush();
    if (!has_sent) {
        must_end_ = true;
        body_ = Error{http::Errc::client_gone};
        co_return *body_;
    }
    wait_until(worker_->now() + worker_->limits().body_time_max);
    auto reading = framed.framing == Framing::length ? read_sized() : read_chunked();
    body_ = co_await std::move(reading);
    wait_until(Instant::max());
    co_return *body_;
}

Async<Result<std::string_view>> Connection::read_sized() {
    const auto size = static_cast<std::size_t>(head_.framed().body_bytes);
    body_bytes_.assign(unread());
    begin_ = end_;
    while (body_bytes_.size() < size) {
        const auto have = body_bytes_.size();
        // Memory is taken as bytes arrive, not as they are announced.
        body_bytes_.resize(std::min(size, have + std::max(have, chunk_bytes)));
        std::size_t received = 0;
        const auto arrival =
            co_await receive(body_bytes_.data() + have, body_bytes_.size() - have, received);
        body_bytes_.resize(have + received);
        if (arrival != Arrival::bytes) co_return refuse_arrival(arrival);
    }
    co_return std::string_view{body_bytes_};
}

Async<Result<std::string_view>> Connection::read_chunked() {
    ChunkedReader reader{worker_->limits().body_bytes_max};
    body_bytes_.clear();
    auto bytes = unread();
    auto progress = reader.read(bytes, body_bytes_);
    begin_ = end_ - bytes.size();
    std::vector<char> arrived;
    while (progress == ChunkedReader::Progress::more) {
        arrived.resize(chunk_bytes);
        std::size_t received = 0;
        const auto arrival = co_await receive(arrived.data(), arrived.size(), received);
        if (arrival != Arrival::bytes) co_return refuse_arrival(arrival);
        bytes = {arrived.data(), received};
        progress = reader.read(bytes, body_bytes_);
        leftover_.assign(bytes);
    }
    if (progress == ChunkedReader::Progress::rejected) co_return refuse_body(reader.rejection());
    co_return std::string_view{body_bytes_};
}

Error Connection::refuse_body(const Rejection& rejection) {
    must_end_ = true;
    if (rejection.status == Status::content_too_large) return http::Errc::body_too_large;
    return Error{http::Errc::malformed_body}.say(std::string{rejection.detail});
}

Error Connection::refuse_arrival(Arrival arrival) {
    must_end_ = true;
    return arrival == Arrival::overdue ? http::Errc::body_timeout : http::Errc::client_gone;
}

}  // namespace cardea::net
