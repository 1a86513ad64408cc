#include <cardea/app/app.hpp>

using namespace cardea;

struct User {
    std::string name;
    Secret<std::string> password;
};

void declare(App& app) {
    app.get("/users/1", [] { return User{}; });
}
