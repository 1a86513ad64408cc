// Under test: a real server over real sockets: what is answered, what is kept, and how it ends.
#include <cardea/net/server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace cardea::net {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t large_bytes = 1024 * 1024;
constexpr std::size_t huge_bytes = 16 * large_bytes;  // more than the kernel holds for a socket

/// Answers with what it was asked; reads the body of a POST alone.
class Echo final : public RequestHandler {
public:
    std::atomic<bool> has_met_a_nameless_peer = false;

    Async<> handle(Request& request, Response& response) override {
        if (request.address() != "127.0.0.1") has_met_a_nameless_peer = true;
        if (request.raw_path() == "/capacity") {
            response.body = std::to_string(response.body.capacity()) + " bytes kept";
            co_return;
        }
        if (request.raw_path() == "/large" || request.raw_path() == "/huge") {
            response.body.assign(request.raw_path() == "/huge" ? huge_bytes : large_bytes, 'x');
            co_return;
        }
        if (request.raw_path() == "/throws") throw std::runtime_error{"secret"};
        if (request.raw_path() == "/framing") {
            for (const auto* name : {"content-length", "Transfer-Encoding", "X-Request-ID",
                                     "x-content-type-options", "Vary"})
                response.fields.add(name, "1");
        }
        if (request.raw_path() == "/empty") {
            response.status = Status::no_content;
            co_return;
        }
        response.body =
            std::string{name_of(request.method())} + " " + std::string{request.target()};
        if (request.method() != Method::post) co_return;
        const auto body = co_await request.body();
        if (!body) {
            response.status = body.error().fault() == Fault::too_large   ? Status::content_too_large
                              : body.error().fault() == Fault::timed_out ? Status::request_timeout
                                                                         : Status::bad_request;
            co_return;
        }
        response.body += " " + std::string{*body};
    }
};

Limits short_limits() {
    Limits limits;
    limits.body_bytes_max = 1000;
    limits.head_time_max = limits.body_time_max = limits.idle_time_max = 300ms;
    return limits;
}

ServerOptions on_a_free_port() {
    ServerOptions options;
    options.port = 0;
    options.workers = 2;
    options.limits = short_limits();
    return options;
}

class Client {
public:
    explicit Client(std::uint16_t port) {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    }
    void send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
    void reset() {
        socket_.set_option(boost::asio::socket_base::linger(true, 0));
        socket_.close();
    }
    void half_close() { socket_.shutdown(boost::asio::socket_base::shutdown_send); }
    /// All that comes until the server closes its side.
    std::string all() {
        std::string text;
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(text), error);
        return text;
    }
    /// The rest, with what `until` left.
    std::string until_end() { return std::move(received_) + all(); }
    /// What comes up to and including `end`.
    std::string until(std::string_view end) {
        while (received_.find(end) == std::string::npos) {
            char bytes[4096];
            received_.append(bytes, socket_.read_some(boost::asio::buffer(bytes)));
        }
        const auto size = received_.find(end) + end.size();
        auto text = received_.substr(0, size);
        received_.erase(0, size);
        return text;
    }

private:
    boost::asio::io_context loop_;
    boost::asio::ip::tcp::socket socket_{loop_};
    std::string received_;
};

struct ServerTest : testing::Test {
    ~ServerTest() override { server.stop(); }
    Echo echo;
    Server server{on_a_free_port(), echo};
    std::jthread thread{[this] { server.run(); }};
    Client client{server.port()};
};

