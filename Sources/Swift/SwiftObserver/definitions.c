#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "definitions.h"
#include <stdio.h>
#include <string.h>

/// A file that the process was made of, by which a reader finds the sources of its code.
static void write_image(const char *path, uintptr_t begin, uintptr_t end, void *context) {
    look *look = context;
    bool is_new;
    if (!dzt_number_of(look->memory, &look->memory->images, end, begin, &is_new) || !is_new) return;
    dzt_begin_record(look->stream, "image");
    dzt_add_text(look->stream, path);
    dzt_add_number(look->stream, begin);
    dzt_add_number(look->stream, end);
    dzt_end_record(look->stream);
}

/// Code of the class itself, by which its file is found: what ends its objects (include/swift/ABI/Metadata.h,
/// TargetHeapMetadataHeaderPrefix).
static const void *code_of(const void *metadata) {
    return dzt_role_of(metadata) == DZT_INSTANCE ? ((const void *const *)metadata)[-2] : NULL;
}

uint32_t dzt_type_number(look *look, const void *metadata) {
    bool is_new;
    uint32_t number = dzt_number_of(look->memory, &look->memory->types, (uint64_t)(uintptr_t)metadata, 0, &is_new);
    if (!is_new) return number;
    dzt_role role = dzt_role_of(metadata);
    bool is_instance = role == DZT_INSTANCE;
    dzt_begin_record(look->stream, "type");
    dzt_add_number(look->stream, number);
    dzt_add_word(look->stream, is_instance ? "subject" : "connector");
    if (is_instance) dzt_add_word(look->stream, dzt_is_program_type(metadata) ? "user" : "library");
    else dzt_add_nothing(look->stream);
    const char *module = dzt_module_name(metadata);
    if (*module) dzt_add_text(look->stream, module);
    else dzt_add_nothing(look->stream);
    const char *name = dzt_type_name(metadata);
    static const char *const words[] = {
        [DZT_STORAGE] = "storage", [DZT_CLOSURE] = "closure", [DZT_BOX] = "captured variable", [DZT_TASK] = "task",
    };
    const char *word = words[role];
    dzt_add_text(look->stream, *name ? name : word ? word : "object");
    if (word) dzt_add_word(look->stream, word);
    dzt_end_record(look->stream);
    const void *code = code_of(metadata);
    if (code) {
        dzt_begin_record(look->stream, "code");
        dzt_add_number(look->stream, number);
        dzt_add_number(look->stream, (uintptr_t)code);
        dzt_end_record(look->stream);
    }
    return number;
}

static uint32_t field_number(look *look, const char *kind, uint32_t type, const char *name) {
    bool is_new;
    uint64_t key = (uint64_t)type << 32 | (unsigned char)*kind;
    uint32_t number = dzt_number_of(look->memory, &look->memory->fields, key, dzt_hash_of_bytes(name, strlen(name)), &is_new);
    if (!is_new) return number;
    dzt_begin_record(look->stream, "field");
    dzt_add_number(look->stream, number);
    dzt_add_word(look->stream, kind);
    if (type) dzt_add_number(look->stream, type);
    else dzt_add_nothing(look->stream);
    dzt_add_text(look->stream, name);
    dzt_end_record(look->stream);
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

uint32_t dzt_reference_field(look *look, const dzt_reference *reference) {
    const dzt_object *objects = look->graph.picture.objects;
    const dzt_object *owner = &objects[reference->owner], *owned = &objects[reference->owned];
    char text[4352];
    switch (dzt_role_of(owner->metadata)) {
    case DZT_CLOSURE:
        captured(look, reference, text, sizeof text);
        return field_number(look, "capture", dzt_type_number(look, owner->metadata), text);
    case DZT_BOX:
        // A context of one capture looks like a box: it is a closure's where code goes with it.
        if (!look->codes[reference->owner]) return field_number(look, "silent", 0, "value");
        captured(look, reference, text, sizeof text);
        return field_number(look, "capture", dzt_type_number(look, owner->metadata), text);
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
    return field_number(look, "stored", dzt_type_number(look, reference->declaring), text);
}

uint32_t dzt_site_number(look *look, const dzt_object *object) {
    if (!object->depth) return 0;
    bool is_new;
    uint64_t hash = dzt_hash_of_bytes(object->frames, object->depth * sizeof *object->frames);
    uint32_t number = dzt_number_of(look->memory, &look->memory->sites, hash, object->depth, &is_new);
    if (!is_new) return number;
    dzt_begin_record(look->stream, "frames");
    dzt_add_number(look->stream, number);
    for (uint32_t frame = 0; frame < object->depth; frame++) dzt_add_number(look->stream, (uintptr_t)object->frames[frame]);
    dzt_end_record(look->stream);
    return number;
}

void dzt_write_images(look *look) { dzt_each_image(write_image, look); }

#endif
