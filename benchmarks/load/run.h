/* What all calls of a run share. */
#ifndef RUN_H
#define RUN_H

#include <stdint.h>

#include "options.h"
#include "plan.h"
#include "record.h"

struct run {
    const struct options *options;
    struct plan plan;
    struct record record;
    uint64_t in_flight; /* calls, each with a stream of its own */
    uint64_t connections_made;
    uint64_t bytes_sent, bytes_received;
};

#endif
