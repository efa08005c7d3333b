// What a closure captured: its context's metadata names a capture descriptor (include/swift/RemoteInspection/Records.h).
#include "runtime.h"
#include <ctype.h>
#include <stdlib.h>

// MARK: Generic closures

/// A context of our own making, which lets the runtime substitute type parameters: an anonymous context with so many
/// parameters, in a module, which the runtime asks for its name.
typedef struct {
    struct {
        uint32_t flags;
        int32_t parent;
        uint16_t parameters, requirements, key_arguments, extra;
        uint8_t kinds[16];
    } anonymous;
    struct {
        uint32_t flags;
        int32_t parent;
        int32_t name;
    } module;
    char name[8];
} made_up_context;

enum { MOST_PARAMETERS = 16 };

static const void *made_up(uint32_t parameters) {
    static made_up_context *made[MOST_PARAMETERS + 1];
    made_up_context *known = __atomic_load_n(&made[parameters], __ATOMIC_ACQUIRE);
    if (known) return known;
    made_up_context *context = calloc(1, sizeof *context);
    if (!context) return NULL;
    // Kind anonymous, with generic parameters; each is a type that is handed over.
    context->anonymous.flags = CONTEXT_ANONYMOUS | 0x80;
    context->anonymous.parent = (int32_t)((char *)&context->module - (char *)&context->anonymous.parent);
    context->anonymous.parameters = context->anonymous.key_arguments = (uint16_t)parameters;
    memset(context->anonymous.kinds, 0x80, parameters);
    context->module.name = (int32_t)(context->name - (char *)&context->module.name);
    memcpy(context->name, "context", 8);
    __atomic_store_n(&made[parameters], context, __ATOMIC_RELEASE);
    return context;
}

/// Which parameter a mangled name is, at the outermost depth: `x`, `q_`, `q0_`, …; negative for anything else.
static int parameter_of(const char *name) {
    if (strcmp(name, "x") == 0) return 0;
    if (*name++ != 'q') return -1;
    if (strcmp(name, "_") == 0) return 1;
    char *end;
    long number = strtol(name, &end, 10);
    return end > name && strcmp(end, "_") == 0 && number >= 0 && number < MOST_PARAMETERS - 2 ? (int)number + 2 : -1;
}

typedef struct {
    const void *arguments[MOST_PARAMETERS];
    uint32_t count;
} bound_types;

/// The types that the closure keeps for its parameters: sources `B0`, `B1`, … are its bindings.
static bound_types types_bound(const void *descriptor, const char *bindings, uint32_t binding_count) {
    bound_types bound = {.count = 0};
    uint32_t types = u32_at(descriptor, 0), sources = u32_at(descriptor, 4);
    for (uint32_t index = 0; index < sources && index < MOST_PARAMETERS; index++) {
        ptrdiff_t record = 12 + 4 * (ptrdiff_t)types + 8 * (ptrdiff_t)index;
        const char *type = relative_at(descriptor, record), *source = relative_at(descriptor, record + 4);
        if (!type || !source || *source != 'B') return (bound_types){.count = 0};
        int parameter = parameter_of(type);
        long binding = strtol(source + 1, NULL, 10);
        if (parameter < 0 || binding < 0 || binding >= binding_count) return (bound_types){.count = 0};
        bound.arguments[parameter] = pointer_at(bindings, 8 * binding);
        if ((uint32_t)parameter >= bound.count) bound.count = (uint32_t)parameter + 1;
    }
    for (uint32_t index = 0; index < bound.count; index++)
        if (!bound.arguments[index]) return (bound_types){.count = 0};
    return bound;
}

// MARK: Types that only the compiler knows

typedef enum { SHAPE_UNKNOWN, SHAPE_WORD, SHAPE_CLOSURE, SHAPE_CODE } shape;

static bool ends(const char *name, size_t length, const char *suffix) {
    size_t own = strlen(suffix);
    return length >= own && memcmp(name + length - own, suffix, own) == 0;
}

/// The shape of a lowered function type, `xIegn_`: letters between `I` and the last underscore, of which the one behind
/// `e` (escaping) says what is called.
static shape lowered(const char *name, size_t length) {
    if (length < 3 || name[length - 1] != '_') return SHAPE_UNKNOWN;
    size_t start = length - 2;
    while (start > 0 && name[start] != 'I') {
        if (!isalpha((unsigned char)name[start])) return SHAPE_UNKNOWN;
        start--;
    }
    if (name[start] != 'I') return SHAPE_UNKNOWN;
    const char *letters = name + start + 1;
    while (*letters == 'P' || *letters == 's') letters++;
    if (*letters == 'e') letters++;
    return strchr("tCMJKW", *letters) ? SHAPE_CODE : *letters == 'B' ? SHAPE_UNKNOWN : SHAPE_CLOSURE;
}

