#include "stop.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void stop(const char *format, ...) {
    va_list values;
    va_start(values, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(EXIT_UNUSABLE);
}

void *allocate(size_t number, size_t size) {
    void *memory = calloc(number, size);
    if (memory == NULL) stop("there is not enough memory");
    return memory;
}
