/* cjose's side:
 *     generate KTY SIZE              a private JWK; KTY is RSA, EC or oct, SIZE in bits
 *     public KEY                     the public JWK of a JWK
 *     sign KEY PAYLOAD (NAME VALUE)… a token whose header has these members; VALUE is a text, or a
 *                                    list in JSON
 *     verify KEY TOKEN               the payload, then `alg`, `typ` and `kid` of the header */
#include <cjose/cjose.h>

#include "lines.h"

static void say_error(const char* failed, const cjose_err* error) {
    say("no", failed, error->message != NULL ? error->message : "", NULL);
}

static void say_key(cjose_jwk_t* key, bool is_private, cjose_err* error) {
    char* json = key != NULL ? cjose_jwk_to_json(key, is_private, error) : NULL;
    if (json == NULL) {
        say_error("key", error);
    } else {
        say("ok", json, NULL);
    }
    free(json);
    if (key != NULL) cjose_jwk_release(key);
}

static cjose_jwk_t* new_key(const char* kty, size_t bits, cjose_err* error) {
    static const uint8_t exponent[] = {1, 0, 1};
    if (strcmp(kty, "RSA") == 0)
        return cjose_jwk_create_RSA_random(bits, exponent, sizeof exponent, error);
    if (strcmp(kty, "oct") == 0) return cjose_jwk_create_oct_random(bits, error);
    return cjose_jwk_create_EC_random(bits == 256   ? CJOSE_JWK_EC_P_256
                                      : bits == 384 ? CJOSE_JWK_EC_P_384
                                                    : CJOSE_JWK_EC_P_521,
                                      error);
}

static cjose_jwk_t* key_of(const struct line* line, cjose_err* error) {
    return cjose_jwk_import(line->fields[1], line->sizes[1], error);
}

static bool set_member(cjose_header_t* header, const char* name, const char* value,
                       cjose_err* error) {
    if (value[0] == '[') return cjose_header_set_raw(header, name, value, error);
    return cjose_header_set(header, name, value, error);
}

static void sign(const struct line* line) {
    cjose_err error = {0};
    cjose_jwk_t* key = key_of(line, &error);
    cjose_header_t* header = cjose_header_new(&error);
    bool is_well = key != NULL && header != NULL;
    for (size_t at = 3; is_well && at + 1 < line->count; at += 2)
        is_well = set_member(header, line->fields[at], line->fields[at + 1], &error);
    cjose_jws_t* jws = is_well ? cjose_jws_sign(key, header, (const uint8_t*)line->fields[2],
                                                line->sizes[2], &error)
                               : NULL;
    const char* token = NULL;
    if (jws == NULL || !cjose_jws_export(jws, &token, &error)) {
        say_error("sign", &error);
    } else {
        say("ok", token, NULL);
    }
    if (jws != NULL) cjose_jws_release(jws);
    if (header != NULL) cjose_header_release(header);
    if (key != NULL) cjose_jwk_release(key);
}

static const char* text_of(cjose_header_t* header, const char* name) {
    cjose_err error = {0};
    const char* text = cjose_header_get(header, name, &error);
    return text != NULL ? text : "";
}

static void say_verified(cjose_jws_t* jws) {
    cjose_err error = {0};
    uint8_t* payload = NULL;
    size_t size = 0;
    cjose_header_t* header = cjose_jws_get_protected(jws);
    if (header == NULL || !cjose_jws_get_plaintext(jws, &payload, &size, &error)) {
        say_error("plaintext", &error);
        return;
    }
    char* text = calloc(size + 1, 1);
    memcpy(text, payload, size);
    say("ok", text, text_of(header, "alg"), text_of(header, "typ"), text_of(header, "kid"), NULL);
    free(text);
}

static void verify(const struct line* line) {
    cjose_err error = {0};
    cjose_jwk_t* key = key_of(line, &error);
    cjose_jws_t* jws =
        key != NULL ? cjose_jws_import(line->fields[2], line->sizes[2], &error) : NULL;
    if (jws == NULL || !cjose_jws_verify(jws, key, &error)) {
        say_error("verify", &error);
    } else {
        say_verified(jws);
    }
    if (jws != NULL) cjose_jws_release(jws);
    if (key != NULL) cjose_jwk_release(key);
}

int main(void) {
    struct line line;
    while (read_line(&line)) {
        cjose_err error = {0};
        if (is_text(&line, 0, "generate") && line.count == 3) {
            say_key(new_key(line.fields[1], (size_t)atoi(line.fields[2]), &error), true, &error);
        } else if (is_text(&line, 0, "public") && line.count == 2) {
            say_key(key_of(&line, &error), false, &error);
        } else if (is_text(&line, 0, "sign") && line.count >= 3) {
            sign(&line);
        } else if (is_text(&line, 0, "verify") && line.count == 3) {
            verify(&line);
        } else {
            fputs("cjose: no such request\n", stderr);
            return 1;
        }
        free_line(&line);
    }
    return 0;
}
