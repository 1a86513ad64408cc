# What targets of Cardea are compiled with, and the shape of a room.

# What whoever includes our headers needs; it is installed with them.
add_library(cardea_usage INTERFACE)
add_library(cardea::usage ALIAS cardea_usage)
set_target_properties(cardea_usage PROPERTIES EXPORT_NAME usage)
target_compile_features(cardea_usage INTERFACE cxx_std_20)
target_compile_definitions(cardea_usage INTERFACE
    BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)
# The compiler tells us the names of members through a pointer into an object that is declared and
# never defined (cardea/schema/fields.hpp).
target_compile_options(cardea_usage INTERFACE
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wno-undefined-var-template>
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wno-undefined-internal>)
target_link_libraries(cardea_usage INTERFACE Threads::Threads Boost::headers)

# What is ours alone: warnings, hardening, sanitizers.
add_library(cardea_flags INTERFACE)
target_include_directories(cardea_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(cardea_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -fno-omit-frame-pointer -fstack-protector-strong
    -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)   # what we ship does not tell where it was built
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # In a unity build g++ takes every .cpp for a header, and so warns of each coroutine frame that
    # holds something from an anonymous namespace.
    # And it warns of overlapping copies in its own std::string (GCC's bug 105651).
    target_compile_options(cardea_flags INTERFACE -Wno-subobject-linkage -Wno-restrict)
endif()
if(CARDEA_WERROR)
    target_compile_options(cardea_flags INTERFACE -Werror)
endif()
if(CARDEA_SANITIZE)
    target_compile_options(cardea_flags INTERFACE -fsanitize=${CARDEA_SANITIZE} -fno-sanitize-recover=all)
    target_link_options(cardea_flags INTERFACE -fsanitize=${CARDEA_SANITIZE})
endif()
add_custom_target(fuzzers)
add_custom_target(room_tests)   # the unit tests of all rooms, and what replays the fuzzers' corpora
if(CARDEA_FUZZ)
    target_compile_options(cardea_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# cardea_room(NAME [COMPONENT] [USES room...] [LINKS target...] [PRIVATE_LINKS target...]
#             [TEST_LINKS target...] [INTERNAL name...])
# Declares cardea::NAME from all files of the current folder: x.cpp is the library, x_test.cpp its
# unit tests (cardea_NAME_test), x_fuzz.cpp a fuzzer a file, x.hpp a public header. What INTERNAL
# names is not public: folders of the room, and headers without their .hpp; no other room includes
# them, but for tests. COMPONENT: users of the installed package may ask for this room by name.
function(cardea_room name)
    cmake_parse_arguments(ROOM "COMPONENT" "" "USES;LINKS;PRIVATE_LINKS;TEST_LINKS;INTERNAL" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    set(tests ${sources})
    set(fuzzers ${sources})
    list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
    foreach(internal ${ROOM_INTERNAL})
        set(all ${headers})
        list(FILTER headers EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${internal}(/|\\.hpp$)")
        if(all STREQUAL headers)
            message(FATAL_ERROR "room ${name} has no ${internal} that could be INTERNAL")
        endif()
    endforeach()
    foreach(used ${ROOM_USES})
        if(NOT TARGET cardea_${used})
            message(FATAL_ERROR "room ${name} uses ${used}, which is not above it in cardea/CMakeLists.txt")
        endif()
    endforeach()
    cardea_packaged(${name} "${ROOM_COMPONENT}" "${ROOM_USES}" "${ROOM_LINKS};${ROOM_PRIVATE_LINKS}")
    list(TRANSFORM ROOM_USES PREPEND cardea::)
    set(scope PUBLIC)
    if(sources)
        add_library(cardea_${name} STATIC ${sources})
        set_target_properties(cardea_${name} PROPERTIES UNITY_BUILD ${CARDEA_UNITY} UNITY_BUILD_BATCH_SIZE 8)
        target_link_libraries(cardea_${name} PRIVATE ${ROOM_PRIVATE_LINKS} $<BUILD_INTERFACE:cardea_flags>)
    else()
        set(scope INTERFACE)
        add_library(cardea_${name} INTERFACE)
    endif()
    target_sources(cardea_${name} ${scope}
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
    target_link_libraries(cardea_${name} ${scope} cardea::usage ${ROOM_USES} ${ROOM_LINKS})
    set_target_properties(cardea_${name} PROPERTIES EXPORT_NAME ${name})
    add_library(cardea::${name} ALIAS cardea_${name})
    if(NOT CARDEA_TESTS)
        return()
    endif()
    if(tests)
        cardea_test(cardea_${name}_test SOURCES ${tests} LINKS cardea::${name} ${ROOM_TEST_LINKS})
        add_dependencies(room_tests cardea_${name}_test)
    endif()
    foreach(file ${fuzzers})
        cardea_fuzzer(${file} LINKS cardea::${name} ${ROOM_TEST_LINKS})
    endforeach()
endfunction()

# cardea_fuzzer(FILE LINKS target...): x_fuzz.cpp becomes the libFuzzer program x_fuzz where fuzzers
# are built; elsewhere its corpus, the folder x_corpus beside it, is replayed as a test.
function(cardea_fuzzer file)
    cmake_parse_arguments(FUZZER "" "" "LINKS" ${ARGN})
    get_filename_component(target ${file} NAME_WE)
    string(REGEX REPLACE "_fuzz\\.cpp$" "_corpus" corpus ${file})
    add_executable(${target} ${file})
    target_link_libraries(${target} PRIVATE ${FUZZER_LINKS} cardea_flags)
    if(CARDEA_FUZZ)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        add_dependencies(fuzzers ${target})
    else()
        target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests/replay_corpus.cpp)
        add_dependencies(room_tests ${target})
        add_test(NAME ${target}.replays_its_corpus COMMAND ${target} ${corpus})
        set_tests_properties(${target}.replays_its_corpus PROPERTIES TIMEOUT 120 LABELS fuzz)
    endif()
endfunction()

# cardea_test(NAME SOURCES file... LINKS target...): a GoogleTest program, each test known to CTest.
function(cardea_test name)
    cmake_parse_arguments(TEST "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${TEST_SOURCES})
    target_link_libraries(${name} PRIVATE ${TEST_LINKS} cardea_flags GTest::gmock GTest::gtest_main)
    include(GoogleTest)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 120 LABELS ${name})
endfunction()
