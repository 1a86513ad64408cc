#include <cardea/storage/transaction.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/db/errc.hpp>
#include <cardea/db/temporary_folder.hpp>
#include <cardea/http/errc.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/inject/endpoint.hpp>
#include <cardea/storage/database.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// Under test: what a handler takes of the database, and that its transaction holds nobody up before
// it is used, is committed by `finish` alone and goes with its request otherwise.
namespace cardea::storage {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

static_assert(std::is_same_v<decltype(*std::declval<Depends<database>>()), const db::Database&>);
static_assert(
    std::is_convertible_v<decltype(*std::declval<Depends<transaction>>()), db::Transaction&>);

Async<> add(db::Transaction& changes, std::string name) {
    co_await changes.run("INSERT INTO names VALUES (?1)", name);
}

struct TransactionTest : testing::Test {
    TransactionTest() {
        block_on(rows->write([](db::Transaction& changes) -> Async<> {
            co_await changes.script("CREATE TABLE names (name TEXT PRIMARY KEY) STRICT");
        }));
    }

    std::vector<std::string> names() {
        return block_on(rows->all<std::string>("SELECT name FROM names ORDER BY name"));
    }
    RequestTransaction begin() { return RequestTransaction{*rows}; }

    template <class Handler>
    Response run(Handler handler) {
        const auto endpoint = inject::make_endpoint(handler);
        inject::StateTable states;
        const inject::ExceptionTable exceptions;
        EXPECT_TRUE(states.add<db::Database>(rows));
        EXPECT_THAT(endpoint->bind({.states = states, .path_names = {}, .exceptions = exceptions}),
                    IsEmpty());
        Request request{{.method = Method::post, .target = "/", .raw_path = "/"}, nullptr};
        Response response;
        inject::Mishap mishap;
        block_on(endpoint->run(request, response, mishap));
        return response;
    }

    db::TemporaryFolder folder;
    std::shared_ptr<const db::Database> rows = db::open(folder / "names.db");
};

TEST_F(TransactionTest, is_committed_when_it_is_finished) {
    auto changes = begin();
    block_on(add(changes, "a"));
    block_on(changes.script("INSERT INTO names VALUES ('b'); INSERT INTO names VALUES ('c')"));
    EXPECT_EQ(block_on(changes.one<int>("SELECT count(*) FROM names")), 3);
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_TRUE(block_on(changes.finish()));
    EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
}

TEST_F(TransactionTest, is_rolled_back_when_it_is_not_finished) {
    {
        auto changes = begin();
        block_on(add(changes, "a"));
    }
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(TransactionTest, holds_nobody_up_before_its_first_statement) {
    auto first = begin();
    auto second = begin();
    const auto write = [](db::Transaction& changes) { return add(changes, "written"); };
    block_on(rows->write(write));
    block_on(add(second, "a"));
    EXPECT_TRUE(block_on(first.finish()));  // and has nothing to commit
    EXPECT_TRUE(block_on(second.finish()));
    EXPECT_THAT(names(), ElementsAre("a", "written"));
}

TEST_F(TransactionTest, answers_with_why_it_could_not_be_committed) {
    auto changes = begin();
    block_on(changes.script(
        "CREATE TABLE uses (name TEXT REFERENCES names DEFERRABLE INITIALLY DEFERRED) STRICT;"
        "INSERT INTO uses VALUES ('nowhere')"));
    EXPECT_EQ(block_on(changes.finish()).error(), db::Errc::conflict);
    EXPECT_EQ(block_on(changes.finish()).error(), db::Errc::conflict);
    EXPECT_EQ(block_on(rows->one<int>("SELECT count(*) FROM sqlite_schema WHERE name = 'uses'")),
              0);
}

TEST_F(TransactionTest, is_over_with_503_when_it_was_held_for_too_long) {
    RequestTransaction changes{*rows, 200ms};
    block_on(add(changes, "late"));
    const auto write = [](db::Transaction& others) { return add(others, "other"); };
    block_on(rows->write(write));  // runs when that time is over
    const auto end = block_on(changes.finish());
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error(), db::Errc::overdue);
    EXPECT_EQ(end.error().fault(), Fault::unavailable);
    EXPECT_THAT(names(), ElementsAre("other"));
}

Async<> add_one(Depends<transaction> changes) { return add(*changes, "one"); }

TEST_F(TransactionTest, is_one_for_all_who_take_it_in_a_request) {
    const auto response = run(
        [](Depends<add_one>, Depends<transaction> changes, Depends<database> read) -> Async<int> {
            co_await changes->run("INSERT INTO names VALUES ('two')");
            EXPECT_EQ(co_await read->one<int>("SELECT count(*) FROM names"), 0);
            co_return (co_await changes->one<int>("SELECT count(*) FROM names")).value();
        });
    EXPECT_EQ(response.body, "2");
}

TEST_F(TransactionTest, is_rolled_back_when_the_handler_fails) {
    const auto thrown = run([](Depends<transaction> changes) -> Async<> {
        co_await add(*changes, "a");
        throw Conflict{"not today"};
    });
    EXPECT_EQ(thrown.status, Status::conflict);
    const auto returned = run([](Depends<transaction> changes) -> Async<Result<int>> {
        co_await add(*changes, "b");
        co_return Errc::exhausted;
    });
    EXPECT_EQ(returned.status, Status::service_unavailable);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(TransactionTest, makes_a_refused_statement_the_answer) {
    const auto response = run([](Depends<transaction> changes) -> Async<> {
        co_await add(*changes, "a");
        co_await add(*changes, "a");
    });
    EXPECT_EQ(response.status, Status::conflict);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(TransactionTest, reads_and_writes_through_the_database_too) {
    const auto response = run([](Depends<database> names) -> Async<int> {
        const auto write = [](db::Transaction& changes) { return add(changes, "a"); };
        co_await names->write(write);
        co_return (co_await names->one<int>("SELECT count(*) FROM names")).value();
    });
    EXPECT_EQ(response.body, "1");
}

/// A body that never comes.
class LostBody final : public BodySource {
public:
    Async<Result<std::string_view>> read() override { co_return http::Errc::body_timeout; }
    [[nodiscard]] bool is_ready() const override { return false; }
    [[nodiscard]] Result<std::string_view> ready() const override {
        return http::Errc::body_timeout;
    }
};

TEST_F(TransactionTest, begins_only_when_the_body_is_there) {
    LostBody body;
    Request request{{.method = Method::post, .has_body = true}, &body};
    RequestTransaction changes{request, *rows};
    try {
        block_on(add(changes, "a"));
        FAIL() << "it began";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error(), http::Errc::body_timeout);
    }
    EXPECT_TRUE(block_on(changes.finish()));
    EXPECT_THAT(names(), IsEmpty());
}

}  // namespace
}  // namespace cardea::storage
