/* One HTTP/2 connection and the calls on it. It is made again when it breaks, a few times. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call.h"
#include "run.h"

enum state {
    WAITING,  /* to be made, at retry_at */
    OPENING,  /* until the server has said what it allows */
    READY,    /* for calls */
    DRAINING, /* the server takes no further calls */
    LOST,     /* and not made again */
};

struct connection {
    struct run *run;
    int epoll;
    enum state state;
    int socket;
    nghttp2_session *session;
    bool is_touched;    /* there may be something to send */
    bool waits_to_send; /* the socket is full */

    struct call *calls; /* as many as may be in flight */
    struct call **idle;
    size_t idle_count;

    uint8_t *output;
    size_t output_size, output_sent;

    uint64_t clock; /* of what is being read */
    uint64_t retry_at;
    unsigned tries; /* since the last good answer */
};

void connection_init(struct connection *connection, struct run *run, int epoll);

/* Connect; its calls can begin when it is READY. */
void connection_open(struct connection *connection);

/* Begin a call. False if none is due, or there is no room for it. */
bool connection_begin(struct connection *connection, uint64_t now);

/* Read and write what epoll says can be. */
void connection_react(struct connection *connection, uint32_t events);

/* Send what has gathered, in one go. */
void connection_flush(struct connection *connection);

/* Close it; the calls in flight have failed. It is WAITING then, or LOST. */
void connection_lose(struct connection *connection, const char *reason);

void connection_free(struct connection *connection);

#endif
