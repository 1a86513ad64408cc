#include <cardea/issuer/master_key.hpp>

#include <cardea/accounts/test_accounts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include <sys/stat.h>
#include <unistd.h>

// Under test: one master key, which nobody but its owner can read, however often and by however
// many it is asked for.
namespace cardea::issuer {
namespace {

using namespace std::string_literals;
using std::filesystem::perms;
using testing::HasSubstr;
using testing::Not;

// The sentence with which `make` fails; empty where it does not.
template <class F>
std::string refusal_of(F make) {
    try {
        static_cast<void>(make());
    } catch (const std::runtime_error& refused) {
        return refused.what();
    }
    return "";
}

struct MasterKeyTest : testing::Test {
    void write(std::string_view content, perms mode = perms::owner_read | perms::owner_write) {
        std::ofstream{file, std::ios::binary} << content;
        std::filesystem::permissions(file, mode);
    }
    std::string content() {
        std::ifstream in{file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    std::string refusal() {
        return refusal_of([this] { return master_key_in(file); });
    }
    std::size_t files() {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator{folder.path()},
                          std::filesystem::directory_iterator{}));
    }

    db::TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "cardea.key";
};

TEST_F(MasterKeyTest, is_made_once_for_its_owner_alone) {
    const auto mask = ::umask(0);  // the laxest there is
    const auto key = master_key_in(file);
    ::umask(mask);
    EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
    EXPECT_EQ(content().size(), 44U);  // 32 bytes in base64url, and a line break
    EXPECT_EQ(files(), 1U);
    const auto before = content();
    EXPECT_EQ(master_key_in(file).reveal(), key.reveal());
    EXPECT_EQ(content(), before);
}

TEST_F(MasterKeyTest, is_another_in_another_place) {
    const db::TemporaryFolder elsewhere;
    EXPECT_NE(master_key_in(file).reveal(),
              master_key_in(elsewhere.path() / "cardea.key").reveal());
}

TEST_F(MasterKeyTest, is_the_same_for_all_threads_that_make_it_at_once) {
    for (int round = 0; round < 20; ++round) {
        std::filesystem::remove(file);
        const auto keys =
            accounts::at_once(4, [&](std::size_t) { return master_key_in(file).reveal(); });
        EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), 1U);
        EXPECT_EQ(files(), 1U);
    }
}

TEST_F(MasterKeyTest, is_made_even_where_a_crash_left_a_draft_behind) {
    // In a container the process is number 1 each time.
    const auto draft = file.string() + "." + std::to_string(::getpid());
    std::ofstream{draft} << "half";
    EXPECT_EQ(refusal(), "");
    EXPECT_EQ(content().size(), 44U);
}

TEST_F(MasterKeyTest, is_refused_where_others_could_have_read_or_changed_it) {
    const std::string text(43, 'k');
    for (const auto others : {perms::group_read, perms::others_read, perms::group_write,
                              perms::others_write, perms::others_exec}) {
        write(text, perms::owner_read | perms::owner_write | others);
        EXPECT_THAT(refusal(), HasSubstr("chmod 600")) << static_cast<unsigned>(others);
        EXPECT_THAT(refusal(), HasSubstr(file.string()));
        EXPECT_THAT(refusal(), Not(HasSubstr(text)));
    }
    write(text);
    EXPECT_EQ(refusal(), "");
    write(text, perms::owner_read);
    EXPECT_EQ(refusal(), "");
}

TEST_F(MasterKeyTest, is_refused_and_not_replaced_where_the_file_holds_too_little) {
    for (const auto& little :
         {""s, "\n"s, "short"s, std::string(31, 'k'), std::string(31, 'k') + "\r\n \n"}) {
        write(little);
        EXPECT_THAT(refusal(), HasSubstr("fewer than 32 characters"));
        EXPECT_EQ(content(), little);
    }
}

TEST_F(MasterKeyTest, is_the_same_with_or_without_a_line_break_and_from_either_source) {
    const std::string text(40, 'k');
    const auto key = master_key_from(Secret{std::string{text}});
    for (const char* end : {"", "\n", "\r\n", " \n\n"}) {
        write(text + end);
        EXPECT_EQ(master_key_in(file).reveal(), key.reveal());
    }
    write(text + "x");
    EXPECT_NE(master_key_in(file).reveal(), key.reveal());
}

TEST_F(MasterKeyTest, is_refused_with_a_sentence_where_there_is_no_place_for_it) {
    EXPECT_THAT(refusal_of([&] { return master_key_in(folder.path() / "nowhere" / "cardea.key"); }),
                HasSubstr("No such file or directory"));
    EXPECT_NE(refusal_of([&] { return master_key_in(folder.path()); }), "");
    std::filesystem::create_symlink(folder.path() / "nowhere" / "key", file);
    EXPECT_NE(refusal(), "");
    EXPECT_EQ(files(), 1U);  // no draft is left
}

TEST(MasterKeyText, has_32_characters_at_least) {
    const auto refused = [](std::size_t size) {
        return refusal_of([size] { return master_key_from(Secret{std::string(size, 'k')}); });
    };
    EXPECT_THAT(refused(0), HasSubstr("fewer than 32 characters"));
    EXPECT_THAT(refused(31), HasSubstr("fewer than 32 characters"));
    EXPECT_EQ(refused(32), "");
}

TEST(MasterKeyText, counts_to_its_last_byte) {
    const auto key_of = [](std::string text) {
        return master_key_from(Secret{std::move(text)}).reveal();
    };
    const auto key = key_of(std::string(5000, 'k'));
    EXPECT_EQ(key_of(std::string(5000, 'k')), key);
    EXPECT_NE(key_of(std::string(4999, 'k') + "l"), key);
    EXPECT_NE(key_of(std::string(5000, 'k') + '\0'), key);
}

}  // namespace
}  // namespace cardea::issuer
