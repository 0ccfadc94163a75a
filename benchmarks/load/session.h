/* HTTP/2 as libnghttp2 speaks it: the settings, the headers of a call, what arrives. */
#ifndef SESSION_H
#define SESSION_H

#include <nghttp2/nghttp2.h>

#include "connection.h"

/* Give a session that has its settings to send, and hands what arrives to the connection. */
nghttp2_session *session_open(struct connection *connection);

/* Send the headers of a call and then what it writes. */
void session_submit(struct connection *connection, struct call *call);

#endif
