#include "record.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "stop.h"

#define REASONS_TOLD 5
#define FIRST_ROOM 4096

static void make_room(struct record *record) {
    if (record->count < record->room) return;
    record->room = record->room == 0 ? FIRST_ROOM : 2 * record->room;
    record->list = realloc(record->list, record->room * sizeof *record->list);
    if (record->list == NULL) stop("there is not enough memory");
}

void record_done(struct record *record, uint64_t started, uint64_t at) {
    make_room(record);
    record->list[record->count++] = (struct finish){at, at > started ? at - started : 0};
}

void record_failed(struct record *record, uint64_t number, const char *format, ...) {
    record->failed += number;
    if (number == 0 || record->told == REASONS_TOLD) return;
    record->told++;
    va_list values;
    va_start(values, format);
    fprintf(stderr, "load: %llu failed: ", (unsigned long long)number);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

void record_forget_done(struct record *record) { record->count = 0; }

void record_write_timeline(const struct record *record, const char *path, uint64_t start) {
    FILE *file = fopen(path, "w");
    if (file == NULL) stop("%s: %s", path, strerror(errno));
    fputs("seconds,monotonic,latency_us\n", file);
    for (size_t index = 0; index < record->count; index++) {
        const struct finish *done = &record->list[index];
        fprintf(file, "%.6f,%.6f,%.1f\n", (double)(done->at - start) / SECOND,
                (double)done->at / SECOND, (double)done->latency / 1e3);
    }
    if (ferror(file) || fclose(file) != 0) stop("%s: %s", path, strerror(errno));
}

static int by_latency(const void *one, const void *other) {
    uint64_t left = ((const struct finish *)one)->latency;
    uint64_t right = ((const struct finish *)other)->latency;
    return (left > right) - (left < right);
}

void record_sort(struct record *record) {
    if (record->count > 0) qsort(record->list, record->count, sizeof *record->list, by_latency);
}

double record_latency(const struct record *record, double part) {
    if (record->count == 0) return 0;
    size_t rank = (size_t)ceil(part * (double)record->count);
    return (double)record->list[rank == 0 ? 0 : rank - 1].latency / 1e3;
}

void record_free(struct record *record) { free(record->list); }
