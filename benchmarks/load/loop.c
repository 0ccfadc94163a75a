#include "loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "clock.h"
#include "stop.h"

#define EVENTS 256

static size_t connection_count(const struct loop *loop) { return loop->run->options->connections; }

static void watch_timer(const struct loop *loop) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (loop->epoll < 0 || loop->timer < 0 ||
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->timer, &event) != 0)
        stop("epoll: %s", strerror(errno));
}

static uint64_t earlier(uint64_t one, uint64_t other) { return one < other ? one : other; }

/* Give the time at which something is to be done although nothing arrives. */
static uint64_t next_wake(const struct loop *loop, uint64_t now) {
    uint64_t due = plan_due(&loop->run->plan);
    uint64_t wake = earlier(loop->end, due > now ? due : NEVER); /* a late call waits for room */
    for (size_t index = 0; index < connection_count(loop); index++)
        if (loop->connections[index].state == WAITING)
            wake = earlier(wake, loop->connections[index].retry_at);
    return wake;
}

static void set_timer(struct loop *loop, uint64_t now) {
    uint64_t wake = next_wake(loop, now);
    if (wake == loop->wake) return;
    loop->wake = wake;
    struct itimerspec time = {.it_value = {(time_t)(wake / SECOND), (long)(wake % SECOND)}};
    if (timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &time, NULL) != 0)
        stop("timer: %s", strerror(errno));
}

static void clear_timer(struct loop *loop) {
    uint64_t times;
    if (read(loop->timer, &times, sizeof times) > 0) loop->wake = 0;
}

static void open_waiting(struct loop *loop, uint64_t now) {
    for (size_t index = 0; index < connection_count(loop); index++) {
        struct connection *connection = &loop->connections[index];
        if (connection->state == WAITING && connection->retry_at <= now)
            connection_open(connection);
    }
}

/* Begin as many calls as there is room for, where something has changed. */
static void fill(struct loop *loop, uint64_t now) {
    for (size_t index = 0; index < connection_count(loop); index++)
        if (loop->connections[index].is_touched)
            while (connection_begin(&loop->connections[index], now)) continue;
}

/* Begin the calls that are due, spread over the connections. */
static void follow_schedule(struct loop *loop, uint64_t now) {
    size_t refused = 0;
    while (refused < connection_count(loop) && plan_due(&loop->run->plan) <= now) {
        bool has_begun = connection_begin(&loop->connections[loop->turn], now);
        refused = has_begun ? 0 : refused + 1;
        loop->turn = (loop->turn + 1) % connection_count(loop);
    }
}

static void flush(struct loop *loop) {
    for (size_t index = 0; index < connection_count(loop); index++)
        if (loop->connections[index].is_touched) connection_flush(&loop->connections[index]);
}

static void react(struct loop *loop) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(loop->epoll, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) stop("epoll: %s", strerror(errno));
    for (int index = 0; index < count; index++) {
        if (events[index].data.ptr == NULL) clear_timer(loop);
        else connection_react(events[index].data.ptr, events[index].events);
    }
}

static void send_due(struct loop *loop) {
    uint64_t now = clock_now();
    open_waiting(loop, now);
    if (loop->run->plan.interval > 0) follow_schedule(loop, now);
    else fill(loop, now);
    flush(loop);
    set_timer(loop, now);
}

static bool any_is(const struct loop *loop, enum state state) {
    for (size_t index = 0; index < connection_count(loop); index++)
        if (loop->connections[index].state == state) return true;
    return false;
}

static bool any_can_serve(const struct loop *loop) {
    return any_is(loop, READY) || any_is(loop, OPENING) || any_is(loop, WAITING) ||
           any_is(loop, DRAINING);
}

static void check_abort(struct loop *loop) {
    if (!any_can_serve(loop)) loop->abort = "no connection is left";
    if (clock_now() >= loop->end) loop->abort = "the limit of time is over";
}

static void turn_until(struct loop *loop, bool (*is_over)(struct loop *)) {
    while (loop->abort == NULL && !is_over(loop)) {
        send_due(loop);
        check_abort(loop);
        if (loop->abort == NULL) react(loop);
    }
}

static bool is_connected(struct loop *loop) {
    return !any_is(loop, WAITING) && !any_is(loop, OPENING);
}

static bool is_followed(struct loop *loop) {
    return loop->run->in_flight == 0 && plan_is_over(&loop->run->plan, clock_now());
}

struct loop loop_open(struct run *run) {
    struct loop loop = {
        .run = run,
        .connections = allocate(run->options->connections, sizeof *loop.connections),
        .epoll = epoll_create1(EPOLL_CLOEXEC),
        .timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
        .end = clock_now() + (uint64_t)(run->options->limit * (double)SECOND),
    };
    watch_timer(&loop);
    for (size_t index = 0; index < connection_count(&loop); index++)
        connection_init(&loop.connections[index], run, loop.epoll);
    turn_until(&loop, is_connected);
    return loop;
}

static void give_up(struct loop *loop) {
    for (size_t index = 0; index < connection_count(loop); index++)
        if (loop->connections[index].session != NULL)
            connection_lose(&loop->connections[index], loop->abort);
    struct plan *plan = &loop->run->plan;
    bool has_number = plan->stop == NEVER; /* how many a bound in time allows is not known */
    uint64_t left = plan_drop(plan);
    record_failed(&loop->run->record, has_number ? left : left > 0, "never sent: %s", loop->abort);
}

void loop_follow(struct loop *loop, struct plan plan) {
    loop->run->plan = plan;
    for (size_t index = 0; index < connection_count(loop); index++)
        loop->connections[index].is_touched = true;
    turn_until(loop, is_followed);
    if (loop->abort != NULL) give_up(loop);
}

void loop_close(struct loop *loop) {
    for (size_t index = 0; index < connection_count(loop); index++)
        connection_free(&loop->connections[index]);
    free(loop->connections);
    close(loop->timer);
    close(loop->epoll);
}
