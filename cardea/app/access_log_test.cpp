// Under test: a line of JSON for each answer, whatever a stranger sent, and no secret in it.
#include <cardea/app/access_log.hpp>

#include <cardea/app/app.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <thread>

namespace cardea {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A line of the log, as whoever collects them reads it: strictly.
struct Line {
    std::string id;
    std::string address;
    std::string method;
    std::string path;
    int status;
    int bytes;
    int microseconds;
};

struct AccessLogTest : testing::Test {
    std::ostringstream out;
    App app;

    void SetUp() override {
        app.use(access_log(out));
        app.get("/{name}", [](Path<"name", std::string>) { return std::string{"fine"}; });
        app.post("/{name}", [](Public, Path<"name", std::string>, Body<std::string>) {});
    }
    std::vector<Line> lines() {
        std::vector<Line> found;
        std::istringstream text{out.str()};
        for (std::string line; std::getline(text, line);)
            found.push_back(schema::read_json<Line>(line, "line", 4).value());
        return found;
    }
};

TEST_F(AccessLogTest, has_a_line_for_every_answer) {
    TestClient client{app};
    client.get("/hinge");
    client.get("/no/where");
    client.delete_("/hinge");
    const auto all = lines();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].id, "test");
    EXPECT_EQ(all[0].address, "127.0.0.1");
    EXPECT_EQ(all[0].method, "GET");
    EXPECT_EQ(all[0].path, "/hinge");
    EXPECT_EQ(all[0].status, 200);
    EXPECT_EQ(all[0].bytes, 6);
    EXPECT_EQ(all[1].status, 404);
    EXPECT_EQ(all[2].method, "DELETE");
    EXPECT_EQ(all[2].status, 405);
}

TEST_F(AccessLogTest, stays_one_line_whatever_the_path_is) {
    TestClient client{app};
    client.get("/a\"},{\"b\\\r\n\x01\x7f%22%0a");
    const auto all = lines();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].path, "/a\"},{\"b\\\r\n\x01\x7f%22%0a");
}

TEST_F(AccessLogTest, has_no_query_field_or_body) {
    TestClient client{app};
    client.get("/hinge?token=secret-1", {{"Authorization", "Bearer secret-2"}});
    client.post("/hinge", "\"secret-3\"", {{"Cookie", "s=secret-4"}});
    EXPECT_EQ(lines().size(), 2U);
    EXPECT_THAT(out.str(), Not(HasSubstr("secret")));
}

TEST_F(AccessLogTest, does_not_mix_the_lines_of_workers) {
    app.seal();
    std::vector<std::jthread> workers;
    for (int at = 0; at < 4; ++at)
        workers.emplace_back([this] {
            TestClient client{app};
            for (int turn = 0; turn < 25; ++turn) client.get("/hinge");
        });
    workers.clear();
    EXPECT_EQ(lines().size(), 100U);
}

}  // namespace
}  // namespace cardea
