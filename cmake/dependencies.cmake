# Every library that Cardea uses, found once. All come from Debian 12's packages;
# the list of package names is in ./dev.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)          # Asio, PFR, MP11, System, Unordered: headers only
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(GTest REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3>=3.40)
pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson>=3.0)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
find_package(CLI11 REQUIRED)

add_library(zxcvbn INTERFACE)              # ships neither a CMake nor a pkg-config file
find_library(ZXCVBN_LIBRARY zxcvbn REQUIRED)
target_link_libraries(zxcvbn INTERFACE ${ZXCVBN_LIBRARY})