int count(std::string_view text, std::string_view part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

TEST_F(ServerTest, says_of_every_answer_what_it_is) {
    client.send("GET /a?b HTTP/1.1\r\nHost: x\r\nX-Request-Id: abc-1\r\nConnection: close\r\n\r\n");
    const auto answer = client.all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << answer;
    EXPECT_TRUE(
        answer.ends_with("\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: abc-1\r\n"
                         "Content-Length: 8\r\nConnection: close\r\n\r\nGET /a?b"))
        << answer;
}

TEST_F(ServerTest, answers_pipelined_requests_in_their_order) {
    client.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: "
        "3\r\n\r\nabc"
        "HEAD /3 HTTP/1.1\r\nHost: x\r\n\r\nPOST /4 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n"
        "2\r\nde\r\n0\r\n\r\nGET /empty HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /6 HTTP/1.1\r\nHost: "
        "x\r\n\r\n");
    const auto answers = client.all();
    EXPECT_EQ(count(answers, "HTTP/1.1 "), 6) << answers;
    EXPECT_LT(answers.find("GET /1"), answers.find("POST /2 abc"));
    EXPECT_LT(answers.find("POST /2 abc"), answers.find("POST /4 de"));
    EXPECT_EQ(answers.find("HEAD /3"), std::string::npos) << "a HEAD is answered without a body";
    EXPECT_EQ(count(answers, "Content-Length: 7"), 1) << "but with its length";
    EXPECT_EQ(count(answers, "204 No Content"), 1);
    EXPECT_TRUE(answers.ends_with("GET /5")) << "nothing follows a close";
}

TEST_F(ServerTest, reads_a_body_that_comes_in_pieces) {
    for (int round = 0; round < 2; ++round) {
        const std::string body(900, 'x');
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" +
                    body.substr(0, 10));
        client.send(body.substr(10, 500));
        client.send(body.substr(510));
        EXPECT_NE(client.until(body).find("POST / x"), std::string::npos);
        const std::string chunked =
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
            "4\r\ndefg\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n";
        for (const char character : chunked) client.send(std::string_view{&character, 1});
        client.until("POST / abcdefg");
        client.until("GET /next");
    }
}

