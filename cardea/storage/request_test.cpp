// Under test: a transaction around a handler, as a client of the app sees it: what was answered with
// 2xx is in the file, and nothing else is.
#include <cardea/storage/transaction.hpp>

#include <cardea/app/app.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/db/errc.hpp>
#include <cardea/db/temporary_folder.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/inject/background.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace cardea::storage {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Async<> add_name(db::Transaction& changes, std::string name) {
    co_await changes.run("INSERT INTO names VALUES (?1)", name);
}
Async<> noted(Depends<transaction> changes, Query<"name", std::string> name) {
    return add_name(*changes, *name + " noted");
}
RequestTransaction short_transaction(State<db::Database> provided) {
    return RequestTransaction{*provided, 50ms};
}

struct RequestTransactionTest : testing::Test {
    App& filled() {
        block_on(rows->write([](db::Transaction& changes) -> Async<> {
            co_await changes.script(
                "CREATE TABLE names (name TEXT PRIMARY KEY) STRICT;"
                "CREATE TABLE uses (name TEXT REFERENCES names DEFERRABLE INITIALLY DEFERRED) "
                "STRICT");
        }));
        app.provide(rows);
        app.post("/names",
                 [this](Public, Query<"name", std::string> name,
                        Depends<transaction> changes) -> Async<Created<std::string>> {
                     co_await add_name(*changes, *name);
                     EXPECT_THAT(names(), testing::Not(testing::Contains(*name))) << "not yet";
                     co_return Created{*name, "/names/" + *name};
                 });
        app.post(
            "/thrown",
            [](Public, Query<"name", std::string> name, Depends<transaction> changes) -> Async<> {
                co_await add_name(*changes, *name);
                throw Conflict{"not today"};
            });
        app.post("/failed",
                 [](Public, Query<"name", std::string> name,
                    Depends<transaction> changes) -> Async<Result<int>> {
                     co_await add_name(*changes, *name);
                     co_return Errc::exhausted;
                 });
        app.post("/noted", [](Public, Depends<noted>, Query<"name", std::string> name,
                              Depends<transaction> changes) { return add_name(*changes, *name); });
        app.post(
            "/uses",
            [](Public, Background background, Depends<transaction> changes) -> Async<Reply<int>> {
                background.run([] { ADD_FAILURE() << "it was not committed"; });
                co_await changes->run("INSERT INTO uses VALUES ('nobody')");
                co_return Reply{1}.with("ETag", "1");
            });
        app.post("/unused", [](Public, Depends<transaction>) {});
        app.post(
            "/late",
            [this](Public, Query<"name", std::string> name,
                   Depends<short_transaction> changes) -> Async<> {
                co_await add_name(*changes, *name);
                const auto write = [](db::Transaction& others) {
                    return add_name(others, "other");
                };
                co_await rows->write(write);  // has its turn when the time of `changes` is over
            });
        return app;
    }

    std::vector<std::string> names() {
        return block_on(rows->all<std::string>("SELECT name FROM names ORDER BY name"));
    }

    db::TemporaryFolder folder;
    std::shared_ptr<const db::Database> rows = db::open(folder / "names.db");
    App app;
    TestClient client{filled()};
};

TEST_F(RequestTransactionTest, is_committed_before_the_answer) {
    const auto answer = client.post("/names?name=ada", "");
    EXPECT_EQ(answer.status, Status::created);
    EXPECT_EQ(answer.fields.get("Location"), "/names/ada");
    EXPECT_THAT(names(), ElementsAre("ada"));
    const auto again = db::open(folder / "names.db");
    EXPECT_THAT(block_on(again->all<std::string>("SELECT name FROM names")), ElementsAre("ada"));
}

