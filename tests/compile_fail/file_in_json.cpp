#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

struct NewPicture {
    std::string title;
    Upload<1000> picture;
};

void declare(App& app) {
    app.post("/pictures", [](Public, Body<NewPicture>) {});
}
