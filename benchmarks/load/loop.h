/* The event loop: all connections in one thread, a read and a write of each in a round. */
#ifndef LOOP_H
#define LOOP_H

#include <stddef.h>
#include <stdint.h>

#include "connection.h"
#include "run.h"

struct loop {
    struct run *run;
    struct connection *connections;
    size_t turn; /* the connection that is asked first for the next call of a schedule */
    int epoll, timer;
    uint64_t wake;     /* what the timer is set to */
    uint64_t end;      /* of the program */
    const char *abort; /* why nothing goes on, or NULL */
};

/* Connect, and wait until calls can begin. */
struct loop loop_open(struct run *run);

/* Make the calls of a plan, and wait until all have ended. */
void loop_follow(struct loop *loop, struct plan plan);

void loop_close(struct loop *loop);

#endif