TEST_F(ServerTest, passes_over_a_body_that_nobody_asked_for) {
    client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 41\r\n\r\nGET /smuggled");
    client.until("PUT /");
    client.send(" HTTP/1.1\r\nHost: cardea!\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.until("GET /next").find("smuggled"), std::string::npos);
}

TEST_F(ServerTest, refuses_too_large_a_body_before_a_byte_of_it) {
    client.send(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    const auto answer = client.all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(ServerTest, tells_a_client_that_waits_to_go_on) {
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    client.until("POST / abc");
}

TEST_F(ServerTest, answers_before_it_ends_a_malformed_request) {
    client.send(
        "GET / HTTP/1.1\r\nHost: x\r\nBad\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto answer = client.all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << answer;
    EXPECT_EQ(count(answer, "HTTP/1.1"), 1);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
}

TEST_F(ServerTest, answers_a_client_that_has_half_closed) {
    client.send("GET /half HTTP/1.1\r\nHost: x\r\n\r\n");
    client.half_close();
    EXPECT_TRUE(client.all().ends_with("GET /half"));
}

TEST_F(ServerTest, ends_what_comes_too_slowly) {
    client.send("GET / HT");
    EXPECT_TRUE(client.all().starts_with("HTTP/1.1 408 "));
    Client slow_body{server.port()};
    slow_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
    EXPECT_TRUE(slow_body.all().starts_with("HTTP/1.1 408 "));
    Client idle{server.port()};
    EXPECT_EQ(idle.all(), "") << "an idle connection ends without an answer";
}

TEST_F(ServerTest, hides_what_a_handler_threw) {
    client.send("GET /throws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto answer = client.all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
    EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST_F(ServerTest, cannot_share_its_address_with_another) {
    auto options = on_a_free_port();
    options.port = server.port();
    try {
        const Server other{options, echo};
        FAIL() << "two servers on one address";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string{error.what()},
                  "cannot listen on 127.0.0.1:" + std::to_string(server.port()) +
                      ": it is in use by another program");
    }
}

TEST_F(ServerTest, ends_idle_connections_when_it_stops) {
    client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("GET /one");
    server.stop();
    thread.join();
    EXPECT_EQ(client.all(), "");
}

TEST(Server, finishes_an_answer_that_is_leaving_when_it_stops) {
    Echo echo;
    auto options = on_a_free_port();
    options.workers = 1;
    options.limits.idle_time_max = 10s;
    Server server{options, echo};
    std::jthread thread{[&] { server.run(); }};
    Client client{server.port()};
    client.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("\r\n\r\n");
    Client other{server.port()};
    for (int turn = 0; turn < 200; ++turn) {  // by then the answer fills all that the kernel holds
        other.send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
        other.until("GET /other");
    }
    server.stop();
    const auto connect_until_refused = [&] {
        while (true) Client{server.port()};
    };
    EXPECT_THROW(connect_until_refused(), boost::system::system_error);
    EXPECT_EQ(client.until_end().size(), huge_bytes);
}

TEST_F(ServerTest, keeps_no_memory_of_a_large_answer) {
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("\r\n\r\n" + std::string(large_bytes, 'x'));
    client.send("GET /capacity HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("\r\n\r\n");
    EXPECT_LT(std::stoul(client.until(" bytes kept")), large_bytes / 4);
}

TEST_F(ServerTest, sends_no_body_to_a_head_that_it_refuses) {
    for (const std::string fault : {"Bad\r\n\r\n", "X-A: b\n", "Half", ""}) {
        Client asker{server.port()};
        asker.send("HEAD / HTTP/1.1\r\nHost: x\r\n" + fault);
        const auto answer = asker.all();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 40")) << answer;
        EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
    }
}

// A client may be gone before it is accepted; what it sent can still be read, its address cannot.
TEST(Server, knows_the_address_of_whoever_it_serves) {
    Echo echo;
    Server server{on_a_free_port(), echo};
    for (int at = 0; at < 20; ++at) {
        Client client{server.port()};
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        client.reset();
    }
    std::jthread thread{[&] { server.run(); }};
    Client last{server.port()};
    last.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    last.all();
    server.stop();
    thread.join();
    EXPECT_FALSE(echo.has_met_a_nameless_peer);
}

/// Work that lives as long as the loop does.
Async<> turn_for_ever(Executor loop) {
    boost::asio::steady_timer timer{loop};
    while (true) {
        timer.expires_after(10ms);
        co_await timer.async_wait(boost::asio::use_awaitable_t<Executor>{});
    }
}

TEST(Server, stops_beside_work_that_never_ends) {
    Echo echo;
    Server server{on_a_free_port(), echo};
    auto end = std::async(std::launch::async, [&] {
        server.run([](const Executor& loop) {
            boost::asio::co_spawn(loop, turn_for_ever(loop), boost::asio::detached);
        });
    });
    server.stop();
    ASSERT_EQ(end.wait_for(10s), std::future_status::ready);
}

/// Answers at once and has work done afterwards, which waits until the test lets it go on.
class Later final : public RequestHandler {
public:
    std::atomic<bool> may_answer = true;
    std::atomic<bool> may_go_on = false;

    Async<> handle(Request& request, Response& response) override {
        if (request.raw_path() == "/throws") {
            request.run_after_answer([]() -> Async<> {
                throw std::runtime_error{"lost"};
                co_return;
            });
        }
        if (request.raw_path() != "/plain") {
            request.run_after_answer([this]() -> Async<> {
                note("begun");
                co_await until(may_go_on);
                note("done");
            });
            request.run_after_answer([this]() -> Async<> {
                note("second");
                co_return;
            });
        }
        co_await until(may_answer);
        response.body = "answer to " + std::string{request.target()};
    }
    /// What was done so far, once there is as much of it.
    std::string noted(std::size_t count) {
        std::unique_lock lock{mutex_};
        noted_.wait(lock, [&] { return notes_ >= count; });
        return text_;
    }

private:
    static Async<> until(const std::atomic<bool>& flag) {
        boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
        while (!flag) {
            timer.expires_after(1ms);
            co_await timer.async_wait(boost::asio::use_awaitable_t<Executor>{});
        }
    }
    void note(std::string_view what) {
        const std::lock_guard lock{mutex_};
        ++notes_;
        text_.append(what).append(" ");
        noted_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable noted_;
    std::size_t notes_ = 0;
    std::string text_;
};

struct AfterAnswerTest : testing::Test {
    ~AfterAnswerTest() override {
        later.may_answer = later.may_go_on = true;
        server.stop();
    }
    static ServerOptions patient() {
        auto options = on_a_free_port();
        options.workers = 1;
        options.limits.idle_time_max = 10s;
        options.shutdown_time_max = 10s;
        return options;
    }
    Later later;
    Server server{patient(), later};
    std::future<void> end = std::async(std::launch::async, [this] { server.run(); });
    Client client{server.port()};
};

TEST_F(AfterAnswerTest, keeps_nobody_waiting_for_the_work) {
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /plain HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("answer to /1");
    client.until("answer to /plain");
    EXPECT_EQ(later.noted(1), "begun ");
    client.send("GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.all().ends_with("answer to /plain")) << "the connection is ended, too";
    later.may_go_on = true;
    EXPECT_EQ(later.noted(3), "begun done second ");
}

TEST_F(AfterAnswerTest, ends_the_connection_before_the_work_where_it_was_the_last_request) {
    client.send("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.all().ends_with("answer to /last"));
    EXPECT_EQ(later.noted(1), "begun ");
}

TEST_F(AfterAnswerTest, does_the_work_of_pipelined_requests_each) {
    later.may_go_on = true;
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("answer to /2");
    EXPECT_EQ(later.noted(6).size(), 2 * std::string_view{"begun done second "}.size());
}

TEST_F(AfterAnswerTest, does_the_work_where_the_client_has_gone) {
    later.may_answer = false;
    later.may_go_on = true;
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
    Client other{server.port()};  // by its answer, the first request has been taken up
    other.send("GET /plain HTTP/1.1\r\nHost: x\r\nBad\r\n\r\n");
    other.all();
    client.reset();
    later.may_answer = true;
    EXPECT_EQ(later.noted(3), "begun done second ");
}

TEST_F(AfterAnswerTest, goes_on_after_work_that_throws) {
    later.may_go_on = true;
    client.send("GET /throws HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("answer to /throws");
    EXPECT_EQ(later.noted(3), "begun done second ");
}

TEST_F(AfterAnswerTest, is_waited_for_when_the_server_stops) {
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("answer to /1");
    later.noted(1);
    server.stop();
    EXPECT_EQ(client.until_end(), "");
    EXPECT_EQ(end.wait_for(300ms), std::future_status::timeout);
    later.may_go_on = true;
    ASSERT_EQ(end.wait_for(10s), std::future_status::ready);
    EXPECT_EQ(later.noted(3), "begun done second ");
}

TEST(Server, waits_for_work_no_longer_than_it_may) {
    Later later;
    auto options = on_a_free_port();
    options.shutdown_time_max = 200ms;
    Server server{options, later};
    auto end = std::async(std::launch::async, [&] { server.run(); });
    Client client{server.port()};
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
    client.until("answer to /1");
    later.noted(1);
    server.stop();
    ASSERT_EQ(end.wait_for(10s), std::future_status::ready);
    EXPECT_EQ(later.noted(1), "begun ");
}

TEST_F(ServerTest, lets_nobody_say_what_the_server_alone_may_say) {
    client.send("GET /framing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto answer = client.all();
    EXPECT_EQ(count(answer, "Content-Length: "), 1) << answer;
    EXPECT_EQ(count(answer, "X-Content-Type-Options: "), 1) << answer;
    EXPECT_EQ(count(answer, "X-Request-Id: "), 1) << answer;
    EXPECT_EQ(count(answer, "Transfer-Encoding"), 0) << answer;
    EXPECT_EQ(count(answer, "Vary: "), 1) << "and no field of its own is lost";
}

TEST(Server, fails_as_a_whole_where_a_worker_cannot_start) {
    for (const int failing : {0, 1}) {
        Echo echo;
        Server server{on_a_free_port(), echo};
        std::atomic<int> started = 0;
        EXPECT_THROW(server.run([&](const Executor&) {
            if (started++ == failing) throw std::runtime_error{"no database"};
        }),
                     std::runtime_error);
    }
}

TEST(Server, refuses_a_host_that_is_no_address) {
    Echo echo;
    auto options = on_a_free_port();
    options.host = "not an address";
    EXPECT_THROW((Server{options, echo}), std::runtime_error);
}

TEST(Server, uses_one_core_at_least) { EXPECT_GE(usable_cores(), 1U); }

}  // namespace
}  // namespace cardea::net
