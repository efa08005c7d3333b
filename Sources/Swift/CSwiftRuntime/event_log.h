// The log of watched objects: a file written through a mapping, so that everything noted stays, however the process ends.
#ifndef DZT_EVENT_LOG_H
#define DZT_EVENT_LOG_H

#include "runtime.h"

/// Whether there is a log.
bool dzt_has_log(void);
/// The types whose objects are watched: an open hash table, at most half full.
enum { DZT_WATCHED = 2 * DZT_LOG_TYPES };
extern const void *dzt_watched[DZT_WATCHED];

/// The place of a type in the table, or the free one where it belongs.
static inline size_t dzt_watched_place(const void *metadata) {
    size_t place = ((uintptr_t)metadata >> 4) % DZT_WATCHED;
    for (;;) {
        const void *there = __atomic_load_n(&dzt_watched[place], __ATOMIC_RELAXED);
        if (!there || there == metadata) return place;
        place = (place + 1) % DZT_WATCHED;
    }
}

/// Whether objects of this type are watched; O(1), called at every retain and release.
static inline bool dzt_is_watched(const void *metadata) {
    return __atomic_load_n(&dzt_watched[dzt_watched_place(metadata)], __ATOMIC_RELAXED) != NULL;
}

/// Decides whether objects of a type are watched, at the first object of it that a scope makes.
bool dzt_watch_type(const void *metadata);
/// Notes that a watched object was made. Whoever calls it keeps objects in the order of their ordinals.
void dzt_log_made(const void *object, const void *metadata, size_t bytes, const void *const *frames, uint32_t depth);
/// Notes what happened to a watched object, by the code that this frame was called from.
void dzt_log_event(dzt_event_kind kind, const void *object, const uintptr_t *frame);
/// Notes whether a watched object is alive when the program ends, by its strong count.
void dzt_log_left(const void *object, size_t count);

#endif
