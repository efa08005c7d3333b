// What scopes keep: every object of theirs, with an unowned reference, so that its memory stays and
// `swift_isDeallocating` tells for good whether it died. An address is an identity for as long as it is kept.
#define _GNU_SOURCE
#include "scopes.h"
#include "event_log.h"
#include <stdlib.h>
#include <time.h>

enum { MOST_SCOPES = 256 };

// Held for tens of nanoseconds: a thread that comes meanwhile does better to try again than to sleep.
#ifndef PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP
#define PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP PTHREAD_MUTEX_INITIALIZER
#endif

static dzt_scope scopes[MOST_SCOPES] = {[0 ... MOST_SCOPES - 1] = {.lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP}};
static _Atomic uint64_t generations = 1;

/// What died keeps its memory until a sweep: at so many objects or bytes beyond what was alive at the last one.
static const size_t sweep_objects = 8192, sweep_size = 16 << 20;

dzt_scope *dzt_locked_scope(uint64_t id) {
    dzt_scope *scope = &scopes[id % MOST_SCOPES];
    pthread_mutex_lock(&scope->lock);
    if (id != 0 && scope->id == id) return scope;
    pthread_mutex_unlock(&scope->lock);
    return NULL;
}

dzt_scope *dzt_take_scope(void) {
    for (size_t place = 0; place < MOST_SCOPES; place++) {
        dzt_scope *scope = &scopes[place];
        pthread_mutex_lock(&scope->lock);
        if (scope->id == 0) {
            // A number is never used twice, so that a task that outlives its scope belongs to none.
            scope->id = atomic_fetch_add(&generations, 1) * MOST_SCOPES + place;
            scope->is_open = true;
            scope->sweep_count = sweep_objects;
            scope->sweep_bytes = sweep_size;
            pthread_mutex_unlock(&scope->lock);
            return scope;
        }
        pthread_mutex_unlock(&scope->lock);
    }
    return NULL;
}

/// Lets go of what died; O(objects kept).
static void sweep(dzt_scope *scope) {
    size_t kept = 0, bytes = 0;
    for (size_t place = 0; place < scope->count; place++) {
        dzt_object *object = &scope->objects[place];
        if (swift_isDeallocating((void *)object->object)) {
            swift_unownedRelease((void *)object->object);
            continue;
        }
        bytes += object->bytes;
        scope->objects[kept++] = *object;
    }
    scope->count = kept;
    scope->bytes = bytes;
    scope->sweep_count = 2 * kept > sweep_objects ? 2 * kept : sweep_objects;
    scope->sweep_bytes = 2 * bytes > sweep_size ? 2 * bytes : sweep_size;
}

static dzt_tally *tally_of(dzt_scope *scope, const void *metadata) {
    if (2 * scope->tally_count >= scope->tally_capacity) {
        size_t capacity = scope->tally_capacity ? 2 * scope->tally_capacity : 64;
        dzt_tally *tallies = calloc(capacity, sizeof *tallies);
        if (!tallies) return NULL;
        for (size_t old = 0; old < scope->tally_capacity; old++) {
            if (!scope->tallies[old].metadata) continue;
            size_t place = ((uintptr_t)scope->tallies[old].metadata >> 3) & (capacity - 1);
            while (tallies[place].metadata) place = (place + 1) & (capacity - 1);
            tallies[place] = scope->tallies[old];
        }
        free(scope->tallies);
        scope->tallies = tallies;
        scope->tally_capacity = capacity;
    }
    size_t place = ((uintptr_t)metadata >> 3) & (scope->tally_capacity - 1);
    while (scope->tallies[place].metadata && scope->tallies[place].metadata != metadata)
        place = (place + 1) & (scope->tally_capacity - 1);
    if (!scope->tallies[place].metadata) {
        scope->tallies[place].metadata = metadata;
        scope->tally_count++;
    }
    return &scope->tallies[place];
}

