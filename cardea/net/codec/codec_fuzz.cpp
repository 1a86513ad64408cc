// Law: a request is read in the same way however its bytes are cut, and what was read keeps the
// promises that routers and guards build on.
#include <cardea/net/codec/chunked_reader.hpp>
#include <cardea/net/codec/head_reader.hpp>

#include <cstdlib>
#include <string>

namespace {

using namespace cardea::net;

struct Outcome {
    HeadReader::Progress progress = HeadReader::Progress::more;
    std::string head;  // all that was understood, as one text
    std::string body;
    bool body_is_complete = false;

    bool operator==(const Outcome&) const = default;
};

void demand(bool holds) {
    if (!holds) std::abort();
}

Outcome read(std::string_view bytes, std::size_t piece) {
    static const Limits limits;
    HeadReader reader{limits};
    Outcome outcome;
    std::size_t size = 0;
    while (outcome.progress == HeadReader::Progress::more && size < bytes.size()) {
        size = std::min(size + piece, bytes.size());
        outcome.progress = reader.read(bytes.substr(0, size));
    }
    if (outcome.progress != HeadReader::Progress::complete) return outcome;

    const auto& head = reader.head();
    demand(head.raw_path.starts_with('/') && head.raw_path.find("//") == std::string_view::npos);
    demand(head.fields.size() <= limits.fields_max && reader.size() <= limits.head_bytes_max + 2);
    outcome.head = std::string{cardea::name_of(head.method)} + " " + std::string{head.target};
    for (const auto& field : head.fields) {
        for (const char character : field.value)
            demand(character != '\r' && character != '\n' && character != '\0');
        outcome.head += "\n" + std::string{field.name} + ":" + std::string{field.value};
    }
    if (reader.framed().framing != Framing::chunked) return outcome;
    ChunkedReader chunked{1000};
    auto rest = bytes.substr(reader.size());
    auto progress = ChunkedReader::Progress::more;
    while (progress == ChunkedReader::Progress::more && !rest.empty()) {
        auto part = rest.substr(0, piece);
        const auto before = part.size();
        progress = chunked.read(part, outcome.body);
        rest.remove_prefix(before - part.size());
    }
    demand(outcome.body.size() <= 1000);
    outcome.body_is_complete = progress == ChunkedReader::Progress::complete;
    if (!outcome.body_is_complete) outcome.body.clear();
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    const auto whole = read(text, size + 1);
    demand(read(text, 1 + size % 7) == whole);
    return 0;
}
