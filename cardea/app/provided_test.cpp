// Under test: what was provided can be had again before the app serves.
#include <cardea/app/app.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea {
namespace {

struct Shelf {
    int books;
};

TEST(Provided, is_what_the_app_or_an_included_list_provided) {
    Routes routes;
    routes.provide(Shelf{3});
    EXPECT_EQ(routes.provided<Shelf>().books, 3);
    App app;
    app.include(std::move(routes));
    EXPECT_EQ(app.provided<Shelf>().books, 3);
}

TEST(Provided, names_what_nobody_provided) {
    try {
        (void)App{}.provided<Shelf>();
        FAIL() << "it gave a Shelf";
    } catch (const std::logic_error& error) {
        EXPECT_NE(std::string{error.what()}.find("Shelf"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace cardea
