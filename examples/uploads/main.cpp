// Pictures that people send by a form with files: bounded, looked at before they are believed,
// stored under names of our own, and given back to their owner in a way that no browser runs.
#include <cardea/app/app.hpp>
#include <cardea/app/offload.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/server/account_routes.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/storage/transaction.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

using namespace cardea;

constexpr std::size_t picture_bytes_max = 1'000'000;

constexpr std::array migrations{db::Migration{1, "pictures", R"(
    CREATE TABLE pictures (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL,
                           name TEXT NOT NULL, type TEXT NOT NULL) STRICT)"}};

inline constexpr auto pictures_read = scope<"pictures:read">;
inline constexpr auto pictures_write = scope<"pictures:write"> && live_user;

struct NewPicture {
    Text<1, 80> title;
    Upload<picture_bytes_max> picture;
};
struct Picture {
    Uuid id;
    std::string title;
    std::string name;
    std::string type;
};

/// Where the bytes are: the name is our own, never one that a stranger sent.
struct Folder {
    std::filesystem::path path;
    [[nodiscard]] std::filesystem::path file(const Uuid& id) const { return path / id.text(); }
};

/// By the bytes themselves; what the client says of the type is not asked for.
std::string_view type_of(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
    throw HttpError{Status::unsupported_media_type, "A picture is a PNG or a JPEG"};
}

void store(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream out{file, std::ios::binary};
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) throw std::runtime_error{"The picture cannot be stored"};
}

/// The file is written away from the loop and before the transaction begins; a file without a row
/// is nobody's, a row without a file would be a promise that is not kept.
Async<Created<Picture>> add_picture(const Guard<pictures_write>& who, Multipart<NewPicture> form,
                                    State<Folder> folder, Depends<transaction> changes) {
    const File& file = *form->picture;
    const auto type = type_of(file.bytes());
    const auto time =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto id = Uuid::v7(time, crypto::random_bytes<10>());
    const auto write = [&] { store(folder->file(id), file.bytes()); };
    co_await offload(write);
    const auto added = co_await changes->one<Picture>(
        "INSERT INTO pictures VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id, title, name, type", id,
        who.subject(), form->title, file.safe_name(), type);
    co_return Created{*added, "/pictures/" + id.text()};
}

Async<std::vector<Picture>> list_pictures(const Guard<pictures_read>& who, Depends<database> rows) {
    co_return co_await rows->all<Picture>(
        "SELECT id, title, name, type FROM pictures WHERE owner = ?1 ORDER BY id", who.subject());
}

/// Someone else's picture is not there.
Async<Picture> own_picture(const Guard<pictures_read>& who, Path<"id", Uuid> id,
                           Depends<database> rows) {
    auto picture = co_await rows->one<Picture>(
        "SELECT id, title, name, type FROM pictures WHERE id = ?1 AND owner = ?2", *id,
        who.subject());
    if (!picture) throw NotFound{"Picture not found"};
    co_return *std::move(picture);
}

Async<Response> get_picture(Depends<own_picture> picture, State<Folder> folder) {
    const auto read = [&] {
        std::ifstream in{folder->file(picture->id), std::ios::binary};
        if (!in) throw NotFound{"Picture not found"};
        return std::string{std::istreambuf_iterator<char>{in}, {}};
    };
    Response response;
    response.body = co_await offload(read);
    response.fields.set("Content-Type", picture->type);
    response.fields.set("Content-Disposition", "attachment; filename=\"" + picture->name + '"');
    response.fields.set("Content-Security-Policy", "default-src 'none'; sandbox");
    response.fields.set("Cache-Control", "private");
    co_return response;
}

int main() try {
    AppOptions options{.title = "Pictures"};
    options.server.limits.body_bytes_max = picture_bytes_max + 64 * 1024;  // and what is around it
    options.docs.token_url = "/oauth/token";
    options.docs.scopes = {{"pictures:read", "See your pictures"}, {"pictures:write", "Add some"}};
    if (const char* port = std::getenv("PORT"))
        options.server.port = schema::read_text<std::uint16_t>(port).value();
    App app{options};
    app.include(account_routes(
        {.database = "uploads.db", .registration_scope = "pictures:read pictures:write"}));
    db::migrate(app.provided<db::Database>(), "pictures", migrations);
    const Folder folder{"pictures"};
    std::filesystem::create_directory(folder.path);
    app.provide(folder);
    app.get("/pictures", list_pictures);
    app.post("/pictures", add_picture, {.answers = {openapi::problem(415)}});
    app.get("/pictures/{id}", get_picture,
            {.answers = {{.status = 200, .description = "The picture"}}});
    return app.run([](std::uint16_t port) {
        std::cout << "Listening on http://127.0.0.1:" << port << std::endl;
    });
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
