// Under test: keys over real sockets, from servers that rotate, stall, lie and fall silent.
#include <cardea/remote/remote_key_set.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/remote/errc.hpp>
#include <cardea/remote/test_server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

namespace cardea::remote {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr auto patience = 10s;
const std::string openid = "/.well-known/openid-configuration";

/// True as soon as `holds` is; false where it is not within our patience.
template <class F>
bool eventually(F holds) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

std::string set_of(const jose::Key& key) { return jose::public_jwk_set(jose::KeySet{key}); }

std::string token_of(const jose::Key& key) {
    jose::Claims claims;
    claims.subject = "ada";
    claims.expires_at = system_clock().now() + 1h;
    return jose::Signer{key}.sign(claims);
}

struct RemoteKeySetTest : testing::Test {
    RemoteKeySetTest() { serve(key); }

    void serve(const jose::Key& of, std::string_view fields = "") {
        server.on("/jwks", answer_of(set_of(of), "200 OK", fields));
    }
    JwksUri source() { return JwksUri{server.url("/jwks")}; }

    /// Makes a set of these options, as soon as it has keys.
    RemoteKeySet& start(RemoteKeySetOptions options = {}) {
        keys.emplace(source(), std::move(options));
        EXPECT_TRUE(keys->wait_until_ready(patience));
        return *keys;
    }
    std::size_t fetches() { return server.count("/jwks"); }

    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    jose::Key next = jose::Key::generate(jose::Algorithm::es256);
    TestServer server;
    std::optional<RemoteKeySet> keys;
};

TEST_F(RemoteKeySetTest, verifies_what_the_issuer_signs) {
    server.on(openid, answer_of(R"({"issuer":")" + server.url() + R"(","jwks_uri":")" +
                                server.url("/jwks") + R"("})"));
    const RemoteKeySet of_issuer{Issuer{server.url()}};
    ASSERT_TRUE(of_issuer.wait_until_ready(patience));
    const jose::Verifier verifier{of_issuer.keys(), {}};
    EXPECT_TRUE(verifier.verify(token_of(key)));
    EXPECT_EQ(verifier.verify(token_of(next)).error(), jose::Errc::key);
}

TEST_F(RemoteKeySetTest, believes_nothing_before_its_first_keys) {
    server.on("/jwks", [](Visit& visit) { visit.stall(); });
    const RemoteKeySet none{source()};
    const jose::Verifier verifier{none.keys(), {}};
    EXPECT_EQ(verifier.verify(token_of(key)).error(), jose::Errc::key);
    const auto ready = none.wait_until_ready(1ms);
    EXPECT_EQ(ready.error(), Errc::timed_out);
    EXPECT_EQ(ready.error().message(), server.url("/jwks") + ": no answer yet");
}

TEST_F(RemoteKeySetTest, waits_for_an_issuer_that_starts_later) {
    server.on("/jwks", answer_of("", "503 Service Unavailable"));
    const RemoteKeySet set{source(), {.retry_first = 10ms}};
    ASSERT_TRUE(server.wait_for_count("/jwks", 2));
    EXPECT_THAT(set.status().last_error, HasSubstr("answered 503"));
    serve(key);
    EXPECT_TRUE(set.wait_until_ready(patience));
    EXPECT_EQ(set.status().last_error, "");
}

