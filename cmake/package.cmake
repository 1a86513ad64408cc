# Cardea as an installed package: public headers, archives, cardeaConfig.cmake, a .pc file a room,
# the program. All of it follows from what the rooms declare (cmake/room.cmake) and from how
# libraries are found (cmake/dependencies.cmake).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# cardea_packaged(NAME IS_COMPONENT USES LINKS): a room tells what it consists of.
function(cardea_packaged room is_component uses links)
    set_property(GLOBAL APPEND PROPERTY CARDEA_ROOMS ${room})
    if(is_component)
        set_property(GLOBAL APPEND PROPERTY CARDEA_COMPONENTS ${room})
    endif()
    set_property(GLOBAL PROPERTY CARDEA_USED_BY_${room} ${uses})
    set_property(GLOBAL PROPERTY CARDEA_LINKED_BY_${room} ${links})
    # A room below others stands in the list before them.
    set(below ${room})
    foreach(used ${uses})
        get_property(deeper GLOBAL PROPERTY CARDEA_BELOW_${used})
        list(APPEND below ${deeper})
    endforeach()
    list(REMOVE_DUPLICATES below)
    set_property(GLOBAL PROPERTY CARDEA_BELOW_${room} ${below})
endfunction()

# cardea_finding(OUT target...): the commands that find these foreign targets again, a line each.
function(cardea_finding out)
    set(commands "")
    foreach(target ${ARGN})
        get_property(command GLOBAL PROPERTY "CARDEA_WITH_${target}")
        if(NOT command)
            message(FATAL_ERROR "cmake/dependencies.cmake does not tell how ${target} is found again")
        endif()
        string(APPEND commands "    ${command}\n")
    endforeach()
    set(${out} "${commands}" PARENT_SCOPE)
endfunction()

# What every room needs of other libraries (cardea::usage), and how a compiler is told.
get_target_property(cardea_usage_links cardea_usage INTERFACE_LINK_LIBRARIES)
get_target_property(cardea_usage_definitions cardea_usage INTERFACE_COMPILE_DEFINITIONS)

# cardea_install_pc(ROOM): cardea-ROOM.pc. Cardea's archives are static, so whoever links one links
# all that it needs: the foreign libraries stand in Requires and Libs, with and without --static.
function(cardea_install_pc room)
    get_property(uses GLOBAL PROPERTY CARDEA_USED_BY_${room})
    get_property(links GLOBAL PROPERTY CARDEA_LINKED_BY_${room})
    set(requires "")
    foreach(used ${uses})
        list(APPEND requires "cardea-${used} = ${PROJECT_VERSION}")
    endforeach()
    set(libs "")
    get_target_property(type cardea_${room} TYPE)
    if(type STREQUAL STATIC_LIBRARY)
        set(libs " -lcardea_${room}")
    endif()
    set(cflags "")
    foreach(target ${links} ${cardea_usage_links})
        get_property(found GLOBAL PROPERTY "CARDEA_IN_PC_${target}")
        if(found STREQUAL "-pthread")
            string(APPEND cflags " ${found}")
        endif()
        if(found MATCHES "^-")
            string(APPEND libs " ${found}")
        elseif(found)
            string(REGEX REPLACE " *(>=|=) *" " \\1 " found "${found}")
            list(APPEND requires "${found}")
        endif()
    endforeach()
    list(JOIN requires ", " requires)
    foreach(definition ${cardea_usage_definitions})
        string(APPEND cflags " -D${definition}")
    endforeach()
    foreach(folder ${Boost_INCLUDE_DIRS})
        if(NOT folder IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
            string(APPEND cflags " -isystem ${folder}")
        endif()
    endforeach()
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        string(APPEND cflags " -Wno-undefined-var-template -Wno-undefined-internal")
    endif()
    # Relative to where the .pc file lies, so that the installed tree may be moved.
    file(RELATIVE_PATH up ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
    string(REGEX REPLACE "/$" "" up "${up}")
    configure_file(${PROJECT_SOURCE_DIR}/cmake/room.pc.in ${PROJECT_BINARY_DIR}/package/cardea-${room}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/package/cardea-${room}.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endfunction()

# cardea_install(): after the last room.
function(cardea_install)
    get_property(rooms GLOBAL PROPERTY CARDEA_ROOMS)
    get_property(components GLOBAL PROPERTY CARDEA_COMPONENTS)
    list(SORT components)
    set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/cardea)

    install(TARGETS cardea RUNTIME COMPONENT program)
    install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)

    # An export a room, since a file that CMake writes demands all the libraries that it names.
    set(steps "")
    foreach(room usage ${rooms})
        install(TARGETS cardea_${room} EXPORT cardea_${room}
            ARCHIVE COMPONENT development
            FILE_SET HEADERS COMPONENT development)
        install(EXPORT cardea_${room} NAMESPACE cardea:: DESTINATION ${folder} COMPONENT development)
    endforeach()
    cardea_finding(usage_finding ${cardea_usage_links})
    foreach(room ${rooms})
        cardea_install_pc(${room})
        get_property(links GLOBAL PROPERTY CARDEA_LINKED_BY_${room})
        cardea_finding(finding ${links})
        string(APPEND steps "if(\"${room}\" IN_LIST cardea_rooms)\n${finding}"
            "    include(\"\${CMAKE_CURRENT_LIST_DIR}/cardea_${room}.cmake\")\nendif()\n")
    endforeach()
    set(below "")
    foreach(component ${components})
        get_property(stands_on GLOBAL PROPERTY CARDEA_BELOW_${component})
        list(JOIN stands_on " " stands_on)
        string(APPEND below "set(cardea_rooms_of_${component} ${stands_on})\n")
    endforeach()
    list(JOIN components " " component_words)
    list(JOIN components ", " component_names)
    configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/cardeaConfig.cmake.in
        ${PROJECT_BINARY_DIR}/package/cardeaConfig.cmake INSTALL_DESTINATION ${folder}
        NO_SET_AND_CHECK_MACRO)
    # Before 1.0 a minor version may change what an app relies on.
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/cardeaConfigVersion.cmake
        COMPATIBILITY SameMinorVersion)
    install(FILES
        ${PROJECT_BINARY_DIR}/package/cardeaConfig.cmake
        ${PROJECT_BINARY_DIR}/package/cardeaConfigVersion.cmake
        DESTINATION ${folder} COMPONENT development)
endfunction()
