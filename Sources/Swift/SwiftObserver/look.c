#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "look.h"
#include "graph.h"
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern __attribute__((weak)) char *swift_demangle(
    const char *name, size_t length, char *output, size_t *room, uint32_t flags);

typedef struct {
    dzt_stream *stream;
    dzt_memory *memory;
    dzt_graph graph;
    /// The code of the closure whose context an object is; NULL for everything else.
    const void **codes;
    /// The number of each object that is written; 0 for the others.
    uint32_t *numbers;
} look;

// MARK: Definitions, each before its first use

/// A file that the process was made of, by which a reader finds the sources of its code.
static int write_image(struct dl_phdr_info *info, size_t size, void *context) {
    look *look = context;
    bool is_new;
    uintptr_t end = 0;
    for (size_t number = 0; number < info->dlpi_phnum; number++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[number];
        if (part->p_type == PT_LOAD && part->p_flags & PF_X) end = info->dlpi_addr + part->p_vaddr + part->p_memsz;
    }
    if (!end || !number_of(look->memory, &look->memory->images, end, info->dlpi_addr, &is_new) || !is_new) return 0;
    char path[4096] = "";
    // The program itself has no name in the list.
    if (!*info->dlpi_name && readlink("/proc/self/exe", path, sizeof path - 1) < 0) return 0;
    begin_record(look->stream, "image");
    add_text(look->stream, *info->dlpi_name ? info->dlpi_name : path);
    add_number(look->stream, info->dlpi_addr);
    add_number(look->stream, end);
    end_record(look->stream);
    return 0;
}

/// Code of the class itself, by which its file is found: what ends its objects (include/swift/ABI/Metadata.h,
/// TargetHeapMetadataHeaderPrefix).
static const void *code_of(const void *metadata) {
    return dzt_role_of(metadata) == DZT_INSTANCE ? ((const void *const *)metadata)[-2] : NULL;
}

static uint32_t type_number(look *look, const void *metadata) {
    bool is_new;
    uint32_t number = number_of(look->memory, &look->memory->types, (uint64_t)(uintptr_t)metadata, 0, &is_new);
    if (!is_new) return number;
    dzt_role role = dzt_role_of(metadata);
    bool is_instance = role == DZT_INSTANCE;
    begin_record(look->stream, "type");
    add_number(look->stream, number);
    add_word(look->stream, is_instance ? "subject" : "connector");
    if (is_instance) add_word(look->stream, dzt_is_program_type(metadata) ? "user" : "library");
    else add_nothing(look->stream);
    const char *module = dzt_module_name(metadata);
    if (*module) add_text(look->stream, module);
    else add_nothing(look->stream);
    const char *name = dzt_type_name(metadata);
    static const char *const words[] = {
        [DZT_STORAGE] = "storage", [DZT_CLOSURE] = "closure", [DZT_BOX] = "captured variable", [DZT_TASK] = "task",
    };
    const char *word = words[role];
    add_text(look->stream, *name ? name : word ? word : "object");
    if (word) add_word(look->stream, word);
    end_record(look->stream);
    const void *code = code_of(metadata);
    if (code) {
        begin_record(look->stream, "code");
        add_number(look->stream, number);
        add_number(look->stream, (uintptr_t)code);
        end_record(look->stream);
    }
    return number;
}

static uint32_t field_number(look *look, const char *kind, uint32_t type, const char *name) {
    bool is_new;
    uint64_t key = (uint64_t)type << 32 | (unsigned char)*kind;
    uint32_t number = number_of(look->memory, &look->memory->fields, key, hash_of_bytes(name, strlen(name)), &is_new);
    if (!is_new) return number;
    begin_record(look->stream, "field");
    add_number(look->stream, number);
    add_word(look->stream, kind);
    if (type) add_number(look->stream, type);
    else add_nothing(look->stream);
    add_text(look->stream, name);
    end_record(look->stream);
    return number;
}

/// What a closure's context, or the box of a variable, is said to capture.
static void captured(const look *look, const dzt_reference *reference, char *text, size_t room) {
    const dzt_object *owned = &look->graph.picture.objects[reference->owned];
    const char *type = dzt_type_name(owned->metadata);
    const void *code = look->codes[reference->owner];
    if (dzt_role_of(owned->metadata) != DZT_INSTANCE) snprintf(text, room, "a variable");
    else if (code && dzt_is_method(code, type)) snprintf(text, room, "self");
    else snprintf(text, room, "%s %s", strchr("AEIO", *type) ? "an" : "a", type);
}

static uint32_t reference_field(look *look, const dzt_reference *reference) {
    const dzt_object *objects = look->graph.picture.objects;
    const dzt_object *owner = &objects[reference->owner], *owned = &objects[reference->owned];
    char text[4352];
    switch (dzt_role_of(owner->metadata)) {
    case DZT_CLOSURE:
        captured(look, reference, text, sizeof text);
        return field_number(look, "capture", type_number(look, owner->metadata), text);
    case DZT_BOX:
        // A context of one capture looks like a box: it is a closure's where code goes with it.
        if (!look->codes[reference->owner]) return field_number(look, "silent", 0, "value");
        captured(look, reference, text, sizeof text);
        return field_number(look, "capture", type_number(look, owner->metadata), text);
    default: break;
    }
    const char *name = reference->field;
    if (reference->position >= 0) {
        snprintf(text, sizeof text, *name ? "[%d].%s" : "[%d]", reference->position, name);
    } else {
        snprintf(text, sizeof text, "%s", *name ? name : "value");
    }
    // A closure that captured one object and nothing else has no context: the object is it.
    if (reference->code && dzt_role_of(owned->metadata) == DZT_INSTANCE) {
        const char *type = dzt_type_name(owned->metadata);
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "[%s]", dzt_is_method(reference->code, type) ? "self" : type);
    }
    if (*text == '[') return field_number(look, "element", 0, text);
    return field_number(look, "stored", type_number(look, reference->declaring), text);
}

