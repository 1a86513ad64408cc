#include <cardea/security/bearer.hpp>

#include <cardea/security/errc.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace cardea {
namespace {

Result<Bearer> bearer_of(std::vector<Field> fields) {
    const Request request{{.fields = fields}, nullptr};
    return Bearer::from_request(request);
}

TEST(Bearer, takes_the_token_of_the_authorization_field) {
    for (const auto* value : {"Bearer abc.def", "bearer abc.def", "BEARER   abc.def"}) {
        EXPECT_EQ(bearer_of({{"authorization", value}}).value().token(), "abc.def") << value;
    }
    EXPECT_EQ(bearer_of({{"Authorization", "Bearer aA0-._~+/=="}}).value().token(), "aA0-._~+/==");
}

TEST(Bearer, tells_no_credential_from_one_that_is_none) {
    EXPECT_EQ(bearer_of({}).error(), security::Errc::not_authenticated);
    EXPECT_EQ(bearer_of({}).error().challenge(), R"(Bearer realm="cardea")");
    for (const auto* value :
         {"", "Bearer", "Bearer ", "Basic Og==", "Bearer a b", "Bearer =", "Bearer a=b",
          "Bearer a,b", "Bearer\ta", "Bearera", "Token abc", "Bearer \xc3\xa9"}) {
        const auto error = bearer_of({{"Authorization", value}}).error();
        EXPECT_EQ(error, security::Errc::invalid_credentials) << value;
        EXPECT_EQ(error.challenge(), "") << "the answer's default, which names no error";
    }
}

}  // namespace
}  // namespace cardea
