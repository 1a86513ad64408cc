// Law: what is found in a request stands there once, and can be set again if it has no quotes; what
// could be set is a field's value that cannot be split, and is found again as it was set.
#include <cardea/http/cookie.hpp>

#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace {

using namespace cardea;

Result<std::optional<std::string_view>> sid_in(std::string_view text) {
    const std::vector<Field> fields{{"Cookie", text}};
    return http::find_cookie(Request{{.fields = fields}, nullptr}, "sid");
}

void set_and_find(std::string_view value) {
    const auto text = SetCookie{"sid", value}.text();
    FieldList response;
    response.add("Set-Cookie", text);
    if (sid_in(text.substr(0, text.find(';'))).value() != value) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    if (const auto found = sid_in(text); found && *found) {
        const auto place = text.find("sid=" + std::string{**found});
        if (place == std::string_view::npos) std::abort();
        if (!(*found)->starts_with('"') && (*found)->size() < 4000) set_and_find(**found);
    }
    try {
        set_and_find(text);
    } catch (const std::invalid_argument&) {
        return 0;  // refused, as most texts must be
    }
    return 0;
}