TEST_F(RemoteKeySetTest, tells_how_it_is) {
    const ManualClock clock{TimePoint{1'800'000'000s}};
    const RemoteKeySet set{source(), {}, clock};
    ASSERT_TRUE(set.wait_until_ready(patience));
    const auto status = set.status();
    EXPECT_EQ(status.keys, 1U);
    EXPECT_EQ(status.fetches, 1U);
    EXPECT_EQ(status.last_success, clock.now());
    EXPECT_EQ(status.last_error, "");
}

TEST_F(RemoteKeySetTest, refreshes_when_the_answer_says_so_and_leaves_the_same_set_as_it_is) {
    serve(key, "Cache-Control: max-age=0\r\n");
    const auto& set = start({.refresh_min = 10ms});
    const auto generation = set.keys()->generation();
    ASSERT_TRUE(server.wait_for_count("/jwks", 4));
    EXPECT_EQ(set.keys()->generation(), generation);
    serve(next, "Cache-Control: max-age=3600\r\nAge: 3600\r\n");
    const jose::Verifier verifier{set.keys(), {}};
    EXPECT_TRUE(eventually([&] { return verifier.verify(token_of(next)).has_value(); }));
    EXPECT_EQ(verifier.verify(token_of(key)).error(), jose::Errc::key)
        << "what is published no more is not believed";
}

TEST_F(RemoteKeySetTest, bounds_what_the_answer_says) {
    serve(key, "Cache-Control: max-age=31536000\r\n");
    start({.refresh_min = 1ms, .refresh_max = 10ms});
    EXPECT_TRUE(server.wait_for_count("/jwks", 3));
}

TEST_F(RemoteKeySetTest, keeps_the_last_good_set_while_it_cannot_fetch_another) {
    const auto& set = start({.refresh_every = 10ms, .retry_first = 10ms});
    const auto before = set.status().last_success;
    server.on("/jwks", answer_of("{}", "500 Internal Server Error"));
    ASSERT_TRUE(eventually([&] { return !set.status().last_error.empty(); }));
    ASSERT_TRUE(server.wait_for_count("/jwks", fetches() + 2));
    EXPECT_TRUE(jose::Verifier(set.keys(), {}).verify(token_of(key)));
    EXPECT_EQ(set.status().keys, 1U);
    EXPECT_GE(set.status().last_success, before);
    EXPECT_THAT(set.status().last_error, HasSubstr("/jwks: answered 500"));
}

TEST_F(RemoteKeySetTest, believes_nothing_once_the_last_good_set_is_too_old) {
    const auto& set = start({.refresh_every = 10ms, .retry_first = 1s, .stale_max = 500ms});
    server.on("/jwks", answer_of("", "500 Internal Server Error"));
    ASSERT_TRUE(eventually([&] { return set.status().keys == 0; }));
    EXPECT_EQ(jose::Verifier(set.keys(), {}).verify(token_of(key)).error(), jose::Errc::key);
    EXPECT_THAT(std::string{set.wait_until_ready(1ms).error().detail()}, HasSubstr("answered 500"));
    serve(key);
    const jose::Verifier verifier{set.keys(), {}};
    EXPECT_TRUE(eventually([&] { return verifier.verify(token_of(key)).has_value(); }))
        << "the same text as before is a new set now";
}

TEST_F(RemoteKeySetTest, drops_a_set_that_is_too_old_while_a_fetch_stalls) {
    const auto& set = start({.refresh_every = 10ms, .stale_max = 300ms, .total_timeout = 1min});
    server.on("/jwks", [](Visit& visit) { visit.stall(); });
    EXPECT_TRUE(eventually([&] { return set.status().keys == 0; }));
}

TEST_F(RemoteKeySetTest, leaves_nobody_with_keys_that_are_not_kept_fresh) {
    start();
    const auto live = keys->keys();
    const jose::Verifier verifier{live, {}};
    EXPECT_TRUE(verifier.verify(token_of(key)));
    keys.reset();
    EXPECT_EQ(verifier.verify(token_of(key)).error(), jose::Errc::key);
}

TEST_F(RemoteKeySetTest, fetches_at_once_for_a_key_that_it_does_not_know) {
    const auto& set = start();
    const jose::Verifier verifier{set.keys(), {}};
    serve(next);
    EXPECT_EQ(verifier.verify(token_of(next)).error(), jose::Errc::key);
    EXPECT_TRUE(eventually([&] { return verifier.verify(token_of(next)).has_value(); }));
    EXPECT_EQ(fetches(), 2U);
}

TEST_F(RemoteKeySetTest, is_not_made_to_flood_by_forged_keys) {
    const auto& set = start();
    const jose::Verifier verifier{set.keys(), {}};
    std::vector<std::jthread> strangers;
    for (int stranger = 0; stranger < 4; ++stranger) {
        strangers.emplace_back([&] {
            boost::asio::io_context loop;
            for (int i = 0; i < 2500; ++i) set.keys()->miss("forged" + std::to_string(i));
            for (int i = 0; i < 25; ++i) {
                EXPECT_FALSE(
                    verifier.verify(token_of(jose::Key::generate(jose::Algorithm::es256))));
                block_on(set.renew());
            }
        });
    }
    strangers.clear();  // joins
    EXPECT_EQ(fetches(), 2U);
    EXPECT_EQ(set.status().fetches, 2U);
}

TEST_F(RemoteKeySetTest, fetches_for_unknown_keys_again_when_the_time_is_over) {
    const auto& set = start({.unknown_kid_every = 50ms});
    ASSERT_TRUE(eventually([&] {
        set.keys()->miss("forged");
        return fetches() >= 4;
    }));
}

TEST_F(RemoteKeySetTest, has_one_fetch_under_way_at_most) {
    struct Counts {
        std::atomic<int> now = 0;
        std::atomic<int> most = 0;
        std::atomic<int> done = 0;
    };
    const auto counts = std::make_shared<Counts>();
    server.on("/jwks", [this, counts](Visit& visit) {
        counts->most = std::max(counts->most.load(), ++counts->now);
        visit.pause(20ms);
        --counts->now;
        ++counts->done;
        visit.send(answer_of(set_of(key), "200 OK", "Cache-Control: max-age=0\r\n"));
    });
    const auto& set = start({.refresh_min = 1ms, .unknown_kid_every = 1ms});
    EXPECT_TRUE(eventually([&] {
        set.keys()->miss("forged");
        return counts->done >= 10;
    }));
    EXPECT_EQ(counts->most, 1);
}

TEST_F(RemoteKeySetTest, lets_a_token_of_a_new_key_wait_for_it) {
    const auto& set = start();
    const jose::Verifier verifier{set.keys(), {}};
    server.on("/jwks", [this](Visit& visit) {
        visit.pause(100ms);
        visit.send(answer_of(set_of(next)));
    });
    ASSERT_EQ(verifier.verify(token_of(next)).error(), jose::Errc::key);
    EXPECT_TRUE(block_on(set.renew()));
    EXPECT_TRUE(verifier.verify(token_of(next)));
    EXPECT_TRUE(block_on(set.renew())) << "whoever was refused just before the change looks again";
    EXPECT_EQ(fetches(), 2U);
}

TEST_F(RemoteKeySetTest, tells_who_waits_that_nothing_has_changed) {
    const auto& set = start();
    EXPECT_FALSE(block_on(set.renew()));
    EXPECT_EQ(fetches(), 2U);
}

TEST_F(RemoteKeySetTest, tells_at_once_where_no_fetch_is_due) {
    server.on("/jwks", answer_of("", "500 Internal Server Error"));
    const RemoteKeySet set{source(), {.retry_first = 1min, .retry_max = 1min}};
    EXPECT_FALSE(block_on(set.renew()));  // with the first fetch, or one of its own
    EXPECT_FALSE(block_on(set.renew()));
    const auto count = fetches();
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(block_on(set.renew()));
    EXPECT_EQ(fetches(), count);
}

TEST_F(RemoteKeySetTest, lets_nobody_wait_for_long) {
    const auto& set =
        start({.unknown_kid_every = 1ms, .renewal_wait_max = 50ms, .total_timeout = 1min});
    server.on("/jwks", [](Visit& visit) { visit.stall(); });
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(block_on(set.renew()));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, patience);
    EXPECT_EQ(set.status().last_error, "") << "the fetch itself goes on";
}

/// Counts how many of these calls have been answered, and with true.
struct Crowd {
    explicit Crowd(const RemoteKeySet& set, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) {
            auto waiting = wait(set.renew());
            boost::asio::co_spawn(loop, std::move(waiting), boost::asio::detached);
        }
    }
    Async<> wait(Async<bool> renewed) {
        const bool has_changed = co_await std::move(renewed);
        ++answered;
        changed += has_changed ? 1 : 0;
    }
    boost::asio::io_context loop;
    std::size_t answered = 0;
    std::size_t changed = 0;
};

