#include <cardea/issuer/keyring.hpp>

#include <cardea/accounts/test_accounts.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

// Under test: signing keys outlive the process, stay sealed, and verify as long as a token of
// theirs may live.
namespace cardea::issuer {
namespace {

using namespace std::chrono_literals;
using accounts::noon;
using jose::Algorithm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct KeyringTest : testing::Test {
    Keyring load(Algorithm algorithm = Algorithm::es256) {
        return load_keyring(*database, master_key, algorithm, 15min, clock);
    }
    static std::string token_by(const jose::Key& key) {
        jose::Claims claims;
        claims.subject = "ada";
        claims.expires_at = noon + 24h;
        return jose::Signer{key}.sign(claims);
    }
    bool believes(const Keyring& ring, const std::string& token) {
        return jose::Verifier{ring.keys, {}, clock}.verify(token).has_value();
    }
    static std::vector<std::string> kids(const Keyring& ring) {
        std::vector<std::string> all;
        for (const auto& key : ring.keys.keys()) all.push_back(key.kid());
        return all;
    }

    db::TemporaryFolder folder;
    std::string path = folder / "keys.db";
    ManualClock clock{noon};
    crypto::Key256 master_key{1, 2, 3};
    std::unique_ptr<db::Database> database = [this] {
        auto opened = db::open(path);
        migrate(*opened);
        return opened;
    }();
};

TEST_F(KeyringTest, is_made_at_first_start_and_is_the_same_after_a_restart) {
    const auto first = load();
    EXPECT_EQ(first.active.algorithm(), Algorithm::es256);
    EXPECT_TRUE(first.active.is_private());
    EXPECT_THAT(kids(first), ElementsAre(first.active.kid()));
    const auto token = token_by(first.active);

    clock.advance(1h);
    database = db::open(path);
    migrate(*database);
    const auto second = load();
    EXPECT_EQ(second.active.kid(), first.active.kid());
    EXPECT_TRUE(second.active.is_private());
    EXPECT_TRUE(believes(second, token));
    EXPECT_TRUE(believes(first, token_by(second.active)));

    const auto entries = list_keys(*database);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].kid, first.active.kid());
    EXPECT_EQ(entries[0].algorithm, "ES256");
    EXPECT_EQ(entries[0].created_at, Timestamp{noon});
    EXPECT_EQ(entries[0].retired_at, std::nullopt);
}

TEST_F(KeyringTest, is_made_once_by_all_who_start_at_once) {
    const auto another = db::open(path);  // as of another process
    const auto active = accounts::at_once(8, [&](std::size_t i) {
        return load_keyring(i % 2 == 0 ? *database : *another, master_key, Algorithm::es256, 15min,
                            clock)
            .active.kid();
    });
    EXPECT_EQ(std::set(active.begin(), active.end()).size(), 1U);
    EXPECT_EQ(list_keys(*database).size(), 1U);
}

TEST_F(KeyringTest, is_made_once_even_where_making_a_key_takes_long) {
    const auto another = db::open(path);
    const auto rings = accounts::at_once(4, [&](std::size_t i) {
        return load_keyring(i % 2 == 0 ? *database : *another, master_key, Algorithm::rs256, 15min,
                            clock);
    });
    for (const auto& ring : rings) EXPECT_EQ(ring.active.kid(), rings.front().active.kid());
    EXPECT_EQ(
        std::count_if(rings.begin(), rings.end(), [](const Keyring& ring) { return ring.is_new; }),
        1);
    EXPECT_EQ(list_keys(*database).size(), 1U);
}

struct KeyringOf : KeyringTest, testing::WithParamInterface<Algorithm> {};

TEST_P(KeyringOf, signs_with_the_same_key_after_a_restart) {
    const auto first = load(GetParam());
    EXPECT_TRUE(first.is_new);
    EXPECT_EQ(first.active.algorithm(), GetParam());
    EXPECT_TRUE(first.active.algorithms().is_single());
    const auto token = token_by(first.active);
    const auto second = load(GetParam());
    EXPECT_FALSE(second.is_new);
    EXPECT_EQ(second.active.kid(), first.active.kid());
    EXPECT_TRUE(believes(second, token));
    EXPECT_TRUE(believes(first, token_by(second.active)));
    EXPECT_EQ(list_keys(*database).at(0).algorithm, jose::name_of(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Algorithms, KeyringOf,
                         testing::Values(Algorithm::es256, Algorithm::eddsa, Algorithm::rs256,
                                         Algorithm::ps256, Algorithm::hs256),
                         [](const auto& row) { return std::string{jose::name_of(row.param)}; });

TEST_F(KeyringTest, makes_another_rsa_key_for_the_other_padding) {
    const auto before = load(Algorithm::rs256);
    const auto token = token_by(before.active);
    const auto after = load(Algorithm::ps256);
    EXPECT_TRUE(after.is_new);
    EXPECT_THAT(kids(after), ElementsAre(after.active.kid(), before.active.kid()));
    EXPECT_TRUE(believes(after, token));  // both are public keys, so the old token lives on
}

TEST_F(KeyringTest, shows_what_is_stored_and_makes_nothing) {
    const auto stored = [&] { return stored_keys(*database, master_key, 15min, clock); };
    EXPECT_TRUE(stored().empty());
    EXPECT_TRUE(list_keys(*database).empty());
    load();
    clock.advance(1s);
    load(Algorithm::eddsa);
    std::vector<std::string> shown;
    for (const auto& key : stored()) shown.push_back(key.kid());
    EXPECT_EQ(shown, kids(load(Algorithm::eddsa)));
    EXPECT_EQ(shown.size(), 2U);
    load(Algorithm::hs256);
    ASSERT_EQ(stored().size(), 1U);  // no mixture
    EXPECT_EQ(stored()[0].algorithm(), Algorithm::hs256);
    EXPECT_THROW(static_cast<void>(stored_keys(*database, {9}, 15min, clock)), std::runtime_error);
}

TEST_F(KeyringTest, refuses_another_master_key_with_a_sentence_and_adds_nothing) {
    const auto first = load();
    for (const auto algorithm : {Algorithm::es256, Algorithm::hs256}) {
        const crypto::Key256 wrong{1, 2, 4};
        try {
            static_cast<void>(load_keyring(*database, wrong, algorithm, 15min, clock));
            ADD_FAILURE() << "it loaded";
        } catch (const std::runtime_error& refused) {
            EXPECT_THAT(refused.what(), HasSubstr("another master key"));
        }
    }
    const auto entries = list_keys(*database);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].retired_at, std::nullopt);
    EXPECT_EQ(load().active.kid(), first.active.kid());
}

