// Under test: an app's own claims go in and come out as a plain struct, and never in the place of
// those that Cardea knows.
#include <cardea/jose/private_claims.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/schema/default.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::jose {
namespace {

struct Tenancy {
    std::string tenant;
    std::int64_t plan = 0;
    std::optional<std::string> note;
    std::vector<std::string> groups;
};
struct Impostor {
    std::string sub;
};
struct Nothing {};

struct PrivateClaims : testing::Test {
    ManualClock clock{TimePoint{TimePoint::duration{1'800'000'000}}};
    Key key = Key::generate(Algorithm::es256);
    Signer signer{key};
    Verifier verifier{KeySet{key}, {}, clock};

    [[nodiscard]] Claims claims() const {
        Claims said;
        said.subject = "ada";
        said.expires_at = clock.now() + std::chrono::seconds{60};
        return said;
    }
    [[nodiscard]] VerifiedClaims believed(std::string_view more) const {
        return verifier.verify(signer.sign(claims(), more)).value();
    }
};

TEST_F(PrivateClaims, come_back_as_they_went) {
    const Tenancy tenancy{"brass & \"hinges\"", 7, std::nullopt, {"staff", "admins"}};
    const auto verified = verifier.verify(sign_with(signer, claims(), tenancy)).value();
    EXPECT_EQ(verified.subject(), "ada");
    const auto read = private_claims<Tenancy>(verified).value();
    EXPECT_EQ(read.tenant, tenancy.tenant);
    EXPECT_EQ(read.plan, 7);
    EXPECT_EQ(read.note, std::nullopt);
    EXPECT_EQ(read.groups, tenancy.groups);
}

TEST_F(PrivateClaims, leave_others_alone) {
    const auto verified =
        believed(R"( { "tenant" : "t", "plan": 1, "groups": [], "x": {"y": [1.5]} } )");
    EXPECT_EQ(private_claims<Tenancy>(verified)->tenant, "t");
    EXPECT_NE(verified.payload().find(R"("x": {"y": [1.5]})"), std::string_view::npos);
}

TEST_F(PrivateClaims, are_refused_whole_where_one_is_missing_or_wrong) {
    for (const auto* more :
         {R"({})", R"({"tenant":"t","plan":1})", R"({"tenant":"t","plan":1.5,"groups":[]})",
          R"({"tenant":7,"plan":1,"groups":[]})", R"({"tenant":"t","plan":1,"groups":["a",1]})"}) {
        EXPECT_EQ(private_claims<Tenancy>(believed(more)).error(), Errc::claims) << more;
    }
}

TEST_F(PrivateClaims, do_not_stand_in_for_ours) {
    EXPECT_THROW((void)sign_with(signer, claims(), Impostor{"eve"}), std::invalid_argument);
    EXPECT_THROW((void)signer.sign(claims(), R"({"exp":1})"), std::invalid_argument);
    EXPECT_THROW((void)signer.sign(claims(), R"({"a":1,"a":2})"), std::invalid_argument);
    EXPECT_THROW((void)signer.sign(claims(), R"({"a":1},"sub":"eve"})"), std::invalid_argument);
    EXPECT_THROW((void)signer.sign(claims(), "[]"), std::invalid_argument);
    EXPECT_THROW((void)signer.sign(claims(), ""), std::invalid_argument);
}

TEST_F(PrivateClaims, may_be_none) {
    EXPECT_EQ(believed("{}").subject(), "ada");
    EXPECT_EQ(believed(" {\n} ").subject(), "ada");
    EXPECT_EQ(verifier.verify(sign_with(signer, claims(), Nothing{}))->subject(), "ada");
    EXPECT_EQ(signer.sign(Claims{}, R"({"a":1})").find(base64url::encode(std::string_view{"{,"})),
              std::string::npos);
}

}  // namespace
}  // namespace cardea::jose
