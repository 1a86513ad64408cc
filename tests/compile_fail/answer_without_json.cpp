#include <cardea/app/app.hpp>

#include <map>

using namespace cardea;

void declare(App& app) {
    app.get("/stock", [] { return std::map<std::string, int>{{"hinges", 3}}; });
}
