// Under test: what a handler's signature alone decides: order, sharing, refusals, answers.
#include <cardea/inject/endpoint.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::inject {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What ran, in order. Provided as state, so that dependencies can write to it.
struct Trace {
    std::shared_ptr<std::vector<std::string>> steps = std::make_shared<std::vector<std::string>>();
    void add(std::string step) const { steps->push_back(std::move(step)); }
};

/// Stands for a security scheme.
struct Badge {
    std::string owner;
    static Result<Badge> from_request(const Request& request, State<Trace> trace) {
        trace->add("badge");
        const auto field = request.field("Badge");
        if (!field) return Error{Errc::unsupported_media_type};
        return Badge{std::string{*field}};
    }
    static bool is_absent(const Request& request) { return !request.field("Badge"); }
};

struct Note {
    std::string title;
    int stars = 0;
};

}  // namespace
template <>
inline constexpr bool declares_access<Badge> = true;
namespace {

class TextBody final : public BodySource {
public:
    explicit TextBody(std::string text) : text_{std::move(text)} {}
    Async<Result<std::string_view>> read() override {
        // A body that has to be waited for.
        co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                                   boost::asio::use_awaitable_t<Executor>{});
        was_read = true;
        co_return text_;
    }
    [[nodiscard]] bool is_ready() const override { return false; }
    [[nodiscard]] Result<std::string_view> ready() const override { return text_; }
    bool was_read = false;

private:
    std::string text_;
};

struct Call {
    std::string query;
    std::vector<Field> fields{{"Content-Type", "application/json"}, {"Badge", "ada"}};
    std::string body = R"({"title":"hinge","stars":3})";
    bool body_was_read = false;
};

struct EndpointTest : testing::Test {
    Trace trace;
    Mishap mishap;

    template <class Handler>
    Response run(Handler handler, Call& call) {
        auto endpoint = make_endpoint(handler);
        StateTable states;
        EXPECT_TRUE(states.add<Trace>(std::make_shared<const Trace>(trace)));
        EXPECT_THAT(
            endpoint->bind({.states = states, .path_names = path_names, .exceptions = exceptions}),
            ElementsAre());
        TextBody body{call.body};
        Request request{{.method = Method::post,
                         .target = "/",
                         .raw_path = "/",
                         .query = call.query,
                         .fields = call.fields,
                         .has_body = !call.body.empty()},
                        &body};
        request.set_path_parameters(path_names, path_values);
        Response response;
        boost::asio::io_context loop;
        boost::asio::co_spawn(loop, endpoint->run(request, response, mishap),
                              boost::asio::detached);
        loop.run();
        call.body_was_read = body.was_read;
        return response;
    }
    template <class Handler>
    Response run(Handler handler) {
        Call call;
        return run(handler, call);
    }

    std::vector<std::string> path_names{"id"};
    std::vector<std::string> path_values{"7"};
    ExceptionTable exceptions;
};

std::string first(State<Trace> trace) {
    trace->add("first");
    return "1";
}
Async<std::string> second(Depends<first> one, State<Trace> trace) {
    trace->add("second");
    co_return *one + "2";
}
Async<Result<std::string>> third(Depends<second> two, Depends<first> one, State<Trace> trace) {
    trace->add("third");
    co_return *two + *one + "3";
}

TEST_F(EndpointTest, runs_each_dependency_once_and_in_order) {
    const auto response =
        run([](Depends<third> c, Depends<second> b, Depends<first> a) { return *a + *b + *c; });
    EXPECT_EQ(response.body, R"("1121213")");
    EXPECT_THAT(*trace.steps, ElementsAre("first", "second", "third"));
}

TEST_F(EndpointTest, asks_who_calls_before_anything_else) {
    Call call;
    call.fields = {{"Content-Type", "application/json"}};
    const auto response = run([](Depends<first>, Body<Note> note, Badge) { return *note; }, call);
    EXPECT_EQ(response.status, Status::unsupported_media_type);
    EXPECT_THAT(*trace.steps, ElementsAre("badge"));
    EXPECT_FALSE(call.body_was_read);
}

