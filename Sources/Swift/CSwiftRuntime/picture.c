// The picture of a closed scope: what is alive, and what of it each holds.
#include "runtime.h"
#include "scopes.h"
#include <stdlib.h>

struct dzt_walk_state {
    /// The place of each live object by its address: an open hash table of places plus one.
    uint32_t *places;
    size_t capacity;
    const dzt_object *objects;
    uint32_t owner;
    dzt_reference *references;
    size_t count, room;
    bool is_out_of_memory;
};

static size_t first_place(const dzt_walk_state *walk, uintptr_t address) {
    return (address >> 4) * 0x9E3779B97F4A7C15 >> 24 & (walk->capacity - 1);
}

void dzt_note(dzt_walk_state *walk, uintptr_t word, dzt_strength strength, const dzt_place *place) {
    // The bits that bridging and enumerations use for themselves.
    uintptr_t address = word & 0x00FFFFFFFFFFFFF8;
    if (address < 65536) return;
    size_t slot = first_place(walk, address);
    while (walk->places[slot] && (uintptr_t)walk->objects[walk->places[slot] - 1].object != address)
        slot = (slot + 1) & (walk->capacity - 1);
    if (!walk->places[slot]) return;
    if (walk->count == walk->room) {
        size_t room = walk->room ? 2 * walk->room : 256;
        dzt_reference *references = realloc(walk->references, room * sizeof *references);
        if (!references) {
            walk->is_out_of_memory = true;
            return;
        }
        walk->references = references;
        walk->room = room;
    }
    walk->references[walk->count++] = (dzt_reference){
        .owner = walk->owner, .owned = walk->places[slot] - 1, .strength = strength, .position = place->position,
        .declaring = place->declaring ? place->declaring : pointer_at(walk->objects[walk->owner].object, 0),
        .field = place->field ? place->field : "", .code = place->code,
    };
}

void dzt_note_words(dzt_walk_state *walk, const void *address, size_t size, const dzt_place *place) {
    for (size_t offset = 0; offset + 8 <= size; offset += 8) dzt_note(walk, word_at(address, (ptrdiff_t)offset), DZT_MAY, place);
}

bool dzt_walk(uint64_t id, dzt_picture *picture) {
    memset(picture, 0, sizeof *picture);
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return false;
    size_t capacity = 64;
    while (capacity < 2 * scope->count + 2) capacity *= 2;
    dzt_object *objects = malloc((scope->count + 1) * sizeof *objects);
    size_t *counts = malloc((scope->count + 1) * sizeof *counts);
    uint32_t *places = calloc(capacity, sizeof *places);
    size_t live = 0;
    if (objects && counts && places) {
        for (size_t place = 0; place < scope->count && live < UINT32_MAX - 1; place++) {
            if (swift_isDeallocating((void *)scope->objects[place].object)) continue;
            objects[live++] = scope->objects[place];
        }
    }
    pthread_mutex_unlock(&scope->lock);
    if (!objects || !counts || !places) {
        free(objects);
        free(counts);
        free(places);
        return false;
    }
    dzt_walk_state walk = {.places = places, .capacity = capacity, .objects = objects};
    for (size_t place = 0; place < live; place++) {
        size_t slot = first_place(&walk, (uintptr_t)objects[place].object);
        while (places[slot]) slot = (slot + 1) & (capacity - 1);
        places[slot] = (uint32_t)place + 1;
        counts[place] = swift_retainCount((void *)objects[place].object);
    }
    for (size_t place = 0; place < live; place++) {
        walk.owner = (uint32_t)place;
        if (!dzt_walk_object(&walk, objects[place].object, objects[place].bytes)) picture->opaque_count++;
    }
    free(places);
    picture->objects = objects;
    picture->counts = counts;
    picture->object_count = live;
    picture->references = walk.references;
    picture->reference_count = walk.count;
    if (walk.is_out_of_memory) dzt_free_picture(picture);
    return !walk.is_out_of_memory;
}

void dzt_free_picture(dzt_picture *picture) {
    free((void *)picture->objects);
    free((void *)picture->counts);
    free((void *)picture->references);
    memset(picture, 0, sizeof *picture);
}
