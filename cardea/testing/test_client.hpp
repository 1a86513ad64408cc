// Calls an app without a socket, as FastAPI's TestClient: through router, graph and handler, on
// the caller's own thread.
#pragma once

#include <cardea/app/app.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea {

using TestFields = std::vector<std::pair<std::string, std::string>>;

/// Threads: none of its own; one client belongs to one thread. Many may call one app in parallel.
class TestClient {
public:
    /// Seals the app, which must outlive the client. Throws what `App::seal` throws.
    explicit TestClient(App& app);

    /// Sent with every request from now on: `client.set_field("Authorization", "Bearer …")`.
    void set_field(std::string_view name, std::string_view value);

    Response get(std::string_view target, const TestFields& fields = {});
    Response delete_(std::string_view target, const TestFields& fields = {});
    /// With a JSON body.
    Response post(std::string_view target, std::string_view json, const TestFields& fields = {});
    Response put(std::string_view target, std::string_view json, const TestFields& fields = {});
    Response patch(std::string_view target, std::string_view json, const TestFields& fields = {});
    /// With any body; nothing is added but what `set_field` said.
    Response send(Method method, std::string_view target, std::string_view body,
                  const TestFields& fields = {});

private:
    App* app_;
    TestFields always_;
};

}  // namespace cardea
