#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

int main() {
    cardea::App app;
    app.post("/notes", [](std::optional<cardea::Guard<cardea::authenticated>>) {});
}