TEST_F(EndpointTest, reads_inputs_of_all_kinds) {
    Call call;
    call.query = "limit=5&unused=%20";
    const auto response = run(
        [](Path<"id", int> id, Query<"limit", int> limit, Query<"offset", int, 40> offset,
           std::optional<Query<"cursor", int>> cursor, const Body<Note>& note,
           Header<"Badge"> badge, const Request& request) {
            return note->title + *badge + std::to_string(*id + *limit + *offset + note->stars) +
                   (cursor ? "yes" : "no") + std::string{request.raw_path()};
        },
        call);
    EXPECT_EQ(response.body, R"("hingeada55no/")");
    EXPECT_EQ(response.fields.get("Content-Type"), "application/json");
}

TEST_F(EndpointTest, names_the_faults_of_all_inputs_in_one_answer) {
    Call call;
    call.query = "limit=many";
    call.body = R"({"stars":"x","colour":1})";
    const auto response =
        run([](Depends<first>, Query<"limit", int>, Query<"offset", int>, Body<Note>) { return 1; },
            call);
    EXPECT_EQ(response.status, Status::unprocessable_content);
    for (const auto* loc : {R"(["query","limit"])", R"(["query","offset"])", R"(["body","title"])",
                            R"(["body","stars"])", R"(["body","colour"])"}) {
        EXPECT_THAT(response.body, HasSubstr(loc));
    }
}

TEST_F(EndpointTest, runs_no_dependency_after_a_faulty_input) {
    Call call;
    call.query = "limit=many";
    run([](Query<"limit", int>, Depends<first> one) { return *one; }, call);
    EXPECT_THAT(*trace.steps, ElementsAre());
}

int counter = 0;
int& shared_counter() { return counter; }
void raise_counter(Depends<shared_counter> count) { ++*count; }
Async<> raise_counter_later(Depends<shared_counter> count) {
    ++*count;
    co_return;
}

TEST_F(EndpointTest, hands_out_references_and_runs_checks_that_yield_nothing) {
    counter = 0;
    const auto response = run([](Depends<raise_counter>, Depends<raise_counter_later>,
                                 Depends<shared_counter> count) { return *count; });
    EXPECT_EQ(response.body, "2");
    EXPECT_EQ(counter, 2);
}

TEST_F(EndpointTest, answers_nothing_with_204_and_new_things_with_201) {
    EXPECT_EQ(run([] {}).status, Status::no_content);
    EXPECT_EQ(run([]() -> Async<> { co_return; }).status, Status::no_content);
    EXPECT_EQ(run([]() -> Async<Result<>> { co_return Result<>{}; }).status, Status::no_content);
    const auto created = run([] { return Created{Note{"new"}, "/notes/1"}; });
    EXPECT_EQ(created.status, Status::created);
    EXPECT_EQ(created.fields.get("Location"), "/notes/1");
    EXPECT_EQ(created.body, R"({"title":"new","stars":0})");
}

TEST_F(EndpointTest, turns_every_failure_into_an_answer) {
    EXPECT_EQ(run([]() -> int { throw NotFound{}; }).status, Status::not_found);
    EXPECT_EQ(run([]() -> Result<int> { return Errc::malformed_query; }).status,
              Status::bad_request);
    EXPECT_EQ(run([]() -> Async<Result<int>> { co_return Errc::malformed_query; }).status,
              Status::bad_request);
    EXPECT_EQ(
        run([]() -> Async<int> { co_return Result<int>{Errc::malformed_query}.value(); }).status,
        Status::bad_request);
    EXPECT_EQ(*mishap, Errc::malformed_query);
}

