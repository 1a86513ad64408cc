# What the page /docs is made of, as bytes inside a library: our own script, and Swagger UI from npm
# with its licence, where ./dev has put it (or CARDEA_SWAGGER_UI says). Without it the build goes
# on, and the page says how to get it.
set(CARDEA_SWAGGER_UI "${PROJECT_SOURCE_DIR}/build/npm/swagger_ui/node_modules/swagger-ui-dist"
    CACHE PATH "The folder of npm's swagger-ui-dist")

# cardea_embed_docs(TARGET SCRIPT): gives TARGET the body of `cardea::docs_assets`.
function(cardea_embed_docs target script)
    # Globbed at each build, so that a folder that appears later is found.
    file(GLOB found CONFIGURE_DEPENDS ${CARDEA_SWAGGER_UI}/swagger-ui-bundle.js)
    set(files ${script})
    if(found)
        foreach(name swagger-ui.css swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt
                     favicon-32x32.png LICENSE NOTICE)
            list(APPEND files ${CARDEA_SWAGGER_UI}/${name})
        endforeach()
    else()
        message(STATUS "No Swagger UI in ${CARDEA_SWAGGER_UI}: /docs will be a plain page")
    endif()

    set(type "text/plain; charset=utf-8")
    set(type.css "text/css; charset=utf-8")
    set(type.js "text/javascript; charset=utf-8")
    set(type.png "image/png")
    set(type.txt "${type}")
    set(number 0)
    foreach(file ${files})
        get_filename_component(name ${file} NAME)
        get_filename_component(extension ${file} LAST_EXT)
        file(SIZE ${file} size)
        file(SHA256 ${file} digest)
        string(SUBSTRING ${digest} 0 32 digest)
        string(APPEND bytes "cardea_docs_${number}:\n.incbin \"${file}\"\n")
        string(APPEND declarations
            "[[gnu::visibility(\"hidden\")]] extern const char cardea_docs_${number}[];\n")
        string(APPEND rows "        {\"${name}\", \"${type${extension}}\", \"\\\"${digest}\\\"\",\n"
                           "         {cardea_docs_${number}, ${size}}},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})

    set(source ${CMAKE_CURRENT_BINARY_DIR}/docs_assets.cpp)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/docs_assets.cpp.in ${source} @ONLY)
    set_source_files_properties(${source} PROPERTIES
        SKIP_UNITY_BUILD_INCLUSION ON OBJECT_DEPENDS "${files}")
    target_sources(${target} PRIVATE ${source})
endfunction()
