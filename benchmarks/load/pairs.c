#include "pairs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stop.h"

uint32_t stated_length(const uint8_t *prefix) {
    return (uint32_t)prefix[1] << 24 | (uint32_t)prefix[2] << 16 | (uint32_t)prefix[3] << 8 |
           prefix[4];
}

static struct bytes bytes_of_file(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) stop("%s: %s", path, strerror(errno));
    if (status.st_size == 0) stop("%s is empty", path);
    void *start = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (start == MAP_FAILED) stop("%s: %s", path, strerror(errno));
    close(file);
    return (struct bytes){start, (size_t)status.st_size};
}

/* Cut the next message, with its prefix, off what is left. */
static struct bytes cut(const char *path, struct bytes *left) {
    bool has_prefix = left->size >= PREFIX_SIZE && left->start[0] == 0;
    size_t size = has_prefix ? PREFIX_SIZE + (size_t)stated_length(left->start) : 0;
    if (!has_prefix || size > left->size) stop("%s is no file of pairs", path);
    struct bytes message = {left->start, size};
    left->start += size;
    left->size -= size;
    return message;
}

static struct pair cut_pair(const char *path, struct bytes *left) {
    struct bytes request = cut(path, left);
    struct bytes answer = cut(path, left);
    return (struct pair){request, {answer.start + PREFIX_SIZE, answer.size - PREFIX_SIZE}};
}

static void make_room(struct pairs *pairs) {
    bool is_full = (pairs->count & (pairs->count - 1)) == 0; /* room doubles at powers of two */
    if (!is_full) return;
    size_t room = pairs->count == 0 ? 1 : 2 * pairs->count;
    pairs->list = realloc(pairs->list, room * sizeof *pairs->list);
    if (pairs->list == NULL) stop("there is not enough memory");
}

struct pairs read_pairs(const char *path) {
    struct bytes left = bytes_of_file(path);
    struct pairs pairs = {NULL, 0};
    while (left.size > 0) {
        make_room(&pairs);
        pairs.list[pairs.count++] = cut_pair(path, &left);
    }
    return pairs;
}

void free_pairs(struct pairs *pairs) { free(pairs->list); }
