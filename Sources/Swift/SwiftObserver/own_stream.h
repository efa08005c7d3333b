// The stream of this process: where it is, its head and its end.
#ifndef DZT_OWN_STREAM_H
#define DZT_OWN_STREAM_H

#include "stream.h"

/// Makes the stream of this process in a folder, with its head; NULL where it cannot be.
dzt_stream *dzt_new_own_stream(const char *folder);
/// Opens it again, at its end; NULL where it cannot be. Whoever does closes it before anybody else opens it.
dzt_stream *dzt_open_own_stream(void);
/// Writes the last record.
void dzt_write_end(dzt_stream *stream, const char *how, const char *why);
/// The path of the socket, and of the log of watched objects, that belong to it.
const char *dzt_own_socket(void);
const char *dzt_own_log(void);

#endif
