// A look: what is alive, and of it what a reader needs to tell what leaks and what holds the rest.
#ifndef DZT_LOOK_H
#define DZT_LOOK_H

#include "numbers.h"
#include "stream.h"

/// Walks the scope and writes what it finds as a mark; false where there was no memory, or the file is full.
///
/// O(objects + references). Called in a copy of the process, in which nothing else runs.
bool dzt_write_look(dzt_stream *stream, dzt_memory *memory, uint64_t scope, const char *kind, const char *name);

#endif
