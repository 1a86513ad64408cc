// The chapters on handlers: what they take.
#include <tests/docs/book.hpp>

#include <cardea/http/http_error.hpp>
#include <cardea/security/bearer.hpp>

using namespace cardea;

struct Hinge {
    int id;
    std::string metal;
};

// <query>
enum class Order { newest, oldest };

struct Page {
    int limit;
    Order order;
    std::vector<std::string> metals;
    std::optional<std::string> search;
};

Page list_hinges(Query<"limit", Bounded<int, 1, 100>, 20> limit,
                 Query<"order", Order, Order::newest> order,
                 Query<"metal", std::vector<std::string>> metals,
                 std::optional<Query<"search", Text<1, 50>>> search) {
    Page page{.limit = *limit, .order = *order, .metals = *metals, .search = {}};
    if (search) page.search = (*search)->text();
    return page;
}
// </query>

void declare_parameters(App& app) {
    // <path>
    app.get("/hinges/{id}", [](Path<"id", int> id) { return Hinge{*id, "brass"}; });
    // </path>
    app.get("/hinges", list_hinges);
    // <header and cookie>
    app.get("/looks", [](std::optional<Header<"User-Agent">> agent,
                         Cookie<"theme", std::string, FixedString{"light"}> theme) {
        return agent ? **agent + " likes it " + *theme : "nobody likes it " + *theme;
    });
    // </header and cookie>
    // <request>
    app.get("/echo", [](const Request& request) { return std::string{request.target()}; });
    // </request>
}

// <body>
struct Screw {
    Bounded<int, 10, 80> length_mm;
    Default<int, 4> count;
};

struct NewHinge {
    Text<1, 30> metal;
    std::vector<Screw> screws;
    std::optional<std::string> note;
};
// </body>

// <form>
struct Feedback {
    Email from;
    Text<1, 500> text;
    Default<bool, false> wants_answer;
};
// </form>

// <multipart>
struct NewPicture {
    Text<1, 80> title;
    Upload<20'000> picture;
};

struct Stored {
    std::string name;
    std::size_t bytes;
};
// </multipart>

void declare_bodies(App& app) {
    // <post body>
    app.post("/hinges", [](Public, Body<NewHinge> hinge) {
        return Created<Hinge>{Hinge{7, hinge->metal.text()}, "/hinges/7"};
    });
    // </post body>
    // <post form>
    app.post("/feedback", [](Public, Form<Feedback> feedback) {
        return feedback->wants_answer ? "We shall write to " + feedback->from.text()
                                      : std::string{"Thank you"};
    });
    // </post form>
    // <post multipart>
    app.post("/pictures", [](Public, Multipart<NewPicture> sent) {
        const File& picture = *sent->picture;
        return Stored{picture.safe_name(), picture.size()};
    });
    // </post multipart>
}

void declare_wrappers(App& app) {
    // <optional>
    app.get("/greeting", [](std::optional<Query<"name", Text<1, 20>>> name) {
        return name ? "Hello, " + (*name)->text() : std::string{"Hello, whoever you are"};
    });
    // </optional>
    // <result>
    app.get("/area", [](Result<Query<"width", int>> width, Result<Query<"height", int>> height) {
        if (!width || !height) return std::string{"Draw me a rectangle"};
        return std::to_string(**width * **height);
    });
    // </result>
}

// <extractor>
struct Tenant {
    std::string name;

    static Result<Tenant> from_request(const Request& request) {
        const auto host = request.field("Host").value_or("");
        const auto dot = host.find('.');
        if (dot == std::string_view::npos) throw NotFound{"No tenant has this host"};
        return Tenant{std::string{host.substr(0, dot)}};
    }
};
// </extractor>

void declare_tenants(App& app) {
    // <take extractor>
    app.get("/tenant", [](Tenant tenant) { return tenant.name; });
    // </take extractor>
}

int main() {
    App app{book::options()};
    declare_parameters(app);
    declare_bodies(app);
    declare_wrappers(app);
    declare_tenants(app);
    return book::run(app);
}
