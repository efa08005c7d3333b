// The numbers that a stream gives to types, fields, sites and objects: dense from 1, and the same in every look.
//
// A look is taken by a copy of the process, so the numbers stand in memory that both share.
#ifndef DZT_NUMBERS_H
#define DZT_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What has a number was told by two words: addresses, or hashes.
typedef struct {
    uint64_t first, second;
    /// 0 where the place is free.
    uint32_t number;
} dzt_numbered;

/// An open hash table.
typedef struct {
    dzt_numbered *places;
    size_t capacity;
    uint32_t count;
} dzt_numbers;

/// All of them, and what else one look must know of those before it.
typedef struct {
    dzt_numbers images, types, fields, sites, objects;
    uint32_t last_object, marks;
    /// Whether a look is writing: one that died while it did leaves this behind.
    bool is_writing;
    size_t used, size;
} dzt_memory;

/// Memory that copies of the process share; NULL where there is none.
dzt_memory *dzt_shared_memory(void);

/// The number of what these words tell; a new one is the last plus one. 0 where there is no room left.
uint32_t dzt_number_of(dzt_memory *memory, dzt_numbers *numbers, uint64_t first, uint64_t second, bool *is_new);

/// A hash of text or of words.
uint64_t dzt_hash_of_bytes(const void *bytes, size_t length);

#endif
