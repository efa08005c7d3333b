#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "numbers.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

dzt_memory *dzt_shared_memory(void) {
    // Only what is written to is ever there; but where addresses are rationed, the program's share is left to it.
    struct rlimit limit;
    bool is_rationed = !getrlimit(RLIMIT_AS, &limit) && limit.rlim_cur != RLIM_INFINITY;
    for (size_t size = (size_t)1 << (is_rationed ? 24 : 32); size >= (size_t)1 << 22; size >>= 2) {
        void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) continue;
        dzt_memory *shared = memory;
        shared->size = size;
        shared->used = (sizeof *shared + 63) & ~(size_t)63;
        return shared;
    }
    return NULL;
}

static size_t place_in(const dzt_numbers *numbers, uint64_t first, uint64_t second) {
    size_t place = (first * 0x9E3779B97F4A7C15 + second * 0xC2B2AE3D27D4EB4F) >> 20 & (numbers->capacity - 1);
    while (numbers->places[place].number
        && (numbers->places[place].first != first || numbers->places[place].second != second))
        place = (place + 1) & (numbers->capacity - 1);
    return place;
}

/// Takes a larger table; the old one stays where it is, which is as much again at most.
static bool grow(dzt_memory *memory, dzt_numbers *numbers) {
    dzt_numbers larger = {.capacity = numbers->capacity ? 4 * numbers->capacity : 1024, .count = numbers->count};
    size_t bytes = larger.capacity * sizeof *larger.places;
    if (bytes > memory->size - memory->used) return false;
    larger.places = (dzt_numbered *)((char *)memory + memory->used);
    memory->used += bytes;
    for (size_t place = 0; place < numbers->capacity; place++) {
        const dzt_numbered *old = &numbers->places[place];
        if (old->number) larger.places[place_in(&larger, old->first, old->second)] = *old;
    }
    *numbers = larger;
    return true;
}

uint32_t dzt_number_of(dzt_memory *memory, dzt_numbers *numbers, uint64_t first, uint64_t second, bool *is_new) {
    *is_new = false;
    if (2 * (size_t)numbers->count >= numbers->capacity && !grow(memory, numbers)) return 0;
    dzt_numbered *place = &numbers->places[place_in(numbers, first, second)];
    if (!place->number) {
        *is_new = true;
        *place = (dzt_numbered){.first = first, .second = second, .number = ++numbers->count};
    }
    return place->number;
}

uint64_t dzt_hash_of_bytes(const void *bytes, size_t length) {
    uint64_t hash = 0xCBF29CE484222325;
    for (const unsigned char *at = bytes; length--; at++) hash = (hash ^ *at) * 0x100000001B3;
    return hash;
}

#endif