TEST_F(RequestTransactionTest, is_rolled_back_by_what_fails) {
    EXPECT_EQ(client.post("/thrown?name=a", "").status, Status::conflict);
    EXPECT_EQ(client.post("/failed?name=b", "").status, Status::service_unavailable);
    EXPECT_EQ(client.post("/noted", "").status, Status::unprocessable_content);
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_EQ(client.post("/names?name=a", "").status, Status::created)
        << "nobody holds the writer";
    EXPECT_EQ(client.post("/names?name=a", "").status, Status::conflict);
    EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(RequestTransactionTest, is_one_for_the_handler_and_its_dependencies) {
    EXPECT_EQ(client.post("/noted?name=a", "").status, Status::no_content);
    EXPECT_THAT(names(), ElementsAre("a", "a noted"));
    block_on(rows->write([](db::Transaction& changes) { return add_name(changes, "b"); }));
    EXPECT_EQ(client.post("/noted?name=b", "").status, Status::conflict);
    EXPECT_THAT(names(), ElementsAre("a", "a noted", "b")) << "both or none";
}

TEST_F(RequestTransactionTest, answers_with_why_nothing_was_committed) {
    const auto answer = client.post("/uses", "");
    EXPECT_EQ(answer.status, Status::conflict);
    EXPECT_FALSE(answer.fields.has("ETag"));
    EXPECT_EQ(answer.fields.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(block_on(rows->one<int>("SELECT count(*) FROM uses")), 0);
}

TEST_F(RequestTransactionTest, is_over_with_503_after_its_time) {
    const auto answer = client.post("/late?name=late", "");
    EXPECT_EQ(answer.status, Status::service_unavailable);
    EXPECT_TRUE(answer.fields.has("Retry-After"));
    EXPECT_THAT(names(), ElementsAre("other"));
}

TEST_F(RequestTransactionTest, may_be_replaced) {
    client.override_with<transaction>(short_transaction);
    EXPECT_EQ(client.post("/names?name=a", "").status, Status::created);
    EXPECT_EQ(client.post("/unused", "").status, Status::no_content);
    client.override_with<noted>(
        [](Depends<transaction> changes) -> Async<> { return add_name(*changes, "fake"); });
    EXPECT_EQ(client.post("/noted?name=b", "").status, Status::no_content)
        << "the fake has the handler's transaction, or it would wait for itself";
    EXPECT_THAT(names(), ElementsAre("a", "b", "fake"));

    db::TemporaryFolder elsewhere;
    const std::shared_ptr<const db::Database> others = db::open(elsewhere / "others.db");
    block_on(others->write([](db::Transaction& changes) {
        return changes.script("CREATE TABLE names (name TEXT PRIMARY KEY) STRICT");
    }));
    TestClient other{app};
    other.override_state(others);
    EXPECT_EQ(other.post("/thrown?name=x", "").status, Status::conflict);
    EXPECT_EQ(other.post("/noted?name=x", "").status, Status::no_content);
    EXPECT_THAT(block_on(others->all<std::string>("SELECT name FROM names")), SizeIs(2));
    EXPECT_THAT(names(), SizeIs(3)) << "and the app's own has not seen it";
}

TEST_F(RequestTransactionTest, takes_turns_with_other_writers) {
    std::vector<std::thread> writers;
    for (const std::string name : {"a", "b"}) {
        writers.emplace_back([this, name] {
            TestClient mine{app};
            for (int number = 0; number < 20; ++number) {
                const auto target = "/noted?name=" + name + std::to_string(number);
                EXPECT_EQ(mine.post(target, "").status, Status::no_content);
                EXPECT_EQ(mine.post("/thrown?name=lost" + name, "").status, Status::conflict);
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_THAT(names(), SizeIs(80));
}

TEST_F(RequestTransactionTest, is_one_for_a_whole_app) {
    App whole;
    whole.provide(rows);
    whole.before_each<Depends<transaction>>();
    whole.post("/names", [](Public, Query<"name", std::string> name, Depends<transaction> changes) {
        return add_name(*changes, *name);
    });
    whole.post("/uses", [](Public, Depends<transaction> changes) -> Async<int> {
        co_await changes->run("INSERT INTO uses VALUES ('nobody')");
        co_return 1;
    });
    TestClient caller{whole};
    EXPECT_EQ(caller.post("/names?name=a", "").status, Status::no_content);
    EXPECT_THAT(names(), ElementsAre("a"));
    EXPECT_EQ(caller.post("/names?name=a", "").status, Status::conflict);
    EXPECT_EQ(caller.post("/uses", "").status, Status::conflict);
}

}  // namespace
}  // namespace cardea::storage
