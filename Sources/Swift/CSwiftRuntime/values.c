// What a value of a type holds, kind by kind (include/swift/ABI/Metadata.h).
#define _DEFAULT_SOURCE
#include "runtime.h"
#include <sys/mman.h>
#include <stdlib.h>

uint32_t dzt_skipped;
void dzt_skip(uint32_t kinds) { dzt_skipped = kinds; }

enum { DEEPEST = 40 };

static dzt_place inside(const dzt_place *place, const char *name) {
    dzt_place inner = *place;
    inner.field = dzt_joined(place->field, name);
    return inner;
}

static void walk_struct(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth) {
    // An inline array is `count` elements side by side (stdlib/public/core/InlineArray.swift): arguments count, element.
    if (dzt_is_standard(type, "InlineArray")) {
        const void *const *arguments = dzt_arguments_of(type);
        const void *element = arguments[1], *witnesses = element ? witnesses_of(element) : NULL;
        size_t count = (size_t)arguments[0], size = size_of(witnesses_of(type));
        if (!witnesses || count > size / (stride_of(witnesses) ? stride_of(witnesses) : 1) + 1)
            return dzt_note_words(walk, address, size, place);
        for (size_t index = 0; index < count; index++) {
            dzt_place element_place = *place;
            element_place.position = (int32_t)index;
            dzt_walk_value(walk, element, (const char *)address + index * stride_of(witnesses), &element_place, depth + 1);
        }
        return;
    }
    const dzt_layout *layout = dzt_layout_of(type);
    const void *witnesses = witnesses_of(type);
    if (layout->is_opaque) return dzt_note_words(walk, address, size_of(witnesses), place);
    for (uint32_t index = 0; index < layout->count; index++) {
        const dzt_slot *slot = &layout->slots[index];
        dzt_place field = layout->hides_names ? *place : inside(place, slot->name);
        if (slot->ownership == 2) {
            // Its size is not known: up to the next field, or the end.
            size_t end = index + 1 < layout->count ? layout->slots[index + 1].offset : size_of(witnesses);
            if (end > slot->offset) dzt_note_words(walk, (const char *)address + slot->offset, end - slot->offset, &field);
        } else if (slot->type) {
            dzt_walk_value(walk, slot->type, (const char *)address + slot->offset, &field, depth + 1);
        }
    }
}

static void walk_enum(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth) {
    const void *witnesses = witnesses_of(type);
    const dzt_layout *layout = dzt_layout_of(type);
    size_t size = size_of(witnesses);
    if (layout->is_opaque || layout->payload_cases > layout->count) return dzt_note_words(walk, address, size, place);
    if (layout->payload_cases == 0 || size == 0) return;
    // Projecting a payload takes the tag out of the value, so it is done on a copy.
    _Alignas(16) char few[256];
    char *copy = size <= sizeof few ? few : aligned_alloc(16, rounded(size, 15));
    if (!copy) return;
    memcpy(copy, address, size);
    unsigned tag = enum_tag(witnesses, copy, type);
    if (tag < layout->payload_cases) {
        const dzt_slot *slot = &layout->slots[tag];
        project_payload(witnesses, copy, type);
        // `.some` is no word that people write.
        dzt_place payload = layout->hides_names ? *place : inside(place, slot->name);
        if (slot->is_indirect) dzt_note(walk, word_at(copy, 0), DZT_STRONG, &payload);
        else if (slot->ownership == 2) dzt_note_words(walk, copy, size, &payload);
        else if (slot->type) dzt_walk_value(walk, slot->type, copy, &payload, depth + 1);
    }
    if (copy != few) free(copy);
}

static void walk_tuple(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth) {
    size_t count = word_at(type, 8);
    const char *labels = pointer_at(type, 16);
    for (size_t index = 0; index < count && index < 4096; index++) {
        const void *element = pointer_at(type, 24 + 16 * (ptrdiff_t)index);
        char name[128];
        size_t length = labels ? strcspn(labels, " ") : 0;
        if (length > 0 && length < sizeof name) {
            memcpy(name, labels, length);
            name[length] = 0;
        } else {
            size_t digits = 0;
            char reversed[24];
            for (size_t rest = index; rest || !digits; rest /= 10) reversed[digits++] = (char)('0' + rest % 10);
            for (size_t digit = 0; digit < digits; digit++) name[digit] = reversed[digits - 1 - digit];
            name[digits] = 0;
        }
        if (labels) labels += length + (labels[length] == ' ');
        dzt_place inner = inside(place, name);
        dzt_walk_value(walk, element, (const char *)address + u32_at(type, 32 + 16 * (ptrdiff_t)index), &inner, depth + 1);
    }
}

/// Whether there is memory at an address. A page that was there stays: what is asked for are types.
static bool is_mapped(const void *address) {
    static __thread uintptr_t known;
    uintptr_t page = (uintptr_t)address & ~(uintptr_t)4095;
    unsigned char is_resident;
    if (page != known && mincore((void *)page, 1, &is_resident)) return false;
    known = page;
    return true;
}