uint32_t dzt_next_ordinal(dzt_scope *scope, const void *metadata) {
    dzt_tally *tally = tally_of(scope, metadata);
    return tally ? tally->count + 1 : 0;
}

bool dzt_add_object(dzt_scope *scope, void *object, const void *metadata, size_t bytes, const void *const *frames, uint32_t depth) {
    if (scope->count >= scope->sweep_count || scope->bytes >= scope->sweep_bytes) sweep(scope);
    if (scope->count == scope->capacity) {
        size_t capacity = scope->capacity ? 2 * scope->capacity : 64;
        dzt_object *objects = realloc(scope->objects, capacity * sizeof *objects);
        if (!objects) return false;
        scope->objects = objects;
        scope->capacity = capacity;
    }
    dzt_tally *tally = tally_of(scope, metadata);
    if (!tally) return false;
    dzt_object *record = &scope->objects[scope->count++];
    record->object = object;
    record->metadata = metadata;
    record->bytes = bytes;
    record->ordinal = ++tally->count;
    record->depth = depth;
    memcpy(record->frames, frames, depth * sizeof *frames);
    record->number = (uint32_t)++scope->made;
    scope->bytes += bytes;
    if (tally->count == 1 && dzt_has_log()) tally->is_watched = dzt_watch_type(metadata);
    if (tally->is_watched) dzt_log_made(object, metadata, bytes, frames, depth);
    return true;
}

static void log_left(uint64_t id) {
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return;
    for (size_t place = 0; place < scope->count; place++) {
        void *object = (void *)scope->objects[place].object;
        if (!dzt_is_watched(scope->objects[place].metadata)) continue;
        dzt_log_left(object, swift_isDeallocating(object) ? 0 : swift_retainCount(object));
    }
    pthread_mutex_unlock(&scope->lock);
}

void dzt_log_end(uint64_t id) {
    if (!dzt_has_log()) return;
    log_left(id);
    // Another thread may be between a release and its event: what differs both times, differs.
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    log_left(id);
}

void dzt_release_scope(dzt_scope *scope) {
    for (size_t place = 0; place < scope->count; place++) swift_unownedRelease((void *)scope->objects[place].object);
    free(scope->objects);
    free(scope->tallies);
    scope->objects = NULL;
    scope->tallies = NULL;
    scope->count = scope->capacity = scope->made = scope->bytes = scope->tally_count = scope->tally_capacity = 0;
    scope->id = 0;
}

bool dzt_find(uint64_t id, uint32_t number, dzt_object *object) {
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return false;
    // Records stand in the order of their numbers.
    size_t low = 0, high = scope->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (scope->objects[middle].number < number) low = middle + 1;
        else high = middle;
    }
    bool is_there = low < scope->count && scope->objects[low].number == number;
    if (is_there) *object = scope->objects[low];
    pthread_mutex_unlock(&scope->lock);
    return is_there;
}

size_t dzt_made(uint64_t id) {
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return 0;
    size_t made = scope->made;
    pthread_mutex_unlock(&scope->lock);
    return made;
}

size_t dzt_made_types(uint64_t id, const void **metadata, size_t *counts, size_t room) {
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return 0;
    size_t told = 0;
    for (size_t place = 0; place < scope->tally_capacity && told < room; place++) {
        if (!scope->tallies[place].metadata) continue;
        metadata[told] = scope->tallies[place].metadata;
        counts[told++] = scope->tallies[place].count;
    }
    size_t count = scope->tally_count;
    pthread_mutex_unlock(&scope->lock);
    return count;
}

size_t dzt_hold(uint64_t id) {
    dzt_scope *scope = &scopes[id % MOST_SCOPES];
    pthread_mutex_lock(&scope->lock);
    return scope->id == id ? scope->count : 0;
}

void dzt_let_go(uint64_t id) { pthread_mutex_unlock(&scopes[id % MOST_SCOPES].lock); }
