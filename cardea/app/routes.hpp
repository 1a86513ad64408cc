// A list of endpoints with what they need provided: what an App is made of, and what a library of
// endpoints (`account_routes`) gives to one.
#pragma once

#include <cardea/http/method.hpp>
#include <cardea/inject/background.hpp>
#include <cardea/inject/endpoint.hpp>
#include <cardea/inject/state.hpp>
#include <cardea/openapi/operation.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea {

/// What may be said of a route beside its handler.
struct RouteOptions {
    bool no_store = false;            ///< Every answer carries `Cache-Control: no-store`.
    std::string summary{};            ///< One line for the documentation.
    std::string description{};        ///< More of it, in Markdown.
    std::vector<std::string> tags{};  ///< Groups of the documentation.
    std::string operation_id{};       ///< The name that generated clients call it by.
    bool is_deprecated = false;
    bool is_hidden = false;  ///< Left out of the documentation.
    /// Answers that the handler's type does not tell: `openapi::problem(409, "It is there")`.
    std::vector<openapi::Answer> answers{};
};

/// What is said of several routes at once.
struct RoutesOptions {
    std::string prefix{};             ///< Stands before each pattern: `/notes`, no slash behind.
    std::vector<std::string> tags{};  ///< Added to those of each route.
    /// Scopes that these routes bring along, and what each is for: they count as declared wherever
    /// the routes are included.
    std::map<std::string, std::string> scopes{};
};

namespace app {

/// One declared endpoint.
struct Route {
    Method method;
    std::string pattern;
    std::unique_ptr<inject::Endpoint> endpoint;
    RouteOptions options;
    std::vector<std::string> path_names;
};

}  // namespace app

/// Threads: filled by one thread, before serving.
class Routes {
public:
    Routes() = default;
    explicit Routes(RoutesOptions options) : options_{std::move(options)} {}

    /// A safe method: answers the value that `handler` returns as JSON.
    template <class Handler>
    void get(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        add(Method::get, pattern, inject::make_endpoint(std::move(handler)), std::move(options));
    }
    /// The methods that change something. Who may call must be declared, or it does not compile.
    template <class Handler>
    void post(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        write(Method::post, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void put(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        write(Method::put, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void patch(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        write(Method::patch, pattern, std::move(handler), std::move(options));
    }
    template <class Handler>
    void delete_(std::string_view pattern, Handler handler, RouteOptions options = {}) {
        write(Method::delete_, pattern, std::move(handler), std::move(options));
    }

    /// Makes an object available to every handler and dependency as `State<T>`.
    /// Owns: a value or a shared pointer; what is given as `std::cref(x)` must outlive the app.
    template <class T>
    void provide(T object) {
        note_state(states_.add<T>(std::make_shared<const T>(std::move(object))),
                   inject::type_name<T>());
    }
    template <class T>
    void provide(std::shared_ptr<T> object) {
        using Object = std::remove_const_t<T>;
        note_state(states_.add<Object>(std::move(object)), inject::type_name<Object>());
    }
    template <class T>
    void provide(std::reference_wrapper<T> object) {
        using Object = std::remove_const_t<T>;
        note_state(states_.add<Object>(
                       std::shared_ptr<const Object>{std::shared_ptr<void>{}, &object.get()}),
                   inject::type_name<Object>());
    }

    /// What was provided as T, here or by a list that was included. Throws `std::logic_error`
    /// where nobody did.
    template <class T>
    [[nodiscard]] const T& provided() const {
        const auto* object = states_.find(typeid(T));
        if (object == nullptr) refuse_state(inject::type_name<T>());
        return *static_cast<const T*>(object);
    }

    /// Every answer under this path carries `Cache-Control: no-store`, 404 and 405 too. `/` means
    /// all that is under the prefix.
    void never_store(std::string_view path);
    /// Whether `raw_path` lies under such a path.
    [[nodiscard]] bool is_never_stored(std::string_view raw_path) const;

    /// Takes over all routes and states of another list, its patterns behind `prefix`.
    void include(Routes&& other, std::string_view prefix = {});
    /// The same of a list under a rule (`RoutesWith`).
    template <class Ruled>
    requires requires(Ruled&& list) { std::move(list).as_routes(); }
    void include(Ruled&& list, std::string_view prefix = {}) {
        include(std::move(list).as_routes(), prefix);
    }

    /// Leaves all routes that are there out of the documentation.
    void hide();

    /// From now on nothing can be added: whoever tries gets a `std::logic_error`.
    void close() { is_closed_ = true; }

    /// Binds every endpoint to what was provided. Returns a sentence for each fault of the wiring.
    [[nodiscard]] std::vector<std::string> bind(const inject::ExceptionTable& exceptions);
    [[nodiscard]] const std::deque<app::Route>& all() const { return routes_; }
    /// Those of the options, and of all that was included.
    [[nodiscard]] const std::map<std::string, std::string>& scopes() const {
        return options_.scopes;
    }
    [[nodiscard]] const inject::StateTable& states() const { return states_; }

protected:
    /// See `RoutesWith`, which lets other nodes run before the endpoint's own.
    void add(Method method, std::string_view pattern, std::unique_ptr<inject::Endpoint> endpoint,
             RouteOptions options);

    /// The one sentence for a write that says nothing of who may call.
    template <bool declares_access>
    static constexpr void demand_access() {
        static_assert(
            declares_access,
            "Cardea: this endpoint changes data, so it must say who may call it: take a "
            "Guard<policy>, a Depends whose graph requires a security scheme, or Public.");
    }

private:
    template <class Handler>
    void write(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
        demand_access<inject::handler_declares_access<Handler>>();
        add(method, pattern, inject::make_endpoint(std::move(handler)), std::move(options));
    }
    void demand_open() const;
    void check_pattern_behind(std::string_view prefix, std::string_view pattern);
    void note_state(bool is_new, std::string_view type);
    [[noreturn]] static void refuse_state(std::string_view type);

    RoutesOptions options_;
    std::deque<app::Route> routes_;  // a deque, since the router points into it
    inject::StateTable states_;
    std::vector<std::string> never_stored_;
    std::vector<std::string> faults_;
    bool is_closed_ = false;
};

}  // namespace cardea
