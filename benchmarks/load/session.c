#include "session.h"

#include <stdio.h>
#include <string.h>

#include "stop.h"

#define WINDOW_SIZE (16 << 20)
#define NO_COPY (NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE)

static struct call *call_of(nghttp2_session *session, int32_t stream_id) {
    return nghttp2_session_get_stream_user_data(session, stream_id);
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_size, const uint8_t *value, size_t value_size, uint8_t flags,
                     void *user_data) {
    (void)flags, (void)user_data;
    struct call *call = call_of(session, frame->hd.stream_id);
    if (call != NULL)
        call_header(call, (struct bytes){name, name_size}, (struct bytes){value, value_size});
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t stream_id,
                   const uint8_t *data, size_t size, void *user_data) {
    (void)flags;
    const struct connection *connection = user_data;
    struct call *call = call_of(session, stream_id);
    if (call == NULL || call->has_ended) return 0;
    if (!call_read(call, (struct bytes){data, size}, connection->clock)) {
        call_break(call, "an answer came that nothing was asked for");
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream_id, NGHTTP2_CANCEL);
    } else if (call->is_paused && call_can_write(call)) {
        call->is_paused = false;
        nghttp2_session_resume_data(session, stream_id);
    }
    return 0;
}

static void take_settings(nghttp2_session *session, struct connection *connection) {
    uint32_t most =
        nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
    if (most < connection->run->options->streams)
        stop("the server allows %u streams on a connection", most);
    if (connection->state == OPENING) connection->state = READY;
}

static void end_call(nghttp2_session *session, struct connection *connection, int32_t stream_id) {
    struct call *call = call_of(session, stream_id);
    if (call == NULL || call->has_ended) return;
    call_end(call, connection->clock);
    if (!call->has_failed) connection->tries = 0;
    bool is_sent = call->is_complete && call->written == call->taken;
    if (!is_sent)
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream_id, NGHTTP2_CANCEL);
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user_data) {
    struct connection *connection = user_data;
    bool is_ack = frame->hd.flags & NGHTTP2_FLAG_ACK;
    bool is_end = frame->hd.flags & NGHTTP2_FLAG_END_STREAM;
    switch (frame->hd.type) {
    case NGHTTP2_SETTINGS:
        if (!is_ack) take_settings(session, connection);
        break;
    case NGHTTP2_GOAWAY: connection->state = DRAINING; break;
    case NGHTTP2_DATA:
    case NGHTTP2_HEADERS:
        if (is_end) end_call(session, connection, frame->hd.stream_id);
        break;
    default: break;
    }
    return 0;
}

static void let_go(struct connection *connection, struct call *call, const char *reason) {
    call_break(call, reason);
    connection->idle[connection->idle_count++] = call;
    connection->run->in_flight--;
}

static int on_close(nghttp2_session *session, int32_t stream_id, uint32_t code, void *user_data) {
    struct call *call = call_of(session, stream_id);
    char reason[REASON_SIZE] = "";
    if (call == NULL) return 0;
    if (!call->has_ended)
        snprintf(reason, sizeof reason, "the stream was reset: %s", nghttp2_http2_strerror(code));
    let_go(user_data, call, reason);
    return 0;
}

/* The headers of a call could not be sent: the server was going away, so it has no stream. */
static int on_not_sent(nghttp2_session *session, const nghttp2_frame *frame, int code,
                       void *user_data) {
    struct call *call = call_of(session, frame->hd.stream_id);
    bool has_stream = nghttp2_session_find_stream(session, frame->hd.stream_id) != NULL;
    if (frame->hd.type == NGHTTP2_HEADERS && call != NULL && !has_stream)
        let_go(user_data, call, nghttp2_strerror(code));
    return 0;
}

static nghttp2_session_callbacks *callbacks(void) {
    nghttp2_session_callbacks *callbacks;
    if (nghttp2_session_callbacks_new(&callbacks) != 0) stop("there is not enough memory");
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, on_not_sent);
    return callbacks;
}

static void submit_settings(nghttp2_session *session) {
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, WINDOW_SIZE},
    };
    int code = nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, 2);
    if (code == 0)
        code = nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, WINDOW_SIZE);
    if (code != 0) stop("%s", nghttp2_strerror(code));
}

nghttp2_session *session_open(struct connection *connection) {
    nghttp2_session *session;
    nghttp2_session_callbacks *hooks = callbacks();
    int code = nghttp2_session_client_new(&session, hooks, connection);
    nghttp2_session_callbacks_del(hooks);
    if (code != 0) stop("%s", nghttp2_strerror(code));
    submit_settings(session);
    return session;
}

static ssize_t write_data(nghttp2_session *session, int32_t stream_id, uint8_t *buffer,
                          size_t room, uint32_t *flags, nghttp2_data_source *source,
                          void *user_data) {
    (void)session, (void)stream_id, (void)user_data;
    struct call *call = source->ptr;
    bool is_end;
    size_t size = call_write(call, buffer, room, &is_end);
    if (is_end) *flags |= NGHTTP2_DATA_FLAG_EOF;
    call->is_paused = size == 0 && !is_end;
    return call->is_paused ? NGHTTP2_ERR_DEFERRED : (ssize_t)size;
}

static nghttp2_nv header(const char *name, const char *value) {
    return (nghttp2_nv){(uint8_t *)name, (uint8_t *)value, strlen(name), strlen(value), NO_COPY};
}

void session_submit(struct connection *connection, struct call *call) {
    const struct options *options = connection->run->options;
    const nghttp2_nv headers[] = {
        header(":method", "POST"),
        header(":scheme", "http"),
        header(":path", options->path),
        header(":authority", options->authority),
        header("te", "trailers"),
        header("content-type", "application/grpc"),
        header("user-agent", "caveat-load"),
    };
    const nghttp2_data_provider body = {.source.ptr = call, .read_callback = write_data};
    size_t count = sizeof headers / sizeof *headers;
    call->stream_id =
        nghttp2_submit_request(connection->session, NULL, headers, count, &body, call);
    if (call->stream_id < 0) stop("%s", nghttp2_strerror(call->stream_id));
}
