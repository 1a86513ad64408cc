// The tutorial's last page: tests of its own functions. Its program is taken as it is, and only its
// main has another name (CMakeLists.txt).
#include <examples/tutorial/main.cpp>

#include <cardea/db/temporary_folder.hpp>
#include <cardea/testing/test_client.hpp>

#include <gtest/gtest.h>

// <tests>
struct ProfileTest : testing::Test {
    ProfileTest() {
        db::migrate(*database, "tutorial", migrations);
        app.provide(database);
        app.provide(jose::Verifier{jose::KeySet{jose::Key::generate(jose::Algorithm::hs256)}, {}});
        app.get("/users/me/", read_user_me);
        app.patch("/users/me/", update_user_me);
    }

    db::TemporaryFolder folder;
    std::shared_ptr<db::Database> database = db::open(folder / "tutorial.db");
    App app;
};

TEST_F(ProfileTest, wants_a_token) {
    EXPECT_EQ(TestClient{app}.get("/users/me/").status, Status::unauthorized);
}

TEST_F(ProfileTest, tells_its_user_who_they_are) {
    TestClient client{app};
    client.override_with<get_current_user>(User{1, "ada@example.com", "Ada"});
    EXPECT_EQ(client.get("/users/me/").body, R"({"id":1,"email":"ada@example.com","name":"Ada"})");
}
// </tests>
