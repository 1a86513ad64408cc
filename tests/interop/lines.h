/* How the C programs talk with the tests: a request is a line of fields in hexadecimal, one blank
 * between two of them and `-` for an empty one; so is its answer, behind the word `ok` or `no`. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 16 };

/* Each field ends with a zero that `sizes` does not count. */
struct line {
    size_t count;
    char* fields[FIELDS_MAX];
    size_t sizes[FIELDS_MAX];
};

static char* decoded(const char* hex, size_t* size) {
    const size_t length = strcmp(hex, "-") == 0 ? 0 : strlen(hex);
    char* bytes = calloc(length / 2 + 1, 1);
    for (size_t at = 0; at + 1 < length; at += 2) {
        const char pair[] = {hex[at], hex[at + 1], '\0'};
        bytes[at / 2] = (char)strtol(pair, NULL, 16);
    }
    *size = length / 2;
    return bytes;
}

/* The next request; false at the end. */
static bool read_line(struct line* line) {
    char* text = NULL;
    size_t capacity = 0;
    const ssize_t length = getline(&text, &capacity, stdin);
    line->count = 0;
    if (length > 0) {
        for (char* word = strtok(text, " \n"); word != NULL && line->count < FIELDS_MAX;
             word = strtok(NULL, " \n")) {
            line->fields[line->count] = decoded(word, &line->sizes[line->count]);
            ++line->count;
        }
    }
    free(text);
    return line->count > 0;
}

static void free_line(struct line* line) {
    for (size_t at = 0; at < line->count; ++at) free(line->fields[at]);
}

static void say_field(const char* bytes, size_t size) {
    fputs(size == 0 ? " -" : " ", stdout);
    for (size_t at = 0; at < size; ++at) printf("%02x", (unsigned)(unsigned char)bytes[at]);
}

/* Texts as fields, the last argument being NULL. */
static void say(const char* word, ...) {
    va_list texts;
    fputs(word, stdout);
    va_start(texts, word);
    for (const char* text = va_arg(texts, const char*); text != NULL;
         text = va_arg(texts, const char*)) {
        say_field(text, strlen(text));
    }
    va_end(texts);
    fputc('\n', stdout);
    fflush(stdout);
}

static bool is_text(const struct line* line, size_t at, const char* text) {
    return at < line->count && strcmp(line->fields[at], text) == 0;
}