static uint32_t site_number(look *look, const dzt_object *object) {
    if (!object->depth) return 0;
    bool is_new;
    uint64_t hash = hash_of_bytes(object->frames, object->depth * sizeof *object->frames);
    uint32_t number = number_of(look->memory, &look->memory->sites, hash, object->depth, &is_new);
    if (!is_new) return number;
    begin_record(look->stream, "frames");
    add_number(look->stream, number);
    for (uint32_t frame = 0; frame < object->depth; frame++) add_number(look->stream, (uintptr_t)object->frames[frame]);
    end_record(look->stream);
    return number;
}

// MARK: Objects and references

/// Writes an object, once a look.
static void write_object(look *look, uint32_t place) {
    if (look->numbers[place]) return;
    const dzt_object *object = &look->graph.picture.objects[place];
    uint32_t type = type_number(look, object->metadata), site = site_number(look, object);
    bool is_new = true;
    uint32_t number = number_of(look->memory, &look->memory->objects, object->number, 0, &is_new);
    // Where there is no room to remember it, it is told as one that was not seen before.
    if (!number) number = look->memory->last_object + 1;
    if (number > look->memory->last_object) look->memory->last_object = number;
    look->numbers[place] = number;
    begin_record(look->stream, "obj");
    add_number(look->stream, number);
    add_number(look->stream, type);
    add_number(look->stream, object->bytes);
    add_number(look->stream, look->graph.picture.counts[place]);
    if (site) add_number(look->stream, site);
    else add_nothing(look->stream);
    add_number(look->stream, object->ordinal);
    end_record(look->stream);
}

static void write_reference(look *look, const dzt_reference *reference) {
    uint32_t field = reference_field(look, reference);
    begin_record(look->stream, reference->strength == DZT_STRONG ? "ref" : "may");
    add_number(look->stream, look->numbers[reference->owner]);
    add_number(look->stream, field);
    add_number(look->stream, look->numbers[reference->owned]);
    end_record(look->stream);
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
    begin_record(look->stream, "root");
    add_number(look->stream, look->numbers[place]);
    add_word(look->stream, dot ? "global" : "outside");
    if (dot) {
        add_text(look->stream, dot + 1);
        add_bytes(look->stream, name, (size_t)(dot - name));
    }
    end_record(look->stream);
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
        if (dzt_role_of(object->metadata) != DZT_INSTANCE || !dzt_is_program_type(object->metadata)) continue;
        size_t slot = ((uintptr_t)object->metadata >> 4) * 0x9E3779B97F4A7C15 >> 32 & (capacity - 1);
        while (amounts[slot].metadata && amounts[slot].metadata != object->metadata) slot = (slot + 1) & (capacity - 1);
        if (!amounts[slot].metadata) amounts[slot] = (amount){.metadata = object->metadata, .example = place};
        amounts[slot].count++;
        amounts[slot].bytes += object->bytes;
    }
    for (size_t slot = 0; is_done && slot < capacity; slot++) {
        amount *amount = &amounts[slot];
        if (!amount->metadata) continue;
        bool has_way = depth_of(look, amount->example) < LONGEST_WAY;
        if (has_way) write_way(look, amount->example, is_told);
        uint32_t type = type_number(look, amount->metadata);
        begin_record(look->stream, "alive");
        add_number(look->stream, type);
        add_number(look->stream, amount->count);
        add_number(look->stream, amount->bytes);
        if (has_way) add_number(look->stream, look->numbers[amount->example]);
        end_record(look->stream);
    }
    free(amounts);
    free(is_told);
    return is_done;
}

bool write_look(dzt_stream *stream, dzt_memory *memory, uint64_t scope, const char *kind, const char *name) {
    look look = {.stream = stream, .memory = memory};
    if (!read_graph(&look.graph, scope)) return false;
    size_t count = look.graph.picture.object_count;
    look.numbers = calloc(count + 1, sizeof *look.numbers);
    look.codes = calloc(count + 1, sizeof *look.codes);
    if (!look.numbers || !look.codes) return false;
    for (size_t place = 0; place < look.graph.picture.reference_count; place++) {
        const dzt_reference *reference = &look.graph.picture.references[place];
        if (reference->code) look.codes[reference->owned] = reference->code;
    }
    memory->is_writing = true;
    dl_iterate_phdr(write_image, &look);
    begin_record(stream, "mark");
    add_number(stream, ++memory->marks);
    add_word(stream, kind);
    add_text(stream, name);
    add_word(stream, "yes");
    end_record(stream);
    write_unreached(&look);
    bool is_done = write_alive(&look);
    begin_record(stream, "marked");
    // Of a program that let go of everything, what it let go of.
    add_number(stream, count ? count : dzt_made(scope));
    add_number(stream, 0);
    end_record(stream);
    return is_done;
}

#endif
