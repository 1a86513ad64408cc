#include <cardea/app/app.hpp>

using namespace cardea;

struct Greeting {
    std::string text;
};

int main() {
    App app{{.title = "Greetings"}};
    app.get("/hello/{name}",
            [](Path<"name", Text<1, 40>> name) { return Greeting{"Hello, " + name->text()}; });
    return app.run();
}
