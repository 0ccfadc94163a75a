/* A load client for gRPC services of this machine, which checks every answer.
 *
 * It prints one JSON object; exits with 1 if any call failed, the first reasons on standard
 * error, and with 2 where it cannot begin. Each call is a stream of HTTP/2 without TLS. In a
 * closed loop a call is sent as soon as one is answered; --paced sends by a schedule, and counts
 * the latency from when a call was due. benchmarks/load_client.py compiles and runs it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "clock.h"
#include "loop.h"
#include "options.h"
#include "pairs.h"
#include "run.h"

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static uint64_t last_answer(const struct run *run) {
    uint64_t last = run->plan.start;
    for (size_t index = 0; index < run->record.count; index++)
        if (run->record.list[index].at > last) last = run->record.list[index].at;
    return last;
}

static void print_result(struct run *run, double cpu) {
    struct record *record = &run->record;
    double seconds = (double)(last_answer(run) - run->plan.start) / SECOND;
    record_sort(record);
    printf("{\"calls\": %zu, \"failed\": %" PRIu64 ", ", record->count, record->failed);
    printf("\"seconds\": %.6f, \"per_second\": %.1f, ", seconds,
           seconds > 0 ? (double)record->count / seconds : 0);
    printf("\"p50_us\": %.1f, \"p90_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f, ",
           record_latency(record, 0.50), record_latency(record, 0.90),
           record_latency(record, 0.99), record_latency(record, 1.0));
    printf("\"bytes_sent\": %" PRIu64 ", \"bytes_received\": %" PRIu64 ", ", run->bytes_sent,
           run->bytes_received);
    printf("\"connections_made\": %" PRIu64 ", \"cpu_seconds\": %.6f}\n", run->connections_made,
           cpu);
}

static void measure(struct loop *loop, const struct pairs *pairs) {
    struct run *run = loop->run;
    loop_follow(loop, plan_warm_up(run->options, pairs));
    record_forget_done(&run->record);
    run->bytes_sent = run->bytes_received = 0;
    double cpu = cpu_seconds();
    loop_follow(loop, plan_measured(run->options, pairs));
    cpu = cpu_seconds() - cpu;
    if (run->options->timeline != NULL)
        record_write_timeline(&run->record, run->options->timeline, run->plan.start);
    print_result(run, cpu);
}

int main(int argc, char **argv) {
    struct options options = read_options(argc, argv);
    struct pairs pairs = read_pairs(options.file);
    struct run run = {.options = &options};
    struct loop loop = loop_open(&run);
    measure(&loop, &pairs);
    loop_close(&loop);
    record_free(&run.record);
    free_pairs(&pairs);
    return run.record.failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