TEST_F(KeyringTest, refuses_another_master_key_even_where_only_a_retired_key_could_tell) {
    load();
    load(Algorithm::hs256);
    clock.advance(24h);
    block_on(database->write([](db::Transaction& transaction) -> Async<> {
        co_await transaction.run("DELETE FROM signing_keys WHERE retired_at IS NULL");
    }));
    EXPECT_THROW(static_cast<void>(load_keyring(*database, {9}, Algorithm::hs256, 15min, clock)),
                 std::runtime_error);
    EXPECT_EQ(list_keys(*database).size(), 1U);
}

TEST_F(KeyringTest, refuses_keys_that_were_changed_or_exchanged_in_the_database) {
    load();
    load(Algorithm::hs256);
    for (const char* sql :
         {"UPDATE signing_keys SET kid = 'x' WHERE retired_at IS NULL",
          "UPDATE signing_keys SET sealed = (SELECT sealed FROM signing_keys o"
          " WHERE o.kid <> signing_keys.kid)",
          "UPDATE signing_keys SET sealed = x'00'", "UPDATE signing_keys SET sealed = x''"}) {
        block_on(database->write(
            [sql](db::Transaction& transaction) -> Async<> { co_await transaction.run(sql); }));
        EXPECT_THROW(load(Algorithm::hs256), std::runtime_error) << sql;
    }
}

TEST_F(KeyringTest, stores_no_key_in_clear) {
    const auto ring = load();
    const auto secret = load(Algorithm::hs256);
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator{folder.path()}) {
        std::ifstream in{file.path(), std::ios::binary};
        bytes.append(std::istreambuf_iterator<char>{in}, {});
    }
    const auto member = [](const jose::Key& key, std::string_view name) {
        const auto jwk = jose::private_jwk(key);
        const auto start = jwk.reveal().find('"' + std::string{name} + "\":\"") + name.size() + 4;
        return jwk.reveal().substr(start, jwk.reveal().find('"', start) - start);
    };
    EXPECT_THAT(bytes, HasSubstr(ring.active.kid()));  // so the scan sees the rows
    EXPECT_EQ(member(ring.active, "d").size(), 43U);
    EXPECT_GE(member(secret.active, "k").size(), 43U);
    EXPECT_THAT(bytes, Not(HasSubstr(member(ring.active, "d"))));
    EXPECT_THAT(bytes, Not(HasSubstr(member(secret.active, "k"))));
}

TEST_F(KeyringTest, retires_the_key_of_another_algorithm_and_trusts_no_mixture) {
    const auto before = load();
    const auto token = token_by(before.active);
    clock.advance(1s);
    const auto after = load(Algorithm::hs256);
    EXPECT_EQ(after.active.algorithm(), Algorithm::hs256);
    EXPECT_THAT(kids(after), ElementsAre(after.active.kid()));
    EXPECT_FALSE(believes(after, token));
    EXPECT_TRUE(believes(after, token_by(after.active)));

    const auto entries = list_keys(*database);  // the newest first
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].kid, after.active.kid());
    EXPECT_EQ(entries[0].algorithm, "HS256");
    EXPECT_EQ(entries[0].retired_at, std::nullopt);
    EXPECT_EQ(entries[1].kid, before.active.kid());
    EXPECT_EQ(entries[1].retired_at, Timestamp{noon + 1s});
}

TEST_F(KeyringTest, believes_a_retired_key_until_its_last_token_has_expired) {
    const auto retired = load();
    const auto token = token_by(retired.active);
    load(Algorithm::hs256);
    const auto back = load();
    EXPECT_NE(back.active.kid(), retired.active.kid());  // what is retired signs no more
    EXPECT_THAT(kids(back), ElementsAre(back.active.kid(), retired.active.kid()));
    EXPECT_TRUE(believes(back, token));
    clock.advance(15min - 1s);
    EXPECT_TRUE(believes(load(), token));
    clock.advance(1s);
    const auto later = load();
    EXPECT_FALSE(believes(later, token));
    EXPECT_THAT(kids(later), ElementsAre(back.active.kid()));
    EXPECT_EQ(list_keys(*database).size(), 3U);
}

}  // namespace
}  // namespace cardea::issuer
