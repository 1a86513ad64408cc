// Why the bytes that arrived are no request: a status, and a sentence that says what to change.
#pragma once

#include <cardea/http/status.hpp>

#include <string_view>

namespace cardea::net {

/// Of a literal: lives for the whole program.
struct Rejection {
    Status status = Status::bad_request;
    std::string_view detail;
};

}  // namespace cardea::net
