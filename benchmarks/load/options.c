#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stop.h"

#define MOST_CALLS 10000000
#define MOST_CONNECTIONS 1000
#define MOST_STREAMS 10000
#define MOST_IN_FLIGHT 1000000
#define MOST_SECONDS 3600

static const char USAGE[] =
    "usage: load --host 127.0.0.1 --port P --path /package.Service/Method\n"
    "            [--connections C] [--streams S] --calls N [--seconds T] [--warm-up W]\n"
    "            [--stream-messages M [--window K]] [--paced R] [--timeline FILE]\n"
    "            [--limit SECONDS] FILE";

static const struct option NAMES[] = {
    {"host", required_argument, NULL, 'h'},
    {"port", required_argument, NULL, 'p'},
    {"path", required_argument, NULL, 'm'},
    {"connections", required_argument, NULL, 'c'},
    {"streams", required_argument, NULL, 's'},
    {"calls", required_argument, NULL, 'n'},
    {"seconds", required_argument, NULL, 't'},
    {"warm-up", required_argument, NULL, 'w'},
    {"stream-messages", required_argument, NULL, 'M'},
    {"window", required_argument, NULL, 'K'},
    {"paced", required_argument, NULL, 'r'},
    {"timeline", required_argument, NULL, 'T'},
    {"limit", required_argument, NULL, 'l'},
    {NULL, 0, NULL, 0},
};

struct text {
    const char *host, *port;
};

static uint64_t whole(const char *name, const char *text, uint64_t least, uint64_t most) {
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    bool is_number = *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
    if (!is_number || number < least || number > most)
        stop("%s must be a whole number from %llu to %llu", name, (unsigned long long)least,
             (unsigned long long)most);
    return number;
}

static double positive(const char *name, const char *text, double most) {
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(number) || number <= 0 || number > most)
        stop("%s must be a number above 0 and at most %g", name, most);
    return number;
}

static void take_number(struct options *options, int name, const char *value) {
    switch (name) {
    case 'c': options->connections = whole("--connections", value, 1, MOST_CONNECTIONS); break;
    case 's': options->streams = whole("--streams", value, 1, MOST_STREAMS); break;
    case 'n': options->calls = whole("--calls", value, 1, MOST_CALLS); break;
    case 'w': options->warm_up = whole("--warm-up", value, 0, MOST_CALLS); break;
    case 'M': options->stream_messages = whole("--stream-messages", value, 1, MOST_CALLS); break;
    case 'K': options->window = whole("--window", value, 1, MOST_STREAMS); break;
    case 't': options->seconds = positive("--seconds", value, MOST_SECONDS); break;
    case 'r': options->paced = positive("--paced", value, MOST_CALLS); break;
    case 'l': options->limit = positive("--limit", value, MOST_SECONDS); break;
    default: stop("%s", USAGE);
    }
}

static void take(struct options *options, struct text *text, int name, const char *value) {
    switch (name) {
    case 'h': text->host = value; break;
    case 'p': text->port = value; break;
    case 'm': options->path = value; break;
    case 'T': options->timeline = value; break;
    default: take_number(options, name, value);
    }
}

static bool take_ipv4(struct options *options, const char *host, uint16_t port) {
    struct sockaddr_in *address = (struct sockaddr_in *)&options->address;
    address->sin_family = AF_INET;
    address->sin_port = htons(port);
    options->address_size = sizeof *address;
    snprintf(options->authority, sizeof options->authority, "%s:%u", host, port);
    return inet_pton(AF_INET, host, &address->sin_addr) == 1 &&
           ntohl(address->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static bool take_ipv6(struct options *options, const char *host, uint16_t port) {
    struct sockaddr_in6 *address = (struct sockaddr_in6 *)&options->address;
    memset(address, 0, sizeof *address);
    address->sin6_family = AF_INET6;
    address->sin6_port = htons(port);
    options->address_size = sizeof *address;
    snprintf(options->authority, sizeof options->authority, "[%s]:%u", host, port);
    return inet_pton(AF_INET6, host, &address->sin6_addr) == 1 &&
           IN6_IS_ADDR_LOOPBACK(&address->sin6_addr);
}

static void take_address(struct options *options, const struct text *text) {
    if (text->port == NULL) stop("%s", USAGE);
    uint16_t port = (uint16_t)whole("--port", text->port, 1, UINT16_MAX);
    if (!take_ipv4(options, text->host, port) && !take_ipv6(options, text->host, port))
        stop("--host must be an address of this machine: 127.0.0.0/8 or ::1");
}

static void refuse_contradictions(const struct options *options) {
    if (options->path == NULL || options->calls == 0) stop("%s", USAGE);
    if (options->path[0] != '/') stop("--path must begin with /");
    if (options->paced > 0 && options->stream_messages > 0)
        stop("--paced is for unary calls, not for --stream-messages");
    if (options->window > 1 && options->stream_messages == 0)
        stop("--window is for --stream-messages");
    if (options->connections * options->streams * options->window > MOST_IN_FLIGHT)
        stop("more than %d calls would be in flight", MOST_IN_FLIGHT);
}

struct options read_options(int argc, char **argv) {
    struct options options = {.connections = 1, .streams = 1, .window = 1, .limit = 60};
    struct text text = {.host = "127.0.0.1"};
    int name;
    while ((name = getopt_long(argc, argv, "", NAMES, NULL)) != -1)
        take(&options, &text, name, optarg);
    if (optind != argc - 1) stop("%s", USAGE);
    options.file = argv[optind];
    take_address(&options, &text);
    refuse_contradictions(&options);
    return options;
}
