// Calls an app without a socket, as FastAPI's TestClient: through middleware, router, graph and
// handler, on the caller's own thread. What a client puts in the place of dependencies and states,
// and whom it signs in, holds for its own requests alone, so that tests may run in parallel.
#pragma once

#include <cardea/app/app.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/inject/replacement.hpp>
#include <cardea/testing/principal.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace cardea {

using TestFields = std::vector<std::pair<std::string, std::string>>;

/// Threads: none of its own; one client belongs to one thread. Many may call one app in parallel.
class TestClient {
public:
    /// Seals the app, which must outlive the client. Throws what `App::seal` throws.
    explicit TestClient(App& app);
    ~TestClient();
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    /// Sent with every request from now on: `client.set_field("Authorization", "Bearer …")`.
    void set_field(std::string_view name, std::string_view value);

    /// From now on `Depends<fn>` is `fake` to this client: a value, or a function that takes
    /// whatever a handler may take (`Depends<fn>` itself, too) and returns what `fn` does. What
    /// `fn` needs is not made for it, so a fake of `current_user` needs no token. Fakes are made
    /// before all else; a failure of one is the answer where `fn`'s own would have been.
    /// Throws `std::logic_error` where `fake` takes a state that the app does not provide.
    template <auto fn, class Fake>
    void override_with(Fake fake) {
        using Object = typename Depends<fn>::Object;
        if constexpr (inject::HasSignature<Fake> && !std::is_same_v<Fake, Object>) {
            replacements_.dependencies[typeid(Depends<fn>)] =
                std::make_shared<inject::ReplacementOf<fn, Fake>>(std::move(fake),
                                                                  app_->surroundings());
        } else {
            using Value = std::remove_const_t<Object>;
            override_with<fn>([value = Value(std::move(fake))] { return value; });
        }
    }

    /// From now on `State<T>` is `object` to this client.
    /// Owns: as `App::provide`.
    template <class T>
    void override_state(T object) {
        replacements_.states[typeid(T)] = std::make_shared<const T>(std::move(object));
    }
    template <class T>
    void override_state(std::shared_ptr<T> object) {
        replacements_.states[typeid(T)] = std::move(object);
    }
    template <class T>
    void override_state(std::reference_wrapper<T> object) {
        replacements_.states[typeid(T)] =
            std::shared_ptr<const void>{std::shared_ptr<void>{}, &object.get()};
    }

    /// From now on every request comes from `principal`, with a token that the app's guards
    /// believe: signature, times, scopes and policies are checked as ever, by `clock()`. Tokens of
    /// the app's own go on being believed where the test sends them itself, with
    /// `{{"Authorization", …}}`.
    void sign_in(const Principal& principal);
    /// Sends no token any more.
    void sign_out();

    /// The time by which this client's principals are judged; it starts now, and stands still.
    [[nodiscard]] ManualClock& clock() { return clock_; }

    /// `fields` stand in the place of those of the same name that `set_field` or `sign_in` set.
    Response get(std::string_view target, const TestFields& fields = {});
    Response delete_(std::string_view target, const TestFields& fields = {});
    /// With a JSON body.
    Response post(std::string_view target, std::string_view json, const TestFields& fields = {});
    Response put(std::string_view target, std::string_view json, const TestFields& fields = {});
    Response patch(std::string_view target, std::string_view json, const TestFields& fields = {});
    /// With any body; nothing is added but what `set_field` said. Background work has ended when
    /// this returns.
    Response send(Method method, std::string_view target, std::string_view body,
                  const TestFields& fields = {});

private:
    App* app_;
    ManualClock clock_;
    TestFields always_;
    inject::Replacements replacements_;
    std::unique_ptr<class TestTokens> tokens_;  // made when the first principal signs in
};

}  // namespace cardea
