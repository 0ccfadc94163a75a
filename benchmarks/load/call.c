#include "call.h"

#include <stdio.h>
#include <string.h>

#define UNKNOWN (-1)

static size_t least(size_t one, size_t other) { return one < other ? one : other; }

static struct message *message_at(const struct call *call, uint64_t number) {
    return &call->window[number % call->run->options->window];
}

static void take_messages(struct call *call, uint64_t now) {
    const struct options *options = call->run->options;
    uint64_t most = options->stream_messages > 0 ? options->stream_messages : 1;
    while (call->taken < most && call->taken - call->answered < options->window &&
           plan_take(&call->run->plan, now, message_at(call, call->taken)))
        call->taken++;
    call->is_complete = call->taken == most || plan_is_over(&call->run->plan, now);
}

bool call_begin(struct call *call, uint64_t now) {
    *call = (struct call){.run = call->run,
                          .window = call->window,
                          .http_status = UNKNOWN,
                          .grpc_status = UNKNOWN};
    take_messages(call, now);
    return call->taken > 0;
}

bool call_can_write(const struct call *call) {
    return call->written < call->taken || call->is_complete;
}

static size_t write_part(struct call *call, uint8_t *buffer, size_t room) {
    const struct bytes *request = &message_at(call, call->written)->pair->request;
    size_t size = least(request->size - call->offset, room);
    memcpy(buffer, request->start + call->offset, size);
    call->offset += size;
    if (call->offset == request->size) {
        call->offset = 0;
        call->written++;
    }
    return size;
}

size_t call_write(struct call *call, uint8_t *buffer, size_t room, bool *is_end) {
    size_t size = 0;
    while (size < room && call->written < call->taken)
        size += write_part(call, buffer + size, room - size);
    *is_end = call->is_complete && call->written == call->taken;
    return size;
}

static bool is_name(struct bytes name, const char *wanted) {
    return name.size == strlen(wanted) && memcmp(name.start, wanted, name.size) == 0;
}

static int status_of(struct bytes value) {
    int status = 0;
    for (size_t index = 0; index < value.size; index++) {
        bool is_digit = value.start[index] >= '0' && value.start[index] <= '9';
        if (!is_digit || status > 999) return UNKNOWN;
        status = 10 * status + value.start[index] - '0';
    }
    return value.size > 0 ? status : UNKNOWN;
}

void call_header(struct call *call, struct bytes name, struct bytes value) {
    if (is_name(name, ":status")) call->http_status = status_of(value);
    if (is_name(name, "grpc-status")) call->grpc_status = status_of(value);
    if (is_name(name, "grpc-message") && value.size > 0)
        snprintf(call->reason, sizeof call->reason, ": %.*s", (int)value.size,
                 (const char *)value.start);
}

static void count_failed(struct call *call, uint64_t number, const char *reason) {
    record_failed(&call->run->record, number, "%s", reason);
    call->has_failed = true;
}

static void count_different(struct call *call, const struct pair *pair) {
    record_failed(&call->run->record, 1,
                  "the answer to pair %zu, of %u bytes, is not the one expected, of %zu",
                  (size_t)(pair - call->run->plan.pairs->list), stated_length(call->prefix),
                  pair->answer.size);
    call->has_failed = true;
}

static void count_last(struct call *call) {
    if (call->holds_last) record_done(&call->run->record, call->last.started, call->last_at);
    call->holds_last = false;
}

/* Count the answer that was read to its end, or hold it until the call has ended well. */
static void finish_answer(struct call *call, uint64_t now) {
    struct message asked = *message_at(call, call->answered);
    call->answered++;
    call->received = 0;
    count_last(call); /* the one before was not the last */
    if (call->differs) {
        count_different(call, asked.pair);
        return;
    }
    call->holds_last = true;
    call->last = asked;
    call->last_at = now;
}

static size_t read_prefix(struct call *call, struct bytes part) {
    size_t size = least(PREFIX_SIZE - call->received, part.size);
    memcpy(call->prefix + call->received, part.start, size);
    return size;
}

static void begin_content(struct call *call) {
    const struct bytes *expected = &message_at(call, call->answered)->pair->answer;
    bool is_checked = expected->size > 0;
    call->differs = call->prefix[0] != 0 ||
                    (is_checked && stated_length(call->prefix) != expected->size);
}

static size_t read_content(struct call *call, struct bytes part) {
    const struct bytes *expected = &message_at(call, call->answered)->pair->answer;
    size_t begun = call->received - PREFIX_SIZE;
    size_t size = least(stated_length(call->prefix) - begun, part.size);
    bool is_checked = expected->size > 0 && !call->differs;
    if (is_checked) call->differs = memcmp(part.start, expected->start + begun, size) != 0;
    return size;
}

static size_t read_part(struct call *call, struct bytes part, uint64_t now) {
    bool is_prefix = call->received < PREFIX_SIZE;
    size_t size = is_prefix ? read_prefix(call, part) : read_content(call, part);
    call->received += size;
    if (is_prefix && call->received == PREFIX_SIZE) begin_content(call);
    if (call->received >= PREFIX_SIZE &&
        call->received - PREFIX_SIZE == stated_length(call->prefix))
        finish_answer(call, now);
    return size;
}

bool call_read(struct call *call, struct bytes part, uint64_t now) {
    while (part.size > 0 && call->answered < call->written) {
        size_t size = read_part(call, part, now);
        part = (struct bytes){part.start + size, part.size - size};
    }
    take_messages(call, now);
    return part.size == 0;
}

/* Count whatever has no right answer yet as failed: at least one, so that no failure is lost. */
static void fail(struct call *call, const char *reason) {
    uint64_t number = call->taken - call->answered + (call->holds_last ? 1 : 0);
    if (number == 0 && !call->has_failed) number = 1;
    count_failed(call, number, reason);
    call->holds_last = false;
    call->has_ended = true;
}

/* Give what is wrong with how the call ended, or NULL. */
static const char *fault(const struct call *call, char *room, size_t size) {
    if (call->http_status != 200) {
        snprintf(room, size, "HTTP status %d", call->http_status);
        return room;
    }
    if (call->grpc_status == UNKNOWN) return "the call ended without a grpc-status";
    if (call->grpc_status != 0) {
        snprintf(room, size, "grpc-status %d%s", call->grpc_status, call->reason);
        return room;
    }
    bool lacks_answer = call->answered != call->taken || call->received > 0;
    return lacks_answer ? "the call ended before its last answer" : NULL;
}

void call_end(struct call *call, uint64_t now) {
    char room[REASON_SIZE + 32];
    const char *reason = fault(call, room, sizeof room);
    if (reason != NULL) {
        fail(call, reason);
        return;
    }
    bool is_unary = call->run->options->stream_messages == 0;
    if (is_unary) call->last_at = now;
    count_last(call);
    call->has_ended = true;
}

void call_break(struct call *call, const char *reason) {
    if (!call->has_ended) fail(call, reason);
}
