// What a walk found, seen as a graph: what something outside may hold, and what then nothing does.
#ifndef DZT_GRAPH_H
#define DZT_GRAPH_H

#include "CSwiftRuntime.h"

/// A walk with its references by owner.
typedef struct {
    dzt_picture picture;
    /// References sorted by owner: those of object n stand from `begins[n]` to `begins[n + 1]`.
    const dzt_reference **references;
    size_t *begins;
    /// Whether something outside of the graph may hold the object: its count is not that of its references.
    bool *is_root;
    /// The variable that holds it, by its mangled name; NULL where none was found.
    const char **variables;
    /// Whether something outside holds it, or something that is held does.
    bool *is_held;
    /// The reference by which it was reached first from a root, breadth first; NULL for roots and for what is not held.
    const dzt_reference **reached_by;
    /// The held objects in the order in which they were reached.
    uint32_t *reached;
    size_t reached_count;
} dzt_graph;

/// Walks a scope; false where there is no memory.
bool dzt_read_graph(dzt_graph *graph, uint64_t scope);

#endif
