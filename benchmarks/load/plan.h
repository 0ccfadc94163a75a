/* Which message is sent next, and when: the pairs round robin, as many as were asked for. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "pairs.h"

struct message {
    const struct pair *pair;
    uint64_t started; /* its latency counts from here */
};

struct plan {
    const struct pairs *pairs;
    uint64_t taken, size;
    uint64_t start;  /* clock_now() when the first may be sent */
    uint64_t stop;   /* from then on none is begun */
    double interval; /* nanoseconds from one to the next; 0: no schedule */
};

/* Plan the warm-up: as fast as the answers come, without a bound in time. */
struct plan plan_warm_up(const struct options *options, const struct pairs *pairs);

/* Plan what is measured. A schedule is kept to its end, however late its calls are. */
struct plan plan_measured(const struct options *options, const struct pairs *pairs);

/* Give the time at which the next message may be sent: NEVER where there is none. */
uint64_t plan_due(const struct plan *plan);

/* Take the next message, if one is due. */
bool plan_take(struct plan *plan, uint64_t now, struct message *message);

/* Whether every message was taken. */
bool plan_is_over(struct plan *plan, uint64_t now);

/* Give how many were not taken, and plan none of them any more. */
uint64_t plan_drop(struct plan *plan);

#endif
