#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct Address {
    std::string street;
};
struct Order {
    std::string title;
    Address address;
};

void declare(App& app) {
    app.post("/orders", [](Public, Form<Order>) {});
}
