// The fields of a type, computed once from its field descriptor (include/swift/RemoteInspection/Records.h).
#include "runtime.h"
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const dzt_layout **layouts;
static size_t count, capacity;

static bool add_slot(dzt_layout *layout, dzt_slot slot) {
    dzt_slot *slots = realloc(layout->slots, (layout->count + 1) * sizeof *slots);
    if (!slots) return false;
    layout->slots = slots;
    slots[layout->count++] = slot;
    return true;
}

/// The type of a field, and how it holds: a suffix says weak (Xw), unowned (Xo) or unmanaged (Xu).
static void resolve(dzt_slot *slot, const char *name, const void *descriptor, const void *const *arguments) {
    size_t length = dzt_mangled_length(name);
    if (length >= 2 && name[length - 2] == 'X' && strchr("wou", name[length - 1])) {
        slot->ownership = 1;
        return;
    }
    if (*name == 0x09) {
        uint32_t inset = 0;
        slot->type = dzt_noncopyable_type(name, descriptor, arguments, &inset);
        slot->offset += inset;
    } else {
        slot->type = swift_getTypeByMangledNameInContext(name, length, descriptor, arguments);
    }
    // The words of what is not understood may hold.
    if (!slot->type) slot->ownership = 2;
}

/// Adds what one level of a type declares; false where it tells nothing.
static bool add_fields(dzt_layout *layout, const void *metadata) {
    const void *descriptor = dzt_descriptor_of(metadata);
    if (!descriptor) return false;
    uintptr_t kind = kind_of(metadata);
    const void *fields = relative_at(descriptor, 16);
    if (!fields) {
        // Compiled without reflection metadata, or imported: only what has no fields is understood.
        return kind != KIND_ENUM && kind != KIND_OPTIONAL && u32_at(descriptor, kind == KIND_CLASS ? 36 : 20) == 0;
    }
    const void *const *arguments = dzt_arguments_of(metadata);
    uint16_t size = u16_at(fields, 10);
    uint32_t fields_count = u32_at(fields, 12);
    if (kind == KIND_ENUM || kind == KIND_OPTIONAL) layout->payload_cases = u32_at(descriptor, 20) & 0xFFFFFF;
    const char *vector = NULL;
    if (kind == KIND_CLASS) {
        // Counted in words from the metadata; with a resilient superclass from the first member of its own.
        ptrdiff_t offset = 8 * (ptrdiff_t)u32_at(descriptor, 40);
        if (u32_at(descriptor, 0) & (1 << 29)) offset += (const char *)arguments - (const char *)metadata;
        vector = (const char *)metadata + offset;
    } else if (kind == KIND_STRUCT) {
        vector = (const char *)metadata + 8 * (ptrdiff_t)u32_at(descriptor, 24);
    }
    for (uint32_t place = 0; place < fields_count; place++) {
        const char *record = (const char *)fields + 16 + (size_t)place * size;
        const char *type = relative_at(record, 4);
        dzt_slot slot = {.name = relative_at(record, 8), .declaring = metadata};
        // What the compiler puts before the name of a lazy property.
        static const char lazy[] = "$__lazy_storage_$_";
        if (slot.name && strncmp(slot.name, lazy, sizeof lazy - 1) == 0) slot.name += sizeof lazy - 1;
        if (kind == KIND_CLASS) slot.offset = (uint32_t)word_at(vector, 8 * (ptrdiff_t)place);
        else if (kind == KIND_STRUCT) slot.offset = u32_at(vector, 4 * (ptrdiff_t)place);
        if (kind == KIND_ENUM || kind == KIND_OPTIONAL) {
            if (place >= layout->payload_cases) break;
            slot.is_indirect = u32_at(record, 0) & 1;
        }
        if (type && !slot.is_indirect) resolve(&slot, type, descriptor, arguments);
        // An enumeration's slots are found by their place, so that every payload keeps its own.
        if (kind == KIND_CLASS || kind == KIND_STRUCT) {
            if (slot.ownership == 1) continue;
            const void *witnesses = slot.type ? witnesses_of(slot.type) : NULL;
            if (witnesses && is_plain_data(witnesses)) continue;
        }
        if (!add_slot(layout, slot)) return false;
    }
    return true;
}

static bool is_toolchain_module(const char *name) {
    static const char *const modules[] = {"Swift", "Synchronization", "Dispatch", "Foundation", "Observation"};
    for (size_t place = 0; place < sizeof modules / sizeof *modules; place++)
        if (strcmp(name, modules[place]) == 0) return true;
    return *name == '_';
}

static dzt_layout *make(const void *metadata) {
    dzt_layout *layout = calloc(1, sizeof *layout);
    if (!layout) return NULL;
    layout->metadata = metadata;
    layout->hides_names = kind_of(metadata) != KIND_CLASS && is_toolchain_module(dzt_module_name(metadata));
    if (kind_of(metadata) == KIND_CLASS) {
        for (const void *level = metadata; level; level = pointer_at(level, 8))
            if (!add_fields(layout, level)) layout->is_opaque = true;
    } else if (!add_fields(layout, metadata)) {
        layout->is_opaque = true;
    }
    return layout;
}

static size_t place_of(const void *metadata) {
    size_t place = ((uintptr_t)metadata >> 4) * 0x9E3779B97F4A7C15 >> 20 & (capacity - 1);
    while (layouts[place] && layouts[place]->metadata != metadata) place = (place + 1) & (capacity - 1);
    return place;
}

static bool grow(void) {
    const dzt_layout **old = layouts;
    size_t old_capacity = capacity;
    size_t new_capacity = old_capacity ? 2 * old_capacity : 256;
    const dzt_layout **larger = calloc(new_capacity, sizeof *larger);
    if (!larger) return false;
    layouts = larger;
    capacity = new_capacity;
    for (size_t place = 0; place < old_capacity; place++)
        if (old[place]) layouts[place_of(old[place]->metadata)] = old[place];
    free(old);
    return true;
}

static const dzt_layout unknown = {.is_opaque = true};

const dzt_layout *dzt_layout_of(const void *metadata) {
    pthread_mutex_lock(&lock);
    const dzt_layout *known = capacity ? layouts[place_of(metadata)] : NULL;
    pthread_mutex_unlock(&lock);
    if (known) return known;
    // Outside of the lock: the runtime may run code of the program to make a type.
    dzt_layout *made = make(metadata);
    if (!made) return &unknown;
    pthread_mutex_lock(&lock);
    known = &unknown;
    if (2 * count < capacity || grow()) {
        size_t place = place_of(metadata);
        if (layouts[place]) {
            free(made->slots);
            free(made);
        } else {
            layouts[place] = made;
            count++;
        }
        known = layouts[place];
    }
    pthread_mutex_unlock(&lock);
    return known;
}
