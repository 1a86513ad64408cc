#include <cardea/testing/test_client.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <optional>

namespace cardea {
namespace {

/// A body that is all there.
class GivenBody final : public BodySource {
public:
    explicit GivenBody(std::string_view text) : text_{text} {}
    Async<Result<std::string_view>> read() override { co_return text_; }
    [[nodiscard]] bool is_ready() const override { return true; }
    [[nodiscard]] Result<std::string_view> ready() const override { return text_; }

private:
    std::string_view text_;
};

TestFields with_json(const TestFields& fields) {
    auto all = fields;
    all.emplace_back("Content-Type", "application/json");
    return all;
}

}  // namespace

TestClient::TestClient(App& app) : app_{&app} { app.seal(); }

void TestClient::set_field(std::string_view name, std::string_view value) {
    std::erase_if(always_, [&](const auto& field) { return same_name(field.first, name); });
    always_.emplace_back(name, value);
}

Response TestClient::get(std::string_view target, const TestFields& fields) {
    return send(Method::get, target, "", fields);
}
Response TestClient::delete_(std::string_view target, const TestFields& fields) {
    return send(Method::delete_, target, "", fields);
}
Response TestClient::post(std::string_view target, std::string_view json,
                          const TestFields& fields) {
    return send(Method::post, target, json, with_json(fields));
}
Response TestClient::put(std::string_view target, std::string_view json, const TestFields& fields) {
    return send(Method::put, target, json, with_json(fields));
}
Response TestClient::patch(std::string_view target, std::string_view json,
                           const TestFields& fields) {
    return send(Method::patch, target, json, with_json(fields));
}

Response TestClient::send(Method method, std::string_view target, std::string_view body,
                          const TestFields& fields) {
    std::vector<Field> all;
    for (const auto& [name, value] : always_) all.push_back({name, value});
    for (const auto& [name, value] : fields) all.push_back({name, value});

    const auto question = target.find('?');
    const Request::Head head{
        .method = method,
        .target = target,
        .raw_path = target.substr(0, question),
        .query =
            question == std::string_view::npos ? std::string_view{} : target.substr(question + 1),
        .fields = all,
        .has_body = !body.empty(),
    };
    GivenBody source{body};
    Request request{head, &source};
    request.set_address("127.0.0.1", "127.0.0.1");
    request.set_id("test");

    Response response;
    boost::asio::io_context loop{1};
    boost::asio::co_spawn(loop, app_->handle(request, response), boost::asio::detached);
    loop.run();
    return response;
}

}  // namespace cardea