TEST_F(RemoteKeySetTest, lets_no_more_wait_than_its_bound) {
    const auto& set = start();
    server.on("/jwks", [](Visit& visit) { visit.stall(); });
    Crowd crowd{set, RemoteKeySet::waiters_max + 5};
    crowd.loop.poll();
    EXPECT_EQ(crowd.answered, 5U);
    keys.reset();
    crowd.loop.run();
    EXPECT_EQ(crowd.answered, RemoteKeySet::waiters_max + 5) << "its end lets all of them go";
    EXPECT_EQ(crowd.changed, 0U);
}

TEST_F(RemoteKeySetTest, answers_all_who_wait_with_one_fetch) {
    const auto& set = start();
    const auto may_answer = std::make_shared<std::atomic<bool>>(false);
    server.on("/jwks", [this, may_answer](Visit& visit) {
        while (!*may_answer && visit.pause(1ms)) {}
        visit.send(answer_of(set_of(next)));
    });
    Crowd crowd{set, 100};
    crowd.loop.poll();
    EXPECT_EQ(crowd.answered, 0U);
    *may_answer = true;
    crowd.loop.run();
    EXPECT_EQ(crowd.changed, 100U);
    EXPECT_EQ(fetches(), 2U);
}

TEST_F(RemoteKeySetTest, is_not_hurt_by_a_loop_that_ends_before_its_waiters) {
    start();
    server.on("/jwks", [](Visit& visit) { visit.stall(); });
    {
        Crowd crowd{*keys, 10};
        crowd.loop.poll();
    }
    keys.reset();
}

