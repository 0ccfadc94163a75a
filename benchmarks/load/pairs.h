/* The messages to send, each with the answer that is expected.
 *
 * The file holds messages as gRPC frames them, so that requests leave as they lie there: a byte
 * 0 (not compressed), four bytes of length (big-endian), and so many bytes. Requests and expected
 * answers take turns. An expected answer of no bytes means that the content is not checked.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stddef.h>
#include <stdint.h>

#define PREFIX_SIZE 5

struct bytes {
    const uint8_t *start;
    size_t size;
};

struct pair {
    struct bytes request; /* with its prefix */
    struct bytes answer;  /* without */
};

struct pairs {
    struct pair *list;
    size_t count;
};

/* Give the length that the prefix of a message states. */
uint32_t stated_length(const uint8_t *prefix);

/* Read a file; stop with words where it cannot be read. Its bytes stay until the program ends. */
struct pairs read_pairs(const char *path);

void free_pairs(struct pairs *pairs);

#endif
