// The chapter on models: types that say what may come in and what goes out.
#include <tests/docs/book.hpp>

#include <cardea/crypto/password_hash.hpp>
#include <cardea/security/bearer.hpp>

#include <algorithm>

using namespace cardea;

// <constrained>
enum class Metal { brass, steel, iron };

struct Order {
    Uuid id;
    Email buyer;
    Metal metal;
    Bounded<int, 1, 1000> pieces;
    Text<0, 200> remark;
    Timestamp wanted_by;
};
// </constrained>

// <patch>
struct ProfileChange {
    Patch<Text<1, 100>> name;
    Patch<Email> email;
};
// </patch>

// <secret>
struct NewUser {
    Email email;
    Secret<Text<8, 128>> password;
};

struct User {
    int id;
    std::string email;
};
// </secret>

// <own type>
struct Colour {
    std::string name;

    static schema::Reading<Colour> read(std::string_view text) {
        if (text.empty() ||
            !std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
            return schema::Flaw{"colour", "Input should be a colour in lower case"};
        }
        return Colour{std::string{text}};
    }
    std::string_view text() const { return name; }
    static void describe(schema::Shape& shape) { shape.pattern = "^[a-z]+$"; }
};
// </own type>

// <described>
struct Paint {
    Colour colour;
    Default<int, 1> coats;
    static constexpr std::string_view description = "What a door is painted with.";
    static constexpr std::string_view example = R"({"colour": "red", "coats": 2})";
};
// </described>

std::string change(const ProfileChange& change) {
    // <patch states>
    if (change.name.is_absent()) return "The name stays";
    if (change.name.is_null()) return "The name goes";
    return "The name is " + change.name->text();
    // </patch states>
}

int main() {
    App app{book::options()};
    app.post("/orders", [](Public, Body<Order> order) { return *order; });
    app.patch("/profile", [](Public, Body<ProfileChange> body) { return change(*body); });
    // <register>
    app.post("/users", [](Public, Body<NewUser> user) {
        const auto& password = user->password.reveal();  // the one way in
        return Created<User>{User{static_cast<int>(password.size()), user->email.text()}};
    });
    // </register>
    app.post("/doors", [](Public, Body<Paint> paint) { return *paint; });
    return book::run(app);
}