TEST_F(RemoteKeySetTest, hands_out_a_renewal_that_outlives_it) {
    const auto renewal = start().renewal();
    keys.reset();
    EXPECT_FALSE(block_on(renewal()));
}

TEST_F(RemoteKeySetTest, ends_quickly_while_a_server_stalls) {
    server.on("/jwks", [](Visit& visit) { visit.stall(); });
    keys.emplace(source(), RemoteKeySetOptions{.total_timeout = 1min});
    ASSERT_TRUE(server.wait_for_count("/jwks", 1));
    const auto begin = std::chrono::steady_clock::now();
    keys.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(RemoteKeySetTest, tells_its_log_what_happens_and_not_more) {
    std::mutex mutex;
    std::vector<std::string> said;
    const auto has_said = [&](const std::string& words) {
        return eventually([&] {
            const std::lock_guard lock{mutex};
            return !said.empty() && said.back().find(words) != std::string::npos;
        });
    };
    start({.refresh_every = 5ms,
           .retry_first = 10ms,
           .stale_max = 1min,
           .log = [&](std::string_view sentence) {
               const std::lock_guard lock{mutex};
               said.emplace_back(sentence);
               throw std::runtime_error{"a full disk"};
           }});
    EXPECT_TRUE(has_said("/jwks: 1 key, new or changed"));
    ASSERT_TRUE(server.wait_for_count("/jwks", 4));
    {
        const std::lock_guard lock{mutex};
        EXPECT_EQ(said.size(), 1U) << "a refresh that changes nothing is no news";
    }
    server.on("/jwks", answer_of("", "500 Internal Server Error"));
    EXPECT_TRUE(
        has_said("/jwks: answered 500; the last good set stays (1 key); tried again in 0."));
    serve(key);
    EXPECT_TRUE(has_said("/jwks: 1 key, as before"));
    keys.reset();
}

struct Lie {
    const char* name;
    TestServer::Script script;
    Errc expected;
    const char* words;
};
void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }
struct RemoteKeySetRefuses : RemoteKeySetTest, testing::WithParamInterface<Lie> {};

