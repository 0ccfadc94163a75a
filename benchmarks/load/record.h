/* What became of the calls: those done with their latency, and how many failed. */
#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>
#include <stdint.h>

struct finish {
    uint64_t at;      /* clock_now() when the answer was there */
    uint64_t latency; /* nanoseconds */
};

struct record {
    struct finish *list;
    size_t count, room;
    uint64_t failed;
    unsigned told; /* reasons that were written out */
};

void record_done(struct record *record, uint64_t started, uint64_t at);

/* Count so many failed calls; the first reasons go to standard error. */
void record_failed(struct record *record, uint64_t number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Forget the calls that were done, and keep those that failed. */
void record_forget_done(struct record *record);

/* Write a line for each call done, in the order of their answers: seconds since the start, the
 * clock in seconds, and the latency in microseconds. */
void record_write_timeline(const struct record *record, const char *path, uint64_t start);

/* Sort by latency, for record_latency; the order of the answers is lost. */
void record_sort(struct record *record);

/* Give the latency, in microseconds, that this part of the calls did not exceed. */
double record_latency(const struct record *record, double part);

void record_free(struct record *record);

#endif
