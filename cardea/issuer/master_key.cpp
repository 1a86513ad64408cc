#include <cardea/issuer/master_key.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/random.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace cardea::issuer {
namespace {

constexpr std::size_t characters_min = 32;
constexpr std::size_t file_bytes_max = 4096;

/// An open file, closed when it goes.
class File {
public:
    explicit File(int descriptor) : descriptor_{descriptor} {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw std::runtime_error{"the master key " + path.string() + " " + what};
}

std::string reason() { return std::generic_category().message(errno); }

/// Makes the file, whole or not at all: it is written under another name first. Where another
/// process was quicker, its key stays.
void make(const std::filesystem::path& path) {
    auto bytes = crypto::random_bytes<32>();
    const Secret text{base64url::encode(std::span<const std::uint8_t>{bytes}) + "\n"};
    wipe(bytes.data(), bytes.size());
    auto draft = path.string() + ".XXXXXX";  // a name of its own: threads, a draft after a crash
    const File file{::mkostemp(draft.data(), O_CLOEXEC)};  // for its owner alone
    if (!file.is_open()) fail(path, "cannot be made: " + reason());
    const auto size = static_cast<::ssize_t>(text.reveal().size());
    const bool is_written =
        ::write(file.descriptor(), text.reveal().data(), text.reveal().size()) == size &&
        ::fsync(file.descriptor()) == 0;
    const bool is_linked =
        is_written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
    const auto why = reason();
    ::unlink(draft.c_str());
    if (!is_linked) fail(path, "cannot be made: " + why);
    // Its name too must survive a power cut: what it seals will.
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    const File entries{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!entries.is_open() || ::fsync(entries.descriptor()) != 0)
        fail(path, "cannot be made: " + reason());
}

Secret<std::string> read(const std::filesystem::path& path, const File& file) {
    struct stat status{};
    if (::fstat(file.descriptor(), &status) != 0) fail(path, "cannot be read: " + reason());
    if ((status.st_mode & 077U) != 0)
        fail(path, "can be read by others: chmod 600 it, and think about who did");
    std::string text(file_bytes_max, '\0');
    const auto size = ::read(file.descriptor(), text.data(), text.size());
    if (size < 0) fail(path, "cannot be read: " + reason());
    text.resize(static_cast<std::size_t>(size));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return Secret{std::move(text)};
}

}  // namespace

Secret<crypto::Key256> master_key_from(const Secret<std::string>& text) {
    if (text.reveal().size() < characters_min) {
        throw std::runtime_error{
            "the master key has fewer than 32 characters; `openssl rand -base64 32` makes one"};
    }
    return Secret{crypto::hkdf_sha256(text.reveal(), {}, "cardea master key")};
}

Secret<crypto::Key256> master_key_in(const std::filesystem::path& path) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
        if (file.is_open()) return master_key_from(read(path, file));
        if (errno != ENOENT) break;
        make(path);
    }
    fail(path, "cannot be read: " + reason());
}

}  // namespace cardea::issuer
