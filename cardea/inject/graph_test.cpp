// Under test: the order that the compiler makes of a signature, and what it knows of who may call.
#include <cardea/inject/graph.hpp>

#include <cardea/app/app.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/api_key.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace cardea::inject {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Guarded = Guard<scope<"notes:read">>;
using Key = ApiKeyHeader<"X-Key">;

// --- Who may call, at compile time ---

int open() { return 1; }
int owner(Key) { return 1; }
int maybe_owner(std::optional<Key>) { return 1; }
int told_owner(Result<Key>) { return 1; }
int nested_owner(Result<Depends<owner>>) { return 1; }
int deep_owner(Depends<owner>) { return 1; }

template <class... Ps>
constexpr bool declares = parameters_declare_access<TypeList<Ps...>>;

static_assert(declares<Public>);
static_assert(declares<Guarded>);
static_assert(declares<const Guarded&>);
static_assert(declares<Depends<owner>>);
static_assert(declares<Depends<deep_owner>>);
static_assert(!declares<>);
static_assert(!declares<Depends<open>>);
static_assert(!declares<std::optional<Guarded>>);
static_assert(!declares<Result<Guarded>>);
static_assert(!declares<Result<std::optional<Guarded>>>);
static_assert(!declares<std::optional<Depends<owner>>>);
static_assert(!declares<Result<Depends<owner>>>);
static_assert(!declares<Depends<maybe_owner>>);
static_assert(!declares<Depends<told_owner>>);
static_assert(!declares<Depends<nested_owner>>);
static_assert(declares<std::optional<Guarded>, Guarded>, "taken plainly as well");
static_assert(declares<Depends<nested_owner>, Depends<owner>>);
static_assert(declares<AnyOf<Guarded, Key>>);
static_assert(declares<AnyOf<Guarded, Depends<owner>>>);
static_assert(declares<AnyOf<Guarded, AllOf<Key, Bearer>>>);
static_assert(declares<AllOf<Key, Bearer>>);
static_assert(!declares<AnyOf<Guarded, Depends<open>>>, "one way in asks nobody");
static_assert(!declares<AnyOf<Guarded, Depends<maybe_owner>>>);
static_assert(!declares<Result<AnyOf<Guarded, Key>>>);
static_assert(!declares<std::optional<AnyOf<Guarded, Key>>>);

// --- What can be an optional ---

static_assert(MayBeAbsent<Key>::value);
static_assert(MayBeAbsent<Depends<owner>>::value);
static_assert(MayBeAbsent<Depends<deep_owner>>::value);
static_assert(MayBeAbsent<AnyOf<Guarded, Key>>::value);
static_assert(!MayBeAbsent<Depends<open>>::value);
static_assert(!MayBeAbsent<Depends<maybe_owner>>::value, "it is there in any case");
static_assert(!MayBeAbsent<AnyOf<Guarded, Depends<owner>>>::value);

// --- The order ---

struct Trace {
    std::shared_ptr<std::vector<std::string>> steps = std::make_shared<std::vector<std::string>>();
    void add(std::string step) const { steps->push_back(std::move(step)); }
};

struct Badge {
    static Result<Badge> from_request(const Request& request, State<Trace> trace) {
        trace->add("badge");
        if (!request.field("Badge")) return Error{security::Errc::not_authenticated};
        return Badge{};
    }
    static bool is_absent(const Request& request) { return !request.field("Badge"); }
};

struct Input {
    static constexpr bool is_input = true;
    static Result<Input> from_request(State<Trace> trace) {
        trace->add("input");
        return Input{};
    }
};

int plain(State<Trace> trace) {
    trace->add("plain");
    return 1;
}
int user(State<Trace> trace, Badge) {
    trace->add("user");
    return 1;
}
int change(Input, Depends<user>, State<Trace> trace) {
    trace->add("change");
    return 1;
}
int checked_change(Depends<change>, Badge) { return 1; }
int other_user(Depends<plain>, Badge, State<Trace> trace) {
    trace->add("other_user");
    throw Unauthorized{"nobody"};
}

}  // namespace
template <>
inline constexpr bool declares_access<Badge> = true;
namespace {

struct GraphTest : testing::Test {
    GraphTest() { app.provide(trace); }

    template <class Handler>
    Response run(Handler handler, const TestFields& fields = {{"Badge", "1"}}) {
        app.get("/", handler);
        return TestClient{app}.get("/", fields);
    }

    Trace trace;
    App app;
};

TEST_F(GraphTest, goes_from_left_to_right_where_nobody_asks_who_calls) {
    run([](Depends<plain>, Input) {});
    EXPECT_THAT(*trace.steps, ElementsAre("plain", "input"));
}

TEST_F(GraphTest, asks_who_calls_before_it_reads_an_input_however_deep_that_lies) {
    run([](Input, Depends<plain>, Depends<checked_change>) {});
    EXPECT_THAT(*trace.steps, ElementsAre("badge", "user", "input", "change", "plain"));
}

TEST_F(GraphTest, reads_no_input_for_a_caller_whom_a_later_parameter_refuses) {
    EXPECT_EQ(run([](Depends<change>, Depends<other_user>) {}).status, Status::unauthorized);
    EXPECT_THAT(*trace.steps, ElementsAre("badge", "user", "plain", "other_user"));
}

TEST_F(GraphTest, stops_at_the_first_refusal) {
    EXPECT_EQ(run([](Depends<plain>, Depends<user>) {}, {}).status, Status::unauthorized);
    EXPECT_THAT(*trace.steps, ElementsAre("badge"));
}

TEST_F(GraphTest, asks_first_through_adapters_too) {
    run([](Input, Result<Depends<user>>, std::optional<Badge>) {});
    EXPECT_THAT(*trace.steps, ElementsAre("badge", "user", "input"));
}

// --- How it ends ---

struct Link {
    Trace trace;
    std::unique_ptr<std::string> name;  // so that whoever comes too late is found out
    const Link* under = nullptr;

    Link(Trace trace_, std::string name_, const Link* under_ = nullptr)
        : trace{std::move(trace_)},
          name{std::make_unique<std::string>(std::move(name_))},
          under{under_} {}
    Link(Link&&) = default;
    ~Link() {
        if (name) trace.add(under == nullptr ? *name : *name + " on " + *under->name);
    }
};

Link connection(State<Trace> trace) { return {*trace, "connection"}; }
Async<Link> session(Depends<connection> under, State<Trace> trace) {
    co_return Link{*trace, "session", &*under};
}
Result<Link> cursor(State<Trace> trace, Depends<session> under) {
    return Link{*trace, "cursor", &*under};
}

TEST_F(GraphTest, ends_the_last_made_first) {
    run([](Depends<cursor>, Depends<connection>) {});
    EXPECT_THAT(*trace.steps,
                ElementsAre("cursor on session", "session on connection", "connection"));
}

TEST_F(GraphTest, ends_what_was_made_before_a_refusal) {
    app.get("/refused", [](Depends<session>, Query<"limit", int>) {});
    EXPECT_EQ(TestClient{app}.get("/refused").status, Status::unprocessable_content);
    EXPECT_THAT(*trace.steps, ElementsAre("session on connection", "connection"));
}

TEST_F(GraphTest, makes_nothing_that_nobody_takes) {
    run([] {});
    EXPECT_THAT(*trace.steps, IsEmpty());
}

}  // namespace
}  // namespace cardea::inject
