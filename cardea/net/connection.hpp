// One client's connection: requests are read, answered in their order, and the end is a clean one.
#pragma once

#include <cardea/http/request.hpp>
#include <cardea/http/response.hpp>
#include <cardea/net/codec/chunked_reader.hpp>
#include <cardea/net/codec/head_reader.hpp>
#include <cardea/net/worker.hpp>

#include <boost/asio/basic_stream_socket.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::net {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// Threads: belongs to its worker's.
class Connection final : public BodySource {
public:
    Connection(Socket socket, const Address& peer, Worker& worker);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Serves until either side ends it. Does not throw.
    Async<> run();

    /// Ends the connection where no request has begun on it.
    void end_if_idle();
    /// Wakes the connection where what it waits for is overdue.
    void check_deadline(Instant now);

    // BodySource: the body of the request at hand.
    Async<Result<std::string_view>> read() override;
    [[nodiscard]] bool is_ready() const override { return body_.has_value(); }
    [[nodiscard]] Result<std::string_view> ready() const override { return *body_; }

    std::size_t place = 0;  ///< In the worker's list.

private:
    enum class Arrival { bytes, end, overdue };
    enum class Next { request, linger, end };

    [[nodiscard]] std::string_view unread() const { return {in_.data() + begin_, end_ - begin_}; }
    /// Waits for a head. `Next::linger` where the client has been told that it is none.
    Async<Next> read_head();
    Async<Next> answer_request();
    void answer_rejection(const Rejection& rejection);
    void write_answer(std::string_view request_id, bool to_head, bool closes);
    [[nodiscard]] std::string_view choose_request_id(const Request& request);
    /// Whom the request at hand is from, where the peer is a proxy that may say so.
    void find_client(const Request& request);

    /// Decides what is known of the body before anybody asks for it.
    void begin_body();
    Async<Result<std::string_view>> read_sized();
    Async<Result<std::string_view>> read_chunked();
    Error refuse_body(const Rejection& rejection);
    Error refuse_arrival(Arrival arrival);

    Async<Arrival> receive(char* to, std::size_t size, std::size_t& received);
    Async<Arrival> receive_more();  ///< Into `in_`, behind what is unread.
    Async<bool> flush();
    Async<> linger();
    void wait_until(Instant deadline);

    Worker* worker_;
    Socket socket_;
    Address peer_;
    bool is_from_proxy_;
    Address client_;  // the peer, or whom it named last
    std::string address_;
    std::string network_;
    HeadReader head_;
    std::vector<char> in_;
    std::size_t begin_ = 0;  // of what is unread in `in_`
    std::size_t end_ = 0;
    std::optional<Result<std::string_view>> body_;  // once it is known
    std::string body_bytes_;                        // where it does not stand in `in_` as a whole
    std::string leftover_;  // what came behind a body that was read past `in_`
    std::string request_id_;
    Response response_;
    std::string out_;
    Instant deadline_ = Instant::max();
    bool is_overdue_ = false;
    bool is_idle_ = true;    // the last answer has left, no byte of a request has arrived
    bool must_end_ = false;  // what follows on this connection cannot be told apart any more
};

/// Runs a connection and keeps it alive meanwhile.
Async<> serve(std::shared_ptr<Connection> connection);

}  // namespace cardea::net
