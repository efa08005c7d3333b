// Writing a stream (docs/streams.md): records of columns, a tab between two, a line feed behind the last.
#ifndef DZT_STREAM_H
#define DZT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A file that is written to at its end.
typedef struct {
    int file;
    size_t used;
    /// Whether everything was written so far.
    bool is_whole;
    char buffer[1 << 16];
} dzt_stream;

/// Opens a stream at its end; false where it cannot be.
bool dzt_open_stream(dzt_stream *stream, const char *path, bool is_new);
/// Writes to a file that is open; false for -1.
bool dzt_use_stream(dzt_stream *stream, int file);
/// Writes what waits and closes it; false where something could not be written.
bool dzt_close_stream(dzt_stream *stream);

/// Begins a record.
void dzt_begin_record(dzt_stream *stream, const char *word);
/// A column of text as it is, which must be of letters that need no escape.
void dzt_add_word(dzt_stream *stream, const char *word);
/// A column of text; nothing where it is NULL.
void dzt_add_text(dzt_stream *stream, const char *text);
/// A column of so many bytes of text.
void dzt_add_bytes(dzt_stream *stream, const char *text, size_t length);
void dzt_add_number(dzt_stream *stream, uint64_t number);
/// A column that says nothing.
void dzt_add_nothing(dzt_stream *stream);
void dzt_end_record(dzt_stream *stream);

#endif
