// The chapter on dependencies: functions whose values others take.
#include <tests/docs/book.hpp>

#include <cardea/app/routes_with.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/security/bearer.hpp>

using namespace cardea;

// <function>
struct Paging {
    int skip;
    int limit;
};

Paging paging(Query<"skip", Bounded<int, 0, 10'000>, 0> skip,
              Query<"limit", Bounded<int, 1, 100>, 20> limit) {
    return {.skip = *skip, .limit = *limit};
}
// </function>

// <graph>
struct Shop {
    std::string name;
};

Shop shop(Path<"shop", std::string> name) {
    if (*name != "hinges" && *name != "locks") throw NotFound{"No such shop"};
    return {.name = *name};
}

struct Basket {
    std::string of;
    int pieces;
};

Basket basket(Depends<shop> shop) { return {.of = shop->name, .pieces = 3}; }
// </graph>

// <finishing>
struct Till {
    std::string of;
    int drawn = 0;

    /// Called once the handler has returned, before the answer leaves.
    Async<Result<>> finish() {
        if (drawn > 100) throw Conflict{"There is not so much in the till"};
        co_return Result<>{};
    }
};

Till till(Depends<shop> shop) { return {.of = shop->name}; }
// </finishing>

// <check>
void closed_on_sundays(Query<"day", std::string, FixedString{"monday"}> day) {
    if (*day == "sunday") throw Forbidden{"Closed on Sundays"};
}
// </check>

int main() {
    App app{book::options()};
    // <take>
    app.get("/nails", [](Depends<paging> page) { return *page; });
    app.get("/screws", [](Depends<paging> page) { return *page; });
    // </take>
    // <take both>
    app.get("/{shop}/basket", [](Depends<basket> basket, Depends<shop> shop) {
        return shop->name + " has " + std::to_string(basket->pieces) + " in the basket";
    });
    // </take both>
    // <take finishing>
    app.post("/{shop}/till", [](Public, Depends<till> till, Query<"draw", int> amount) {
        till->drawn += *amount;
        return till->of + ": drawn";
    });
    // </take finishing>
    // <routes with>
    RoutesWith<Depends<closed_on_sundays>> counter{{.prefix = "/counter", .tags = {"counter"}}};
    counter.get("/queue", [] { return 4; });
    app.include(std::move(counter));
    // </routes with>
    // <before each>
    app.before_each<Depends<paging>>();
    // </before each>
    return book::run(app);
}