/// Whether a word can be a type: a field that nobody has set yet, or that another thread is writing, has anything in it.
static bool may_be_type(const void *type) {
    if ((uintptr_t)type < 65536 || (uintptr_t)type % 8 || (uintptr_t)type >> 47) return false;
    if (!is_mapped((const char *)type - 8) || !is_mapped((const char *)type + 8)) return false;
    const void *witnesses = pointer_at(type, -8);
    return kind_of(type) <= KIND_JOB && (!witnesses || (is_mapped(witnesses) && is_mapped((const char *)witnesses + 96)));
}

/// An existential of any type: three words that hold the value or its box, then its type.
static void walk_opaque_existential(dzt_walk_state *walk, const void *address, const dzt_place *place, int depth) {
    const void *type = pointer_at(address, 24);
    if (!may_be_type(type)) return;
    const void *witnesses = witnesses_of(type);
    if (!witnesses) return dzt_note_words(walk, address, 24, place);
    if (is_not_inline(witnesses)) dzt_note(walk, word_at(address, 0), DZT_STRONG, place);
    else dzt_walk_value(walk, type, address, place, depth + 1);
}

static void walk_existential(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth) {
    uint32_t flags = u32_at(type, 8);
    // Bits 24 to 29 say `Error`, whose one word is a box; bit 31 is clear where only classes may stand there.
    bool is_word = (flags >> 24 & 0x3F) == 1 || !(flags & 0x80000000);
    if (is_word) dzt_note(walk, word_at(address, 0), DZT_STRONG, place);
    else walk_opaque_existential(walk, address, place, depth);
}

/// `any Collection<Int>`: the shape's flags say how the value stands there (TargetExtendedExistentialTypeShape).
static void walk_extended_existential(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth) {
    const void *shape = pointer_at(type, 8);
    switch (u32_at(shape, 0) & 0xFF) {
    case 0: return walk_opaque_existential(walk, address, place, depth);
    case 1: return dzt_note(walk, word_at(address, 0), DZT_STRONG, place);
    default: return;
    }
}

static void walk_function(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place) {
    // FunctionTypeFlags: 0 Swift's own {code, context}, 1 a block, 2 thin, 3 a C function.
    switch (u32_at(type, 8) >> 16 & 0xFF) {
    case 0: {
        dzt_place closure = *place;
        closure.code = pointer_at(address, 0);
        return dzt_note(walk, word_at(address, 8), DZT_STRONG, &closure);
    }
    case 1: return dzt_walk_block(walk, word_at(address, 0), place);
    default: return;
    }
}

static void walk_builtin(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place) {
    dzt_text name = swift_getTypeName(type, true);
    if (!name.text) return dzt_note_words(walk, address, size_of(witnesses_of(type)), place);
    if (strstr(name.text, "NativeObject") || strstr(name.text, "BridgeObject") || strstr(name.text, "UnknownObject"))
        return dzt_note(walk, word_at(address, 0), DZT_STRONG, place);
    // The storage of a default actor holds jobs that wait for it, and nothing that counts.
    if (strstr(name.text, "DefaultActorStorage") || strstr(name.text, "RawPointer")) return;
    dzt_note_words(walk, address, size_of(witnesses_of(type)), place);
}

void dzt_walk_value(dzt_walk_state *walk, const void *type, const void *address, const dzt_place *place, int depth) {
    // A block's type has no witnesses at all.
    if (kind_of(type) == KIND_FUNCTION) {
        if (!(dzt_skipped & DZT_SKIP_FUNCTION)) walk_function(walk, type, address, place);
        return;
    }
    const void *witnesses = witnesses_of(type);
    // Foreign types have no witnesses until somebody asks for them: one word that may hold.
    if (!witnesses) return dzt_note_words(walk, address, 8, place);
    if (is_plain_data(witnesses)) return;
    if (depth > DEEPEST) return dzt_note_words(walk, address, size_of(witnesses), place);
    switch (kind_of(type)) {
    case KIND_CLASS: case KIND_FOREIGN_CLASS:
        if (!(dzt_skipped & DZT_SKIP_CLASS)) dzt_note(walk, word_at(address, 0), DZT_STRONG, place);
        return;
    case KIND_STRUCT:
        if (!(dzt_skipped & DZT_SKIP_STRUCT)) walk_struct(walk, type, address, place, depth);
        return;
    case KIND_ENUM: case KIND_OPTIONAL:
        if (!(dzt_skipped & DZT_SKIP_ENUM)) walk_enum(walk, type, address, place, depth);
        return;
    case KIND_OPAQUE: return walk_builtin(walk, type, address, place);
    case KIND_TUPLE:
        if (!(dzt_skipped & DZT_SKIP_TUPLE)) walk_tuple(walk, type, address, place, depth);
        return;
    case KIND_EXISTENTIAL:
        if (!(dzt_skipped & DZT_SKIP_EXISTENTIAL)) walk_existential(walk, type, address, place, depth);
        return;
    case KIND_EXTENDED_EXISTENTIAL:
        if (!(dzt_skipped & DZT_SKIP_EXISTENTIAL)) walk_extended_existential(walk, type, address, place, depth);
        return;
    case KIND_METATYPE: case KIND_EXISTENTIAL_METATYPE: return;
    default: return dzt_note_words(walk, address, size_of(witnesses), place);
    }
}