static shape shape_of(const char *name, size_t length) {
    if (ends(name, length, "Xx") || ends(name, length, "XX") || ends(name, length, "Xb")) return SHAPE_WORD;
    size_t inner = ends(name, length, "Sg") ? length - 2 : length;
    shape function = lowered(name, inner);
    if (function != SHAPE_UNKNOWN) return function;
    if (ends(name, inner, "c")) return SHAPE_CLOSURE;
    if (ends(name, inner, "G")) {
        // Array, dictionary and set are a reference to their storage.
        if (strncmp(name, "Say", 3) == 0 || strncmp(name, "SDy", 3) == 0 || strncmp(name, "Shy", 3) == 0) return SHAPE_WORD;
        const void *context = *name == 0x01 ? relative_at(name, 1) : *name == 0x02 ? relative_at(name, 1) : NULL;
        if (context && *name == 0x02) context = pointer_at(context, 0);
        if (context && context_kind(context) == CONTEXT_CLASS) return SHAPE_WORD;
    }
    return SHAPE_UNKNOWN;
}

// MARK: The walk

/// Walks the capture that begins at an offset or, for its alignment, behind it; returns where it ends, 0 where it is not
/// understood.
static size_t walk_capture(
    dzt_walk_state *walk, const char *name, const bound_types *bound, const char *base, size_t offset, size_t bytes,
    dzt_place *place
) {
    size_t length = dzt_mangled_length(name);
    bool is_weak = length >= 2 && name[length - 2] == 'X' && strchr("wou", name[length - 1]);
    shape known = shape_of(name, length);
    if (known == SHAPE_UNKNOWN) {
        // The runtime is asked only for what it has metadata for.
        const void *context = bound->count ? made_up(bound->count) : NULL;
        const void *type = swift_getTypeByMangledNameInContext(
            name, is_weak ? length - 2 : length, context, bound->count ? bound->arguments : NULL);
        const void *witnesses = type ? witnesses_of(type) : NULL;
        if (witnesses) {
            offset = rounded(offset, alignment_mask_of(witnesses));
            if (offset + size_of(witnesses) > bytes) return 0;
            if (!is_weak) dzt_walk_value(walk, type, base + offset, place, 0);
            return offset + size_of(witnesses);
        }
        if (!is_weak) return 0;
        known = SHAPE_CODE;
    }
    offset = rounded(offset, 7);
    size_t size = known == SHAPE_CLOSURE ? 16 : 8;
    if (offset + size > bytes) return 0;
    if (known == SHAPE_WORD) dzt_note(walk, word_at(base, (ptrdiff_t)offset), DZT_STRONG, place);
    if (known == SHAPE_CLOSURE && !(dzt_skipped & DZT_SKIP_FUNCTION)) {
        dzt_place closure = *place;
        closure.code = pointer_at(base, (ptrdiff_t)offset);
        dzt_note(walk, word_at(base, (ptrdiff_t)offset + 8), DZT_STRONG, &closure);
    }
    return offset + size;
}

bool dzt_walk_context(dzt_walk_state *walk, const void *object, const void *metadata, size_t bytes) {
    const char *base = object;
    dzt_place place = {.position = -1, .field = ""};
    const void *descriptor = pointer_at(metadata, 16);
    if (!descriptor) {
        dzt_note_words(walk, base + 16, bytes - 16, &place);
        return false;
    }
    if (dzt_skipped & DZT_SKIP_CAPTURE) return true;
    uint32_t count = u32_at(descriptor, 0), bindings = u32_at(descriptor, 8);
    size_t offset = u32_at(metadata, 8);
    bound_types bound = types_bound(descriptor, base + offset, bindings);
    offset += 8 * (size_t)bindings;
    for (uint32_t index = 0; index < count; index++) {
        place.position = (int32_t)index;
        const char *name = relative_at(descriptor, 12 + 4 * (ptrdiff_t)index);
        size_t used = name ? walk_capture(walk, name, &bound, base, offset, bytes, &place) : 0;
        if (used == 0) {
            // Where one capture is not understood, nobody can say where the next begins.
            offset = rounded(offset, 7);
            if (offset < bytes) dzt_note_words(walk, base + offset, bytes - offset, &place);
            return false;
        }
        offset = used;
    }
    return true;
}
