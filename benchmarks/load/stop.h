/* Ends the program for what is no failed call: a wrong option, a wrong file, no memory. */
#ifndef STOP_H
#define STOP_H

#include <stddef.h>

#define EXIT_UNUSABLE 2

/* Say why on standard error, and exit with 2. */
_Noreturn void stop(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Give zeroed memory for so many things, or stop. */
void *allocate(size_t number, size_t size);

#endif
