// cardea tokens verify|inspect
#include <cardea/program/command.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/without_expiry.hpp>
#include <cardea/program/input_lines.hpp>
#include <cardea/program/json_layout.hpp>
#include <cardea/program/token_inspection.hpp>
#include <cardea/program/token_records.hpp>
#include <cardea/schema/text.hpp>
#include <cardea/schema/write_json.hpp>
#include <cardea/server/setting_values.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>

namespace cardea::program {
namespace {

using server::SettingError;

constexpr std::string_view blanks_of_a_line = " \t\r\n\v\f";  // around a token on its line
constexpr std::size_t key_file_bytes_max = 1024 * 1024;

/// What `tokens verify` was given. Empty texts are kept apart from absent ones: a demand that a
/// script left empty is not one that nobody made.
struct VerifyArguments {
    bool reads_records = false;
    std::optional<std::string> jwks;
    std::optional<std::string> algorithms;
    std::optional<std::string> issuer;
    std::optional<std::string> audience;
    std::optional<std::string> type;
    std::optional<std::string> now;
    std::optional<std::string> leeway;
    std::optional<std::string> required;
};

Secret<std::string> read_key_file(const std::string& path) {
    std::error_code ignored;
    std::ifstream file{path, std::ios::binary};
    if (!file || std::filesystem::is_directory(path, ignored))
        throw SettingError{"--jwks: " + path + " cannot be read"};
    std::string text(key_file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    Secret<std::string> content{std::move(text)};
    if (content.reveal().size() > key_file_bytes_max)
        throw SettingError{"--jwks: " + path + " is longer than 1 MiB"};
    if (content.reveal().empty())
        throw SettingError{"--jwks: " + path + " is empty: neither JSON nor PEM"};
    return content;
}

jose::KeySet read_trusted_keys(const std::optional<std::string>& path) {
    if (!path)
        throw SettingError{
            "--jwks FILE is missing: the keys that are trusted, as a JWK Set, a JWK "
            "or a PEM"};
    auto read = jose::read_own_keys(read_key_file(*path).reveal());
    if (!read) {
        const auto& error = read.error();
        throw SettingError{fmt::format("--jwks: {}: {}", *path, error.detail())};
    }
    for (const auto& sentence : read->left_out) {
        fmt::print(stderr, "cardea: {}: left out: {}\n", schema::visible(*path),
                   schema::visible(sentence));
    }
    return std::move(read->keys);
}

jose::AlgorithmSet read_algorithms(std::string_view text) {
    jose::AlgorithmSet algorithms;
    bool are_known = true;
    for (const auto& name : server::read_list(text)) {
        const auto algorithm = jose::algorithm_from(name);
        are_known = are_known && algorithm;
        if (algorithm) algorithms.insert(*algorithm);
    }
    if (are_known && !algorithms.is_empty()) return algorithms;
    std::string names;
    for (std::uint8_t at = 0; at < jose::algorithm_count; ++at) {
        names += names.empty() ? "" : ", ";
        names += name_of(jose::Algorithm{at});
    }
    throw SettingError{"--algorithms: must be some of " + names + ", divided by commas"};
}

std::optional<std::string> demanded_text(const char* flag, const std::optional<std::string>& text) {
    if (text && text->empty())
        throw SettingError{std::string{flag} + ": must not be empty; leave it out to ask nothing"};
    return text;
}

jose::Expectation expectation_of(const VerifyArguments& given) {
    jose::Expectation expected{.issuer = demanded_text("--issuer", given.issuer),
                               .audience = demanded_text("--audience", given.audience),
                               .type = demanded_text("--type", given.type),
                               .token_bytes_max = token_bytes_max};
    if (given.algorithms) expected.algorithms = read_algorithms(*given.algorithms);
    if (given.leeway) {
        const auto leeway = server::read_duration(*given.leeway);
        if (!leeway) throw SettingError{"--leeway: must be a duration, such as 10s or 5m"};
        expected.leeway = expected.skew = *leeway;
    }
    expected.required_claims = {"exp"};
    if (given.required) {
        const auto names = server::read_list(*given.required);
        if (names.empty())
            throw SettingError{"--require: must be names of claims, divided by commas"};
        expected.required_claims.insert(expected.required_claims.end(), names.begin(), names.end());
    }
    return expected;
}

/// A clock that stands still, where one was given.
std::optional<ManualClock> clock_of(const std::optional<std::string>& now) {
    if (!now) return std::nullopt;
    const auto seconds = server::read_number(*now);
    if (!seconds || *seconds > std::uint64_t{jose::numeric_date_max}) {
        throw SettingError{
            fmt::format("--now: must be seconds since 1970, from 0 to {}", jose::numeric_date_max)};
    }
    return std::optional<ManualClock>{std::in_place, TimePoint{std::chrono::seconds{*seconds}}};
}

int verify_lines(const VerifyArguments& given) {
    const auto still = clock_of(given.now);
    // It demands `exp` as any does; but what an operator asks may have any leeway.
    const auto verifier = jose::verifier_without_expiry(
        read_trusted_keys(given.jwks), expectation_of(given), still ? *still : system_clock());
    bool are_all_good = true;
    InputLines lines{token_bytes_max};
    while (const auto line = lines.next()) {
        const auto claims = line->is_too_long
                                ? Result<jose::VerifiedClaims>{jose::Errc::malformed}
                                : verifier.verify(trimmed(line->text, blanks_of_a_line));
        are_all_good = are_all_good && claims;
        if (claims) {
            fmt::print("ok {}\n", on_one_line(claims->payload()));
        } else {
            fmt::print("refused {}\n", jose::reason_of(claims.error()));
        }
    }
    finish_output();
    return are_all_good ? success : failure;
}

int verify_records() {
    InputLines lines{record_bytes_max};
    while (const auto line = lines.next()) {
        fmt::print("{}\n",
                   line->is_too_long ? answer_to_no_record() : answer_to_record(line->text));
    }
    finish_output();
    return success;
}

/// Says why a line is no token: in words for people, and with `as_json` in the answer's place too.
void say_malformed(std::size_t line, const Error& error, bool as_json) {
    const auto sentence = error.detail().empty() ? error.message() : error.detail();
    if (as_json) {
        std::string json;
        schema::write_json_string(sentence, json);
        fmt::print(R"({{"verified":false,"error":{}}})"
                   "\n",
                   json);
    }
    finish_output();  // so that both keep their order where they go to one place
    fmt::print(stderr, "cardea: line {} is no token: {}\n", line, schema::visible(sentence));
}

int inspect_lines(bool as_json) {
    const auto now = system_clock().now();
    std::size_t number = 0;
    std::size_t shown = 0;
    std::size_t malformed = 0;
    InputLines lines{token_bytes_max};
    while (const auto line = lines.next()) {
        ++number;
        const auto token = trimmed(line->text, blanks_of_a_line);
        if (token.empty()) continue;
        Result<std::string> text{Error{jose::Errc::malformed, "too long"}};
        if (!line->is_too_long)
            text = as_json ? token_as_json(token, now) : describe_token(token, now);
        if (!text) {
            ++malformed;
            say_malformed(number, text.error(), as_json);
        } else {
            fmt::print("{}{}\n", !as_json && shown > 0 ? "\n" : "", *text);
            ++shown;
        }
    }
    finish_output();
    if (shown + malformed == 0)
        throw std::runtime_error{"no token came from standard input, where one a line is read"};
    return malformed == 0 ? success : failure;
}

void add_verify(CLI::App& tokens, Action& action) {
    auto* command = tokens.add_subcommand(
        "verify",
        "Verify tokens from standard input, one a line: `ok {claims}` or `refused REASON`");
    auto given = std::make_shared<VerifyArguments>();
    const auto declare = [&](const char* flag, const char* form, const char* what,
                             std::optional<std::string> VerifyArguments::* member) {
        return command
            ->add_option_function<std::string>(
                flag, [given, member](const std::string& text) { *given.*member = text; }, what)
            ->type_name(form);
    };
    const auto options = {
        declare("--jwks", "FILE",
                "The trusted keys, which must be given: a JWK Set, a JWK or a PEM",
                &VerifyArguments::jwks),
        declare("--algorithms", "A,B", "Only these; else whatever the keys are for",
                &VerifyArguments::algorithms),
        declare("--issuer", "I", "What `iss` must be", &VerifyArguments::issuer),
        declare("--audience", "A", "What must be among `aud`", &VerifyArguments::audience),
        declare("--type", "T", "What `typ` must be, such as at+jwt", &VerifyArguments::type),
        declare("--now", "UNIX", "The time, in seconds since 1970; else the clock's",
                &VerifyArguments::now),
        declare("--leeway", "0s", "Granted on `exp`, `nbf` and `iat`", &VerifyArguments::leeway),
        declare("--require", "C,D", "Claims that must be there; `exp` always must",
                &VerifyArguments::required),
    };
    auto* records = command->add_flag("--records", given->reads_records,
                                      "Read JSON records with keys of their own, and answer each");
    for (auto* option : options) records->excludes(option);
    command->callback([given, &action] {
        action = [given] { return given->reads_records ? verify_records() : verify_lines(*given); };
    });
}

void add_inspect(CLI::App& tokens, Action& action) {
    auto* command = tokens.add_subcommand(
        "inspect", "Show what tokens from standard input say, one a line; believes nothing");
    auto as_json = std::make_shared<bool>(false);
    command->add_flag("--json", *as_json, "Print an object a line");
    command->callback(
        [as_json, &action] { action = [as_json] { return inspect_lines(*as_json); }; });
}

}  // namespace

void add_tokens(CLI::App& program, Action& action) {
    auto* tokens = program.add_subcommand("tokens", "Verify tokens, and look into them");
    tokens->require_subcommand(1);
    add_verify(*tokens, action);
    add_inspect(*tokens, action);
}

}  // namespace cardea::program
