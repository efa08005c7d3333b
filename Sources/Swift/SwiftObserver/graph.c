#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "graph.h"
#include "globals.h"
#include <stdlib.h>
#include <string.h>

/// Sorts the references by their owners, which a walk leaves together.
static bool sort_references(dzt_graph *graph) {
    const dzt_picture *picture = &graph->picture;
    graph->references = malloc((picture->reference_count + 1) * sizeof *graph->references);
    graph->begins = calloc(picture->object_count + 2, sizeof *graph->begins);
    if (!graph->references || !graph->begins) return false;
    for (size_t place = 0; place < picture->reference_count; place++) graph->begins[picture->references[place].owner + 1]++;
    for (size_t place = 0; place < picture->object_count; place++) graph->begins[place + 1] += graph->begins[place];
    size_t *next = malloc((picture->object_count + 1) * sizeof *next);
    if (!next) return false;
    memcpy(next, graph->begins, (picture->object_count + 1) * sizeof *next);
    for (size_t place = 0; place < picture->reference_count; place++) {
        const dzt_reference *reference = &picture->references[place];
        graph->references[next[reference->owner]++] = reference;
    }
    free(next);
    return true;
}

/// An object is held from outside unless its count can be told by its references: by the strong ones, or with some of
/// those that may be ones. A count below the strong ones is not understood, and taken as held.
static bool find_roots(dzt_graph *graph) {
    const dzt_picture *picture = &graph->picture;
    size_t *strong = calloc(picture->object_count + 1, sizeof *strong);
    size_t *may = calloc(picture->object_count + 1, sizeof *may);
    graph->is_root = calloc(picture->object_count + 1, sizeof *graph->is_root);
    graph->variables = calloc(picture->object_count + 1, sizeof *graph->variables);
    bool is_done = strong && may && graph->is_root && graph->variables;
    for (size_t place = 0; is_done && place < picture->reference_count; place++) {
        const dzt_reference *reference = &picture->references[place];
        (reference->strength == DZT_STRONG ? strong : may)[reference->owned]++;
    }
    for (size_t place = 0; is_done && place < picture->object_count; place++) {
        size_t count = picture->counts[place];
        graph->is_root[place] = count < strong[place] || count - strong[place] > may[place];
    }
    free(strong);
    free(may);
    return is_done;
}

/// Follows all references from the roots, those with a name first, breadth first.
static bool reach(dzt_graph *graph) {
    const dzt_picture *picture = &graph->picture;
    graph->is_held = calloc(picture->object_count + 1, sizeof *graph->is_held);
    graph->reached_by = calloc(picture->object_count + 1, sizeof *graph->reached_by);
    graph->reached = malloc((picture->object_count + 1) * sizeof *graph->reached);
    if (!graph->is_held || !graph->reached_by || !graph->reached) return false;
    for (int is_named = 1; is_named >= 0; is_named--) {
        for (size_t place = 0; place < picture->object_count; place++) {
            if (!graph->is_root[place] || graph->is_held[place] || (graph->variables[place] != NULL) != is_named) continue;
            graph->is_held[place] = true;
            graph->reached[graph->reached_count++] = (uint32_t)place;
        }
    }
    for (size_t read = 0; read < graph->reached_count; read++) {
        uint32_t owner = graph->reached[read];
        for (size_t place = graph->begins[owner]; place < graph->begins[owner + 1]; place++) {
            const dzt_reference *reference = graph->references[place];
            if (graph->is_held[reference->owned]) continue;
            graph->is_held[reference->owned] = true;
            graph->reached_by[reference->owned] = reference;
            graph->reached[graph->reached_count++] = reference->owned;
        }
    }
    return true;
}

bool dzt_read_graph(dzt_graph *graph, uint64_t scope) {
    memset(graph, 0, sizeof *graph);
    if (!dzt_walk(scope, &graph->picture) || !sort_references(graph) || !find_roots(graph)) return false;
    dzt_name_roots(graph);
    return reach(graph);
}

#endif
