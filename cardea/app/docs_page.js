// Starts Swagger UI with what the page says on its element. A file of its own, since the page's
// policy forbids scripts inside it.
"use strict";

const page = document.getElementById("swagger-ui");

SwaggerUIBundle({
    domNode: page,
    url: page.dataset.document,
    deepLinking: true,
    displayRequestDuration: true,
    persistAuthorization: false, // a token lives no longer than the page
    queryConfigEnabled: false, // nobody's link may point the page at another document
    validatorUrl: null, // asks nobody about the document
});
