// Law: whatever bytes arrive, they are read or refused; what was read can be written, and what was
// written is read back as the same.
#include <cardea/schema/email.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/text.hpp>
#include <cardea/schema/timestamp.hpp>
#include <cardea/schema/uuid.hpp>
#include <cardea/schema/write_json.hpp>

#include <cstdlib>

namespace {

using namespace cardea;

enum class Colour { red, green };

struct Hinge {
    std::string name;
    std::optional<double> weight;
};

struct Door {
    Text<1, 20> title;
    Email owner;
    Uuid id;
    Timestamp since;
    std::int64_t stars = 0;
    bool open = false;
    Colour colour{};
    std::vector<Hinge> hinges;
    std::optional<std::string> note;
};

struct Mixed {
    std::optional<Door> door;
    std::optional<Hinge> hinge;
    std::vector<std::vector<std::string>> names;
    std::optional<std::int64_t> number;
};

template <class T>
void read_and_write(std::string_view text) {
    const auto read = schema::read_json<T>(text);
    if (!read) {
        if (read.error().message().empty()) std::abort();
        return;
    }
    std::string written;
    schema::write_json(*read, written);
    const auto again = schema::read_json<T>(written);
    if (!again) std::abort();
    std::string rewritten;
    schema::write_json(*again, rewritten);
    if (written != rewritten) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    read_and_write<Door>(text);
    read_and_write<Mixed>(text);
    return 0;
}
