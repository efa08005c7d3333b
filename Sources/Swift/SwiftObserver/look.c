#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "look.h"
#include "definitions.h"
#include <stdlib.h>
#include <string.h>

extern __attribute__((weak)) char *swift_demangle(
    const char *name, size_t length, char *output, size_t *room, uint32_t flags);


/// Writes an object, once a look.
static void write_object(look *look, uint32_t place) {
    if (look->numbers[place]) return;
    const dzt_object *object = &look->graph.picture.objects[place];
    uint32_t type = dzt_type_number(look, object->metadata), site = dzt_site_number(look, object);
    bool is_new = true;
    uint32_t number = dzt_number_of(look->memory, &look->memory->objects, object->number, 0, &is_new);
    // Where there is no room to remember it, it is told as one that was not seen before.
    if (!number) number = look->memory->last_object + 1;
    if (number > look->memory->last_object) look->memory->last_object = number;
    look->numbers[place] = number;
    dzt_begin_record(look->stream, "obj");
    dzt_add_number(look->stream, number);
    dzt_add_number(look->stream, type);
    dzt_add_number(look->stream, object->bytes);
    dzt_add_number(look->stream, look->graph.picture.counts[place]);
    if (site) dzt_add_number(look->stream, site);
    else dzt_add_nothing(look->stream);
    dzt_add_number(look->stream, object->ordinal);
    dzt_end_record(look->stream);
}

static void write_reference(look *look, const dzt_reference *reference) {
    uint32_t field = dzt_reference_field(look, reference);
    dzt_begin_record(look->stream, reference->strength == DZT_STRONG ? "ref" : "may");
    dzt_add_number(look->stream, look->numbers[reference->owner]);
    dzt_add_number(look->stream, field);
    dzt_add_number(look->stream, look->numbers[reference->owned]);
    dzt_end_record(look->stream);
}

/// What nothing outside holds, with everything that it holds in turn.
static void write_unreached(look *look) {
    const dzt_graph *graph = &look->graph;
    for (uint32_t place = 0; place < graph->picture.object_count; place++)
        if (!graph->is_held[place]) write_object(look, place);
    for (uint32_t place = 0; place < graph->picture.object_count; place++) {
        if (graph->is_held[place]) continue;
        for (size_t at = graph->begins[place]; at < graph->begins[place + 1]; at++)
            if (!graph->is_held[graph->references[at]->owned]) write_reference(look, graph->references[at]);
    }
}

/// Makes `static App.Registry.(shared in _1F00) : App.Registry` to `App.Registry.shared`, in its place.
static char *plain_name(char *name) {
    char *to = name;
    const char *from = name;
    if (!strncmp(from, "static ", 7)) from += 7;
    // A member of another module's type: `(extension in App):Swift.String.shared`.
    const char *extended = !strncmp(from, "(extension in ", 14) ? strstr(from, "):") : NULL;
    if (extended) from = extended + 2;
    while (*from && strncmp(from, " : ", 3)) {
        if (!strncmp(from, " in _", 5)) from += strcspn(from, ")") + 1;
        else if (*from == '(') from++;
        else *to++ = *from++;
    }
    *to = 0;
    return name;
}

/// A root by the name of the variable that holds it, where that is known.
static void write_root(look *look, uint32_t place) {
    const char *mangled = look->graph.variables[place];
    char *room = mangled && swift_demangle ? swift_demangle(mangled, strlen(mangled), NULL, NULL, 0) : NULL;
    const char *name = room ? plain_name(room) : "";
    const char *dot = strchr(name, '.');
    dzt_begin_record(look->stream, "root");
    dzt_add_number(look->stream, look->numbers[place]);
    dzt_add_word(look->stream, dot ? "global" : "outside");
    if (dot) {
        dzt_add_text(look->stream, dot + 1);
        dzt_add_bytes(look->stream, name, (size_t)(dot - name));
    }
    dzt_end_record(look->stream);
    free(room);
}

