# Every library that Cardea uses, found once. All come from Debian 12's packages; the list of
# package names is in ./dev. Beside each stands how users of the installed package find it again
# (cmake/package.cmake): in cardeaConfig.cmake, and in the .pc files.
find_package(PkgConfig REQUIRED)

# cardea_found_again(TARGET WITH command IN_PC module-or-flag)
function(cardea_found_again target with command in_pc requirement)
    set_property(GLOBAL PROPERTY "CARDEA_WITH_${target}" "${command}")
    set_property(GLOBAL PROPERTY "CARDEA_IN_PC_${target}" "${requirement}")
endfunction()

# cardea_package(TARGET PACKAGE VERSION [REQUIREMENT]): by its own CMake package, and in a .pc file
# by this module, or by this flag.
macro(cardea_package target package version)
    find_package(${package} ${version} REQUIRED)
    string(STRIP "${package} ${version}" found)
    cardea_found_again(${target} WITH "find_dependency(${found})" IN_PC "${ARGN}")
endmacro()

# cardea_module(NAME MODULE): PkgConfig::NAME, by its .pc file.
macro(cardea_module name module)
    pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${module})
    cardea_found_again(PkgConfig::${name} WITH "cardea_find_module(${name} ${module})" IN_PC "${module}")
endmacro()

# cardea_library(NAME): NAME::NAME, for a library that ships neither.
macro(cardea_library name)
    find_library(${name}_LIBRARY ${name} REQUIRED)
    add_library(${name}::${name} UNKNOWN IMPORTED)
    set_target_properties(${name}::${name} PROPERTIES IMPORTED_LOCATION ${${name}_LIBRARY})
    cardea_found_again(${name}::${name} WITH "cardea_find_library(${name})" IN_PC "-l${name}")
endmacro()

cardea_package(Threads::Threads Threads "" -pthread)
cardea_package(Boost::headers Boost 1.81)  # Asio, PFR, MP11, System, Unordered: headers only
cardea_package(OpenSSL::Crypto OpenSSL 3.0 "libcrypto >= 3.0")
cardea_package(fmt::fmt fmt "" fmt)
cardea_package(spdlog::spdlog spdlog "" spdlog)
cardea_module(sodium libsodium)
cardea_module(sqlite3 sqlite3>=3.40)
cardea_module(simdjson simdjson>=3.0)
cardea_module(utf8proc libutf8proc)
cardea_module(libcurl libcurl>=7.87)
cardea_module(tomlplusplus tomlplusplus)
cardea_library(zxcvbn)
pkg_check_modules(xxhash REQUIRED libxxhash>=0.8)  # its header alone: users needn't find it again
find_package(CLI11 REQUIRED)               # the program's own
if(CARDEA_TESTS)
    find_package(GTest REQUIRED)
endif()
