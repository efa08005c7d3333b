// What the records of a look name: each is defined before its first use, once for all looks.
#ifndef DZT_DEFINITIONS_H
#define DZT_DEFINITIONS_H

#include "graph.h"
#include "numbers.h"
#include "stream.h"

/// A look on its way into the stream.
typedef struct {
    dzt_stream *stream;
    dzt_memory *memory;
    dzt_graph graph;
    /// The code of the closure whose context an object is; NULL for everything else.
    const void **codes;
    /// The number of each object that is written; 0 for the others.
    uint32_t *numbers;
} look;

/// The files that the process was made of, by which a reader finds the sources of its code.
void dzt_write_images(look *look);
uint32_t dzt_type_number(look *look, const void *metadata);
uint32_t dzt_reference_field(look *look, const dzt_reference *reference);
/// Where an object was made; 0 where nobody knows.
uint32_t dzt_site_number(look *look, const dzt_object *object);

#endif
