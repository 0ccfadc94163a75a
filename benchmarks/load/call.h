/* One gRPC call: what it sends, and whether every answer is the one expected.
 *
 * A unary call is a call of one message; a bidirectional one sends further messages as answers
 * come. The last answer counts only when the call has ended well, for until then it may fail.
 */
#ifndef CALL_H
#define CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run.h"

#define REASON_SIZE 160

struct call {
    struct run *run;
    int32_t stream_id;
    bool has_ended; /* the verdict is given */
    bool is_paused; /* nothing could be sent when the stream asked */

    struct message *window; /* a ring of the messages without an answer */
    uint64_t taken, written, answered;
    size_t offset;    /* of what is sent next, in the message that is being written */
    bool is_complete; /* no further message will be taken */

    uint8_t prefix[PREFIX_SIZE];
    size_t received; /* bytes of the answer that is being read, with its prefix */
    bool differs;    /* it is not the one expected */
    bool has_failed; /* an answer of this call was counted as failed */
    bool holds_last;
    struct message last;
    uint64_t last_at;

    int http_status, grpc_status;
    char reason[REASON_SIZE]; /* grpc-message */
};

/* Begin the call with the first messages. False if none is due. */
bool call_begin(struct call *call, uint64_t now);

/* Whether there is something to send, be it only the end. */
bool call_can_write(const struct call *call);

/* Write what is to be sent; the call has sent everything when *is_end is set. */
size_t call_write(struct call *call, uint8_t *buffer, size_t room, bool *is_end);

void call_header(struct call *call, struct bytes name, struct bytes value);

/* Read a part of the answers. False if there is one that nothing was asked for. */
bool call_read(struct call *call, struct bytes part, uint64_t now);

/* The server has ended the call: give the verdict. */
void call_end(struct call *call, uint64_t now);

/* The call was cut off: what has no answer has failed. */
void call_break(struct call *call, const char *reason);

#endif
