/* libjwt's side:
 *     sign ALG KEY HEADER PAYLOAD     a token; KEY is a PEM, or a secret's bytes, or empty for `none`
 *     verify ALG KEY TOKEN            its header and payload */
#include <errno.h>
#include <jwt.h>

#include "lines.h"

static void sign(const struct line* line) {
    jwt_t* jwt = NULL;
    char* token = NULL;
    const jwt_alg_t algorithm = jwt_str_alg(line->fields[1]);
    const unsigned char* key = line->sizes[2] == 0 ? NULL : (const unsigned char*)line->fields[2];
    if (jwt_new(&jwt) != 0) {
        say("no", "jwt_new", NULL);
        return;
    }
    const char* failed = jwt_set_alg(jwt, algorithm, key, (int)line->sizes[2]) != 0 ? "jwt_set_alg"
                         : jwt_add_headers_json(jwt, line->fields[3]) != 0 ? "jwt_add_headers_json"
                         : jwt_add_grants_json(jwt, line->fields[4]) != 0  ? "jwt_add_grants_json"
                         : (token = jwt_encode_str(jwt)) == NULL           ? "jwt_encode_str"
                                                                           : NULL;
    if (failed != NULL) {
        say("no", failed, NULL);
    } else {
        say("ok", token, NULL);
    }
    free(token);
    jwt_free(jwt);
}

static void verify(const struct line* line) {
    jwt_t* jwt = NULL;
    const int error = jwt_decode(&jwt, line->fields[3], (const unsigned char*)line->fields[2],
                                 (int)line->sizes[2]);
    if (error != 0) {
        say("no", strerror(error), NULL);
        return;
    }
    /* The library takes the algorithm from the token; to compare it is its user's part. */
    if (jwt_get_alg(jwt) != jwt_str_alg(line->fields[1])) {
        say("no", "another algorithm", NULL);
    } else {
        char* header = jwt_get_headers_json(jwt, NULL);
        char* payload = jwt_get_grants_json(jwt, NULL);
        say("ok", header, payload, NULL);
        free(header);
        free(payload);
    }
    jwt_free(jwt);
}

int main(void) {
    struct line line;
    while (read_line(&line)) {
        if (is_text(&line, 0, "sign") && line.count == 5) {
            sign(&line);
        } else if (is_text(&line, 0, "verify") && line.count == 4) {
            verify(&line);
        } else {
            fputs("libjwt: no such request\n", stderr);
            return 1;
        }
        free_line(&line);
    }
    return 0;
}
