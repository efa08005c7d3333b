// The scopes that are open, and what they keep of their objects.
#ifndef DZT_SCOPES_H
#define DZT_SCOPES_H

#include "runtime.h"
#include <pthread.h>
#include <stdatomic.h>

/// How many objects of a type a scope made.
typedef struct {
    const void *metadata;
    uint32_t count;
    /// Whether the log tells of them.
    bool is_watched;
} dzt_tally;

typedef struct {
    pthread_mutex_t lock;
    /// 0 where the place is free.
    uint64_t id;
    bool is_open;
    dzt_object *objects;
    size_t count, capacity;
    /// Every object ever made, the swept ones too.
    size_t made;
    size_t bytes;
    /// The next sweep comes at so many objects or bytes.
    size_t sweep_count, sweep_bytes;
    /// By type: an open hash table.
    dzt_tally *tallies;
    size_t tally_count, tally_capacity;
} dzt_scope;

/// The scope of this number, locked; NULL where there is none.
dzt_scope *dzt_locked_scope(uint64_t id);
/// Adds an object to a locked scope; false where there is no memory for it.
bool dzt_add_object(dzt_scope *scope, void *object, const void *metadata, size_t bytes, const void *const *frames, uint32_t depth);
/// Which one of its type the next object of this type will be in a locked scope.
uint32_t dzt_next_ordinal(dzt_scope *scope, const void *metadata);
/// Takes a free place; NULL where all are in use.
dzt_scope *dzt_take_scope(void);
/// Lets go of all objects of a locked scope and frees its place.
void dzt_release_scope(dzt_scope *scope);

#endif
