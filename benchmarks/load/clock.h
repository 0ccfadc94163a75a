/* The monotonic clock, in nanoseconds; Python's time.monotonic() reads the same one. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

#define SECOND 1000000000ull
#define MILLISECOND 1000000ull
#define NEVER UINT64_MAX

static inline uint64_t clock_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

#endif
