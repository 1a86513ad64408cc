// The bodies of errors (RFC 9457), to take a shape of. `http/problem` is what writes them.
#pragma once

#include <cardea/schema/bounded.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::openapi {

using ProblemStatus = Bounded<std::uint16_t, 400, 599>;

/// What every error answers with.
struct Problem {
    std::string type;
    std::string title;
    ProblemStatus status;
    std::string detail;

    static constexpr std::string_view description = "What went wrong (RFC 9457).";
};

/// One value that is missing or wrong.
struct FieldFault {
    std::vector<std::string> loc;
    std::string msg;
    std::string type;

    static constexpr std::string_view description =
        "A value that is missing or wrong: where it is, and what to change.";
};

/// What a 422 answers with.
struct ValidationProblem {
    std::string type;
    std::string title;
    ProblemStatus status;
    std::string detail;
    std::vector<FieldFault> errors;

    static constexpr std::string_view description =
        "Every value of the request that is missing or wrong.";
};

}  // namespace cardea::openapi
