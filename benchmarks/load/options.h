/* What the command line asks for. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct options {
    struct sockaddr_storage address;
    socklen_t address_size;
    char authority[80];       /* the address as callers write it, with the port */
    const char *path;         /* of the method: /package.Service/Method */
    const char *file;         /* of the pairs */
    const char *timeline;     /* where finished calls are written, or NULL */
    uint64_t calls;           /* measured, at most */
    uint64_t warm_up;         /* made before, and not measured */
    uint64_t connections;
    uint64_t streams;         /* in flight on each connection, at most */
    uint64_t stream_messages; /* in each bidirectional call; 0: calls are unary */
    uint64_t window;          /* messages of one bidirectional call without an answer, at most */
    double seconds;           /* after which no call is begun; 0: no such bound */
    double paced;             /* calls a second in all; 0: as soon as an answer is there */
    double limit;             /* seconds after which the program ends, whatever is in flight */
};

/* Read the command line; stop with words where it cannot be followed. */
struct options read_options(int argc, char **argv);

#endif
