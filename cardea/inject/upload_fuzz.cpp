// Law: whatever a file is called, its safe name is a plain one, and stays as it is if made safe
// again; what was read into a struct keeps to the bounds of its members.
#include <cardea/inject/upload.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace {

using namespace cardea;

struct Album {
    Text<1, 8> title;
    std::optional<bool> shared;
    Upload<16> cover;
    std::vector<File> pictures;
};

bool is_plain(std::string_view name) {
    const auto is_safe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), is_safe) &&
           name.front() != '.' && name.front() != '-' && name.back() != '.';
}

void check_name(std::string_view name) {
    const auto safe = File{std::string{name}, "", ""}.safe_name();
    if (!is_plain(safe) || File{safe, "", ""}.safe_name() != safe) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    check_name(text);
    const auto parts = http::parse_multipart(text, "b");
    if (!parts) return 0;
    if (const auto album = inject::read_multipart<Album>(*parts)) {
        if (album->title.text().empty() || album->cover->size() > 16) std::abort();
        if (album->pictures.size() + 2 > parts->size()) std::abort();
        for (const auto& picture : album->pictures) check_name(picture.name());
    }
    return 0;
}