TEST_P(RemoteKeySetRefuses, and_says_why) {
    server.on("/jwks", GetParam().script);
    server.on("/elsewhere", answer_of(set_of(key)));
    const RemoteKeySet set{source(),
                           {.retry_first = 1min,
                            .retry_max = 1min,
                            .total_timeout = GetParam().expected == Errc::timed_out ? 500ms : 10s}};
    ASSERT_TRUE(eventually([&] { return !set.status().last_error.empty(); }));
    const auto refused = set.wait_until_ready(1ms);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), GetParam().expected) << refused.error();
    EXPECT_TRUE(refused.error().message().starts_with(server.url("/jwks") + ": "))
        << refused.error();
    EXPECT_THAT(std::string{refused.error().message()}, HasSubstr(GetParam().words));
    EXPECT_EQ(server.count("/elsewhere"), 0U);
    EXPECT_EQ(set.keys()->keys()->keys().size(), 0U);
}

TestServer::Script says(std::string answer) {
    return [answer = std::move(answer)](Visit& visit) { visit.send(answer); };
}

std::string good_set() { return set_of(jose::Key::generate(jose::Algorithm::es256)); }

INSTANTIATE_TEST_SUITE_P(
    Hostile, RemoteKeySetRefuses,
    testing::Values(
        Lie{"html", says(answer_of("<!doctype html>", "200 OK", "Content-Type: text/html\r\n")),
            Errc::malformed, "not JSON"},
        Lie{"error_with_a_good_set", says(answer_of(good_set(), "500 Internal Server Error")),
            Errc::status, "answered 500"},
        Lie{"not_found", says(answer_of("", "404 Not Found")), Errc::status, "answered 404"},
        Lie{"no_content", says("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
            Errc::status, "answered 204"},
        Lie{"redirect", says(answer_of("", "302 Found", "Location: /elsewhere\r\n")), Errc::status,
            "redirects are not followed"},
        Lie{"redirect_to_another_host",
            says(answer_of("", "307 Temporary Redirect", "Location: https://evil.example/\r\n")),
            Errc::status, "answered 307"},
        Lie{"redirect_to_a_file",
            says(answer_of("", "301 Moved", "Location: file:///etc/passwd\r\n")), Errc::status,
            "answered 301"},
        Lie{"huge_by_its_own_word", says("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{"),
            Errc::too_large, "more bytes"},
        Lie{"endless_body",
            [](Visit& visit) {
                visit.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                while (visit.send(std::string(10000, ' '))) {}
            },
            Errc::too_large, "more bytes"},
        Lie{"endless_chunks",
            [](Visit& visit) {
                visit.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (visit.send("400\r\n" + std::string(1024, ' ') + "\r\n")) {}
            },
            Errc::too_large, "more bytes"},
        Lie{"endless_head",
            [](Visit& visit) {
                visit.send("HTTP/1.1 200 OK\r\n");
                while (visit.send("X-Field: " + std::string(1000, 'x') + "\r\n")) {}
            },
            Errc::too_large, "more bytes"},
        Lie{"endless_hints",
            [](Visit& visit) {
                while (visit.send("HTTP/1.1 103 Early Hints\r\nX-Field: " + std::string(1000, 'x') +
                                  "\r\n\r\n")) {}
            },
            Errc::too_large, "more bytes"},
        Lie{"longer_than_it_is",
            says("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + good_set()),
            Errc::unreachable, ""},
        Lie{"shorter_than_it_is", says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + good_set()),
            Errc::malformed, "not JSON"},
        Lie{"no_http", says("220 mail.example ESMTP\r\n"), Errc::unreachable, ""},
        Lie{"no_answer", [](Visit&) {}, Errc::unreachable, ""},
        Lie{"silence", [](Visit& visit) { visit.stall(); }, Errc::timed_out, ""},
        Lie{"dribble",
            [](Visit& visit) {
                visit.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n");
                while (visit.send(" ") && visit.pause(20ms)) {}
            },
            Errc::timed_out, ""},
        Lie{"dribbled_head",
            [](Visit& visit) {
                visit.send("HTTP/1.1 200 OK\r\nX-Field: ");
                while (visit.send("x") && visit.pause(50ms)) {}
            },
            Errc::timed_out, ""}),
    [](const auto& row) { return row.param.name; });

TEST_F(RemoteKeySetTest, says_where_nobody_listens) {
    std::string url;
    {
        const TestServer gone;
        url = gone.url("/jwks");
    }
    const RemoteKeySet set{JwksUri{url}, {.retry_first = 1min, .retry_max = 1min}};
    ASSERT_TRUE(eventually([&] { return !set.status().last_error.empty(); }));
    EXPECT_EQ(set.wait_until_ready(1ms).error(), Errc::unreachable);
    EXPECT_THAT(set.status().last_error, HasSubstr(url + ": Failed to connect"));
}

TEST_F(RemoteKeySetTest, goes_past_the_proxies_of_the_environment) {
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    start();
    keys.reset();
    ::unsetenv("http_proxy");
    ::unsetenv("ALL_PROXY");
}

TEST(RemoteKeySet, refuses_options_that_make_no_sense) {
    const JwksUri uri{"http://127.0.0.1:1/jwks"};
    for (const auto& options :
         {RemoteKeySetOptions{.refresh_every = 0ms}, RemoteKeySetOptions{.refresh_min = 2h},
          RemoteKeySetOptions{.retry_first = 2min}, RemoteKeySetOptions{.stale_max = -1s},
          RemoteKeySetOptions{.stale_max = std::chrono::milliseconds::max()},
          RemoteKeySetOptions{.total_timeout = 0s}, RemoteKeySetOptions{.body_bytes_max = 0},
          RemoteKeySetOptions{.ca_file = "/nowhere/ca.pem"}}) {
        EXPECT_THROW((RemoteKeySet{uri, options}), std::invalid_argument);
    }
    EXPECT_THROW((RemoteKeySet{Issuer{"http://id.example"}}), std::invalid_argument);
}

struct RemoteTlsTest : testing::Test {
    static Result<> ready(const Certificate& certificate, const std::string& ca_file) {
        TestServer server{&certificate};
        server.on("/jwks", answer_of(good_set()));
        const RemoteKeySet set{JwksUri{server.url("/jwks")},
                               {.retry_first = 1min, .retry_max = 1min, .ca_file = ca_file}};
        EXPECT_TRUE(
            eventually([&] { return set.status().keys > 0 || !set.status().last_error.empty(); }));
        const auto outcome = set.wait_until_ready(1ms);
        EXPECT_EQ(server.count("/jwks"), outcome ? 1U : 0U)
            << "nothing is said to a server that is not trusted";
        return outcome;
    }
};

TEST_F(RemoteTlsTest, is_good_with_the_authority_that_was_named) {
    const Certificate certificate{"IP:127.0.0.1"};
    EXPECT_TRUE(ready(certificate, certificate.path()));
}

TEST_F(RemoteTlsTest, is_refused_without_it) {
    const Certificate certificate{"IP:127.0.0.1"};
    const auto outcome = ready(certificate, "");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), Errc::untrusted);
    EXPECT_THAT(std::string{outcome.error().message()}, HasSubstr("certificate"));
    EXPECT_EQ(ready(certificate, Certificate{"IP:127.0.0.1"}.path()).error(), Errc::untrusted);
}

TEST_F(RemoteTlsTest, is_refused_for_another_host) {
    const Certificate certificate{"DNS:id.example,DNS:localhost,IP:127.0.0.2"};
    const auto outcome = ready(certificate, certificate.path());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), Errc::untrusted);
    EXPECT_THAT(std::string{outcome.error().message()}, HasSubstr("127.0.0.1"));
}

TEST_F(RemoteTlsTest, is_demanded_of_a_server_that_has_none) {
    TestServer server;
    server.on("/jwks", answer_of(good_set()));
    const auto url = "https" + server.url("/jwks").substr(4);
    const RemoteKeySet set{JwksUri{url}, {.retry_first = 1min, .retry_max = 1min}};
    ASSERT_TRUE(eventually([&] { return !set.status().last_error.empty(); }));
    EXPECT_EQ(set.wait_until_ready(1ms).error(), Errc::untrusted);
}

}  // namespace
}  // namespace cardea::remote