/// The way to an object from its root, the root first.
static void write_way(look *look, uint32_t place, uint8_t *is_told) {
    const dzt_reference *reference = look->graph.reached_by[place];
    if (reference && !is_told[reference->owner]) write_way(look, reference->owner, is_told);
    if (is_told[place]) return;
    is_told[place] = 1;
    write_object(look, place);
    if (reference) write_reference(look, reference);
    else write_root(look, place);
}

/// How many of a type are held.
typedef struct {
    const void *metadata;
    uint32_t example;
    size_t count, bytes;
} amount;

static size_t depth_of(const look *look, uint32_t place) {
    size_t depth = 0;
    while (look->graph.reached_by[place] && depth < 4096) {
        place = look->graph.reached_by[place]->owner;
        depth++;
    }
    return depth;
}

/// A way that is longer is told as if nobody knew it.
enum { LONGEST_WAY = 1000 };

/// What is held of the program's own types, with a shortest way to one of each.
static bool write_alive(look *look) {
    const dzt_graph *graph = &look->graph;
    size_t capacity = 64;
    while (capacity < 2 * graph->reached_count) capacity *= 2;
    amount *amounts = calloc(capacity, sizeof *amounts);
    uint8_t *is_told = calloc(graph->picture.object_count + 1, 1);
    bool is_done = amounts && is_told;
    for (size_t read = 0; is_done && read < graph->reached_count; read++) {
        uint32_t place = graph->reached[read];
        const dzt_object *object = &graph->picture.objects[place];
        size_t slot = ((uintptr_t)object->metadata >> 4) * 0x9E3779B97F4A7C15 >> 32 & (capacity - 1);
        while (amounts[slot].metadata && amounts[slot].metadata != object->metadata) slot = (slot + 1) & (capacity - 1);
        if (!amounts[slot].metadata) amounts[slot] = (amount){.metadata = object->metadata, .example = place};
        amounts[slot].count++;
        amounts[slot].bytes += object->bytes;
    }
    for (size_t slot = 0; is_done && slot < capacity; slot++) {
        amount *amount = &amounts[slot];
        bool is_told_of = amount->metadata && dzt_role_of(amount->metadata) == DZT_INSTANCE
            && dzt_is_program_type(amount->metadata);
        if (!is_told_of) continue;
        bool has_way = depth_of(look, amount->example) < LONGEST_WAY;
        if (has_way) write_way(look, amount->example, is_told);
        uint32_t type = dzt_type_number(look, amount->metadata);
        dzt_begin_record(look->stream, "alive");
        dzt_add_number(look->stream, type);
        dzt_add_number(look->stream, amount->count);
        dzt_add_number(look->stream, amount->bytes);
        if (has_way) dzt_add_number(look->stream, look->numbers[amount->example]);
        dzt_end_record(look->stream);
    }
    free(amounts);
    free(is_told);
    return is_done;
}

bool dzt_write_look(dzt_stream *stream, dzt_memory *memory, uint64_t scope, const char *kind, const char *name) {
    look look = {.stream = stream, .memory = memory};
    if (!dzt_read_graph(&look.graph, scope)) return false;
    size_t count = look.graph.picture.object_count;
    look.numbers = calloc(count + 1, sizeof *look.numbers);
    look.codes = calloc(count + 1, sizeof *look.codes);
    if (!look.numbers || !look.codes) return false;
    for (size_t place = 0; place < look.graph.picture.reference_count; place++) {
        const dzt_reference *reference = &look.graph.picture.references[place];
        if (reference->code) look.codes[reference->owned] = reference->code;
    }
    memory->is_writing = true;
    dzt_write_images(&look);
    dzt_begin_record(stream, "mark");
    dzt_add_number(stream, ++memory->marks);
    dzt_add_word(stream, kind);
    dzt_add_text(stream, name);
    dzt_add_word(stream, "yes");
    dzt_end_record(stream);
    write_unreached(&look);
    bool is_done = write_alive(&look);
    dzt_begin_record(stream, "marked");
    // Of a program that let go of everything, what it let go of.
    dzt_add_number(stream, count ? count : dzt_made(scope));
    dzt_add_number(stream, 0);
    dzt_end_record(stream);
    return is_done;
}

#endif
