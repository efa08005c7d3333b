// What an object holds: instances of classes, the standard library's storages, boxes.
#include "runtime.h"

#if DZT_SUPPORTED
#include <malloc.h>
#else
static size_t malloc_usable_size(void *object) { return 0; }
#endif

static const dzt_place nowhere = {.position = -1, .field = ""};

/// Elements side by side, for as many as fit the object.
static void walk_elements(dzt_walk_state *walk, const void *type, const char *first, size_t count, const char *end) {
    const void *witnesses = witnesses_of(type);
    if (!witnesses || is_plain_data(witnesses)) return;
    size_t stride = stride_of(witnesses);
    for (size_t index = 0; index < count; index++) {
        const char *element = first + index * stride;
        if (element + size_of(witnesses) > end) return;
        dzt_place place = nowhere;
        place.position = (int32_t)index;
        dzt_walk_value(walk, type, element, &place, 0);
    }
}

/// `['key']` of a small string, which stands in its two words, the count in the low half of the last byte
/// (stdlib/public/core/SmallString.swift); NULL for every other key.
static const char *key_name(const void *type, const char *key) {
    if (!dzt_is_standard(type, "String")) return NULL;
    uint8_t last = (uint8_t)key[15];
    if ((last & 0xF0) != 0xE0) return NULL;
    char text[24] = "['";
    size_t length = last & 0x0F;
    memcpy(text + 2, key, length);
    memcpy(text + 2 + length, "']", 3);
    return dzt_interned(text);
}

/// A hash table: a bitmap of the places in use, keys and values in arrays of their own
/// (stdlib/public/core/DictionaryStorage.swift, SetStorage.swift).
static void walk_table(dzt_walk_state *walk, const char *object, const char *end, const void *metadata, bool has_values) {
    const void *const *arguments = dzt_arguments_of(metadata);
    const void *key = arguments[0], *value = has_values ? arguments[1] : NULL;
    const void *key_witnesses = witnesses_of(key), *value_witnesses = value ? witnesses_of(value) : NULL;
    if (!key_witnesses || (value && !value_witnesses)) return;
    bool has_key_edges = !is_plain_data(key_witnesses);
    bool has_value_edges = value && !is_plain_data(value_witnesses);
    uint8_t scale = (uint8_t)object[32];
    if (scale > 40 || (!has_key_edges && !has_value_edges)) return;
    const char *keys = pointer_at(object, 48), *values = has_values ? pointer_at(object, 56) : NULL;
    const char *bitmap = object + (has_values ? 64 : 56);
    if (keys < object || keys > end || (has_values && (values < object || values > end))) return;
    size_t told = 0;
    for (size_t place = 0; place < (size_t)1 << scale; place++) {
        const char *word = bitmap + place / 64 * 8;
        if (word + 8 > end) return;
        if (!(word_at(word, 0) >> place % 64 & 1)) continue;
        const char *own_key = keys + place * stride_of(key_witnesses);
        if (own_key + size_of(key_witnesses) > end) return;
        dzt_place inner = nowhere;
        inner.position = (int32_t)told++;
        if (has_key_edges) dzt_walk_value(walk, key, own_key, &inner, 0);
        if (!has_value_edges) continue;
        const char *own_value = values + place * stride_of(value_witnesses);
        if (own_value + size_of(value_witnesses) > end) return;
        const char *name = key_name(key, own_key);
        if (name) {
            inner.field = name;
            inner.position = -1;
        }
        dzt_walk_value(walk, value, own_value, &inner, 0);
    }
}

static bool walk_instance(dzt_walk_state *walk, const char *object, const void *metadata, size_t bytes) {
    const char *end = object + bytes;
    if (dzt_is_standard(metadata, "_ContiguousArrayStorage")) {
        if (dzt_skipped & DZT_SKIP_ARRAY) return true;
        const void *element = dzt_arguments_of(metadata)[0], *witnesses = witnesses_of(element);
        if (!witnesses) return false;
        // An array takes all that malloc gave into its capacity, not only what it asked for.
        end = object + malloc_usable_size((void *)object);
        walk_elements(walk, element, object + rounded(32, alignment_mask_of(witnesses)), word_at(object, 16), end);
        return true;
    }
    if (dzt_is_standard(metadata, "_DictionaryStorage") || dzt_is_standard(metadata, "_SetStorage")) {
        if (!(dzt_skipped & DZT_SKIP_HASHED)) walk_table(walk, object, end, metadata, dzt_is_standard(metadata, "_DictionaryStorage"));
        return true;
    }
    const dzt_layout *layout = dzt_layout_of(metadata);
    size_t size = u32_at(metadata, 24);
    for (uint32_t index = 0; index < layout->count; index++) {
        const dzt_slot *slot = &layout->slots[index];
        const char *address = object + slot->offset;
        if (address >= end) continue;
        dzt_place place = {slot->declaring, dzt_interned(slot->name), -1, NULL};
        if (slot->ownership == 2) {
            size_t until = index + 1 < layout->count ? layout->slots[index + 1].offset : size;
            if (until > bytes) until = bytes;
            if (until > slot->offset) dzt_note_words(walk, address, until - slot->offset, &place);
        } else if (slot->type) {
            dzt_walk_value(walk, slot->type, address, &place, 0);
        }
    }
    // What a superclass without fields of record, or a tail that only its class knows, holds is not understood.
    size_t known = layout->is_opaque ? 16 : rounded(size, 7);
    if (bytes > known) dzt_note_words(walk, object + known, bytes - known, &nowhere);
    return !layout->is_opaque;
}

bool dzt_walk_object(dzt_walk_state *walk, const void *object, size_t bytes) {
    const void *metadata = pointer_at(object, 0);
    const char *address = object;
    switch (kind_of(metadata)) {
    case KIND_CLASS: return walk_instance(walk, address, metadata, bytes);
    case KIND_CONTEXT: return dzt_walk_context(walk, object, metadata, bytes);
    case KIND_GENERIC_BOX:
        // GenericBoxHeapMetadata: where the value stands, and its type.
        if (!(dzt_skipped & DZT_SKIP_BOX)) dzt_walk_value(walk, pointer_at(metadata, 16), address + u32_at(metadata, 8), &nowhere, 0);
        return true;
    case KIND_ERROR_BOX: {
        // stdlib/public/runtime/ErrorObject.h: the type, the conformance, then the value.
        const void *type = pointer_at(address, 16), *witnesses = witnesses_of(type);
        if (!witnesses) return false;
        if (!(dzt_skipped & DZT_SKIP_BOX)) dzt_walk_value(walk, type, address + rounded(32, alignment_mask_of(witnesses)), &nowhere, 0);
        return true;
    }
    default:
        // A task's frames hold what no record tells: what they hold is held from outside.
        return false;
    }
}
