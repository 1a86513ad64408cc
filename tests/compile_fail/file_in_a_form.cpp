#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct NewPicture {
    std::string title;
    std::optional<File> picture;
};

void declare(App& app) {
    app.post("/pictures", [](Public, Form<NewPicture>) {});
}
