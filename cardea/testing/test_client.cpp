#include <cardea/testing/test_client.hpp>

#include <cardea/testing/test_tokens.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

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

TestClient::TestClient(App& app) : app_{&app}, clock_{system_clock().now()} { app.seal(); }
TestClient::~TestClient() = default;

void TestClient::sign_in(const Principal& principal) {
    if (!tokens_) {
        const auto* authority = app_->surroundings().states.find(typeid(Authority));
        tokens_ = std::make_unique<TestTokens>(clock_, static_cast<const Authority*>(authority));
    }
    set_field("Authorization", "Bearer " + tokens_->issue(principal));
    override_state(tokens_->authority());
}

void TestClient::sign_out() {
    std::erase_if(always_,
                  [](const auto& field) { return same_name(field.first, "Authorization"); });
}

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
    for (const auto& [name, value] : always_) {
        const bool is_given = std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
            return same_name(field.first, name);
        });
        if (!is_given) all.push_back({name, value});
    }
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

    inject::Supplies supplies{&replacements_};
    const bool replaces = !replacements_.dependencies.empty() || !replacements_.states.empty();
    if (replaces) request.attach(&supplies);

    Response response;
    boost::asio::io_context loop{1};
    boost::asio::co_spawn(loop, app_->handle(request, response), boost::asio::detached);
    loop.run();
    for (const auto& work : request.take_after_answer()) {
        loop.restart();
        boost::asio::co_spawn(loop, work(), boost::asio::detached);
        loop.run();
    }
    return response;
}

}  // namespace cardea
