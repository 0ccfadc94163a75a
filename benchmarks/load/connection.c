#include "connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "session.h"
#include "stop.h"

#define OUTPUT_ROOM (128 << 10)
#define FRAME_ROOM (32 << 10) /* no frame is longer */
#define INPUT_ROOM (256 << 10)
#define MOST_TRIES 10
#define RETRY_AFTER (100 * MILLISECOND)
#define NO_SOCKET (-1)

void connection_init(struct connection *connection, struct run *run, int epoll) {
    size_t streams = run->options->streams, window = run->options->window;
    struct message *messages = allocate(streams * window, sizeof *messages);
    *connection = (struct connection){
        .run = run,
        .epoll = epoll,
        .socket = NO_SOCKET,
        .calls = allocate(streams, sizeof *connection->calls),
        .idle = allocate(streams, sizeof *connection->idle),
        .output = allocate(1, OUTPUT_ROOM),
    };
    for (size_t index = 0; index < streams; index++)
        connection->calls[index] = (struct call){.run = run, .window = messages + index * window};
}

static void make_idle(struct connection *connection) {
    connection->idle_count = connection->run->options->streams;
    for (size_t index = 0; index < connection->idle_count; index++)
        connection->idle[index] = &connection->calls[index];
}

static void watch(struct connection *connection, int action, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(connection->epoll, action, connection->socket, &event) != 0)
        stop("epoll: %s", strerror(errno));
}

static int socket_of(const struct options *options) {
    int family = options->address.ss_family, yes = 1;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) stop("socket: %s", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

void connection_open(struct connection *connection) {
    const struct options *options = connection->run->options;
    connection->tries++;
    connection->run->connections_made++;
    connection->state = OPENING;
    connection->output_size = connection->output_sent = 0;
    connection->waits_to_send = false;
    connection->is_touched = true;
    make_idle(connection);
    connection->session = session_open(connection);
    connection->socket = socket_of(options);
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    int code = connect(connection->socket, (const struct sockaddr *)&options->address,
                       options->address_size);
    if (code != 0 && errno != EINPROGRESS) connection_lose(connection, strerror(errno));
}

bool connection_begin(struct connection *connection, uint64_t now) {
    if (connection->state != READY || connection->idle_count == 0) return false;
    struct call *call = connection->idle[connection->idle_count - 1];
    if (!call_begin(call, now)) return false;
    connection->idle_count--;
    connection->run->in_flight++;
    connection->is_touched = true;
    session_submit(connection, call);
    return true;
}

/* Let libnghttp2 write as many frames as there is room for. */
static void gather(struct connection *connection) {
    connection->output_size = connection->output_sent = 0;
    const uint8_t *frame;
    ssize_t size;
    while (OUTPUT_ROOM - connection->output_size >= FRAME_ROOM &&
           (size = nghttp2_session_mem_send(connection->session, &frame)) != 0) {
        if (size < 0) stop("%s", nghttp2_strerror((int)size));
        if (size > FRAME_ROOM) stop("a frame is too long");
        memcpy(connection->output + connection->output_size, frame, (size_t)size);
        connection->output_size += (size_t)size;
    }
}

static void wait_to_send(struct connection *connection, bool waits) {
    if (connection->waits_to_send == waits) return;
    connection->waits_to_send = waits;
    watch(connection, EPOLL_CTL_MOD, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

/* Send what was gathered. False if some of it is left. */
static bool send_output(struct connection *connection) {
    size_t left = connection->output_size - connection->output_sent;
    ssize_t sent = send(connection->socket, connection->output + connection->output_sent, left,
                        MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        connection_lose(connection, strerror(errno));
        return false;
    }
    connection->output_sent += sent > 0 ? (size_t)sent : 0;
    connection->run->bytes_sent += sent > 0 ? (size_t)sent : 0;
    bool is_all = connection->output_sent == connection->output_size;
    wait_to_send(connection, !is_all);
    return is_all;
}

void connection_flush(struct connection *connection) {
    connection->is_touched = false;
    if (connection->session == NULL || connection->waits_to_send) return;
    for (gather(connection); connection->output_size > 0; gather(connection))
        if (!send_output(connection)) return;
}

static void parse(struct connection *connection, const uint8_t *input, size_t size) {
    connection->clock = clock_now();
    connection->run->bytes_received += size;
    connection->is_touched = true;
    ssize_t code = nghttp2_session_mem_recv(connection->session, input, size);
    bool is_drained = connection->state == DRAINING &&
                      connection->idle_count == connection->run->options->streams;
    if (code < 0) connection_lose(connection, nghttp2_strerror((int)code));
    else if (is_drained || !nghttp2_session_want_read(connection->session))
        connection_lose(connection, "the server went away");
}

static void receive(struct connection *connection) {
    static uint8_t input[INPUT_ROOM];
    ssize_t size = recv(connection->socket, input, sizeof input, 0);
    if (size > 0) parse(connection, input, (size_t)size);
    if (size == 0) connection_lose(connection, "the server closed the connection");
    if (size < 0 && errno != EAGAIN && errno != EINTR)
        connection_lose(connection, strerror(errno));
}

void connection_react(struct connection *connection, uint32_t events) {
    if (events & EPOLLOUT) {
        if (!send_output(connection)) return;
        connection->is_touched = true;
    }
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive(connection);
}

static void break_calls(struct connection *connection, const char *reason) {
    size_t streams = connection->run->options->streams;
    connection->run->in_flight -= streams - connection->idle_count;
    for (size_t index = 0; index < connection->idle_count; index++)
        connection->idle[index]->has_ended = true;
    for (size_t index = 0; index < streams; index++)
        call_break(&connection->calls[index], reason);
    make_idle(connection);
}

void connection_lose(struct connection *connection, const char *reason) {
    char words[REASON_SIZE];
    snprintf(words, sizeof words, "%s: %s", connection->run->options->authority, reason);
    break_calls(connection, words);
    nghttp2_session_del(connection->session);
    connection->session = NULL;
    close(connection->socket);
    connection->socket = NO_SOCKET;
    bool is_last = connection->tries >= MOST_TRIES;
    connection->state = is_last ? LOST : WAITING;
    connection->retry_at = clock_now() + RETRY_AFTER;
    if (is_last) fprintf(stderr, "load: %s (tried %u times)\n", words, connection->tries);
}

void connection_free(struct connection *connection) {
    if (connection->session != NULL) nghttp2_session_del(connection->session);
    if (connection->socket != NO_SOCKET) close(connection->socket);
    free(connection->calls[0].window);
    free(connection->calls);
    free(connection->idle);
    free(connection->output);
}
