// The chapter on answers and errors.
#include <tests/docs/book.hpp>

#include <cardea/http/http_error.hpp>
#include <cardea/http/problem.hpp>
#include <cardea/security/bearer.hpp>

#include <stdexcept>

using namespace cardea;

struct Hinge {
    int id;
    std::string metal;
};

// <values>
Hinge a_value() { return {1, "brass"}; }                                          // 200 and JSON
Created<Hinge> a_new_one() { return Created<Hinge>{{2, "steel"}, "/hinges/2"}; }  // 201
void nothing() {}                                                                 // 204
Reply<Hinge, Status::accepted> with_fields() {                                    // 202 and more
    return Reply<Hinge, Status::accepted>{{3, "iron"}}
        .with("ETag", "\"3\"")
        .with(SetCookie{"seen", "3"});
}
Html a_page() { return {"<!doctype html><title>Hinges</title><p>Oil me"}; }
Redirect elsewhere() { return {"/hinges/1"}; }  // 303
// </values>

// <response>
Response by_hand() {
    Response response;
    response.fields.set("Content-Type", "text/csv; charset=utf-8");
    response.body = "id,metal\r\n1,brass\r\n";
    return response;
}
// </response>

// <throw>
Hinge find(Path<"id", int> id) {
    if (*id > 99) throw NotFound{"No hinge has this number"};
    if (*id == 13)
        throw HttpError{Status::conflict, "Somebody is oiling it"}.with("Retry-After", "60");
    return {*id, "brass"};
}
// </throw>

// <own exception>
struct OutOfStock : std::runtime_error {
    OutOfStock() : runtime_error{"out of stock"} {}
};
// </own exception>

int main() {
    App app{book::options()};
    app.get("/hinges/1", a_value);
    app.post("/hinges", [](Public) { return a_new_one(); });
    app.delete_("/hinges/1", [](Public) { nothing(); });
    app.put("/hinges/3", [](Public) { return with_fields(); });
    app.get("/page", a_page);
    app.get("/elsewhere", elsewhere);
    app.get("/hinges.csv", by_hand);
    app.get("/hinges/{id}", find);
    // <on exception>
    app.on_exception<OutOfStock>([](const OutOfStock&, const Request&) {
        Response response;
        http::write_problem(Status::conflict, "We are out of hinges", response);
        return response;
    });
    // </on exception>
    app.get("/last", []() -> Hinge { throw OutOfStock{}; });
    app.get("/defect", []() -> Hinge { throw std::runtime_error{"the password is 1234"}; });
    return book::run(app);
}