TEST_F(EndpointTest, keeps_a_defect_to_itself) {
    const auto response = run([]() -> int { throw std::runtime_error{"password=hunter2"}; });
    EXPECT_EQ(response.status, Status::internal_server_error);
    EXPECT_THAT(response.body, testing::Not(HasSubstr("hunter2")));
    EXPECT_EQ(mishap->detail(), "password=hunter2");
}

TEST_F(EndpointTest, refuses_a_body_that_is_not_json) {
    Call call;
    call.fields = {{"Content-Type", "text/plain"}};
    EXPECT_EQ(run([](Body<Note>) {}, call).status, Status::unsupported_media_type);
    EXPECT_FALSE(call.body_was_read);
    call.fields = {{"Content-Type", "application/json"}};
    call.body = "";
    EXPECT_EQ(run([](Body<Note>) {}, call).status, Status::unprocessable_content);
    EXPECT_EQ(run([](std::optional<Body<Note>> note) { return note.has_value(); }, call).body,
              "false");
}

TEST_F(EndpointTest, tells_what_is_not_wired_up) {
    struct Unknown {};
    auto endpoint = make_endpoint([](State<Unknown>, Path<"nothing", int>) {});
    EXPECT_THAT(endpoint->bind(
                    {.states = StateTable{}, .path_names = path_names, .exceptions = exceptions}),
                testing::UnorderedElementsAre(HasSubstr("Unknown"), HasSubstr("nothing")));
}

struct Traveller {
    static inline int copies = 0;
    Traveller() = default;
    Traveller(const Traveller&) { ++copies; }
    Traveller(Traveller&&) noexcept = default;
    static Traveller from_request(const Request&) { return {}; }
};

TEST_F(EndpointTest, copies_a_value_only_if_two_take_it) {
    Traveller::copies = 0;
    run([](Traveller) {});
    EXPECT_EQ(Traveller::copies, 0);
}

bool depends_on_badge(Badge) { return true; }

/// As Guard: made from another extractor, and absent where that is.
struct Holder {
    std::string owner;
    static Result<Holder> from_request(const Badge& badge) { return Holder{badge.owner}; }
    static bool is_absent(const Request& request) { return Badge::is_absent(request); }
};

/// Does not know itself that it is absent without a badge.
struct Visitor : Holder {
    static Result<Visitor> from_request(const Badge& badge) { return Visitor{{badge.owner}}; }
    static bool is_absent(const Request&) { return false; }
};

TEST_F(EndpointTest, takes_an_optional_whose_own_needs_are_absent) {
    Call bare;
    bare.fields.clear();
    Call shown;
    shown.fields = {{"Badge", "ada"}};
    const auto holder = [](std::optional<Holder> who) { return who ? who->owner : "nobody"; };
    const auto visitor = [](std::optional<Visitor> who) { return who ? who->owner : "nobody"; };
    const auto both = [](const std::optional<Holder>& who, const std::optional<Badge>& badge) {
        return who && badge ? who->owner + badge->owner : "nobody";
    };
    EXPECT_EQ(run(holder, bare).body, R"("nobody")");
    EXPECT_EQ(run(holder, shown).body, R"("ada")");
    EXPECT_EQ(run(visitor, bare).body, R"("nobody")");
    EXPECT_EQ(run(visitor, shown).body, R"("ada")");
    EXPECT_EQ(run(both, shown).body, R"("adaada")");
}

TEST(Graph, knows_whether_an_endpoint_declares_who_may_call) {
    const auto open = [](Depends<first>) {};
    const auto maybe = [](std::optional<Badge>) {};
    const auto badge = [](Badge) {};
    const auto deep = [](Depends<depends_on_badge>) {};
    static_assert(!handler_declares_access<decltype(open)>);
    static_assert(!handler_declares_access<decltype(maybe)>);
    const auto maybe_holder = [](std::optional<Holder>) {};
    static_assert(!handler_declares_access<decltype(maybe_holder)>);
    static_assert(handler_declares_access<decltype(badge)>);
    static_assert(handler_declares_access<decltype(deep)>);
}

}  // namespace
}  // namespace cardea::inject
