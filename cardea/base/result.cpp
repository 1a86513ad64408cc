#include <cardea/base/result.hpp>

#include <array>
#include <ostream>
#include <utility>

namespace cardea {

Error::Error() : Error{Errc::internal} {}

std::string_view Error::message() const {
    return extra_ && !extra_->message.empty() ? std::string_view{extra_->message} : cause_->message;
}

std::string_view Error::detail() const {
    return extra_ ? std::string_view{extra_->detail} : std::string_view{};
}

const FieldFaults& Error::fields() const {
    static const FieldFaults none;
    return extra_ ? extra_->fields : none;
}

std::optional<std::chrono::seconds> Error::retry_after() const {
    return extra_ ? extra_->retry_after : std::nullopt;
}

std::string_view Error::challenge() const {
    return extra_ ? std::string_view{extra_->challenge} : std::string_view{};
}

const std::vector<std::pair<std::string, std::string>>& Error::headers() const {
    static const std::vector<std::pair<std::string, std::string>> none;
    return extra_ ? extra_->headers : none;
}

Error&& Error::say(std::string message_for_client) && {
    extra().message = std::move(message_for_client);
    return std::move(*this);
}

Error&& Error::with_fields(FieldFaults fields) && {
    extra().fields = std::move(fields);
    return std::move(*this);
}

Error&& Error::retry_in(std::chrono::seconds delay) && {
    extra().retry_after = delay;
    return std::move(*this);
}

Error&& Error::challenge_with(std::string www_authenticate) && {
    extra().challenge = std::move(www_authenticate);
    return std::move(*this);
}

Error&& Error::with_header(std::string name, std::string value) && {
    extra().headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
}

Error::Extra& Error::extra() {
    // Copies share what has been made; a change makes its own, so that no copy changes with it.
    if (!extra_) {
        extra_ = std::make_shared<Extra>();
    } else if (extra_.use_count() > 1) {
        extra_ = std::make_shared<Extra>(*extra_);
    }
    return *extra_;
}

std::ostream& operator<<(std::ostream& out, const Error& error) {
    out << error.code() << ": " << error.message();
    if (!error.detail().empty()) out << " (" << error.detail() << ')';
    return out;
}

Failure::Failure(Error error) : error_{std::move(error)}, what_{error_.message()} {}

const char* Failure::what() const noexcept { return what_.c_str(); }

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw Failure{error};
}

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"internal", Fault::internal, "Internal server error"},
        Cause{"unavailable", Fault::unavailable, "The service is not available now; try again"},
        Cause{"exhausted", Fault::exhausted, "The server is busy; try again"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

}  // namespace cardea
