// Where the retains and releases of watched objects are noted: threads take a place each by one atomic addition, so
// that the order of the log is an order in which everything may have happened. The newest events stand in memory that is
// the file's: no kill loses them.
#define _GNU_SOURCE
#include "event_log.h"
#include "hooks.h"
#include <stdlib.h>

const void *dzt_watched[DZT_WATCHED];

#if DZT_SUPPORTED

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST_PROBES = 64, PATIENCE_US = 20000 };

static dzt_log *head;
static dzt_logged_stack *stacks;
static dzt_event *newest;
/// So many bytes stand before the events that were written to the file.
static const size_t head_size = sizeof *head + DZT_LOG_STACKS * sizeof *stacks + DZT_LOG_CHUNKS * DZT_LOG_CHUNK * sizeof *newest;
static char *path;
/// The types to watch, as they were asked for, each ended by a line feed.
static char *wanted;
/// Set for good where a chunk could not be written.
static bool is_full;

bool dzt_has_log(void) { return head; }

// MARK: The file

bool dzt_open_log(const char *at, const char *types, uint64_t most_events) {
    struct rlimit limit;
    path = strdup(at);
    wanted = malloc(strlen(types) + 2);
    // A write beyond the limit on the size of files would end the program.
    if (!path || !wanted || getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur < head_size) return false;
    uint64_t room = (limit.rlim_cur - head_size) / sizeof *newest;
    stpcpy(stpcpy(wanted, types), "\n");
    int file = open(at, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return false;
    // A mapping that the disk has no room for would end the program, too.
    void *memory = posix_fallocate(file, 0, (off_t)head_size)
        ? MAP_FAILED
        : mmap(NULL, head_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED) return false;
    head = memory;
    stacks = (dzt_logged_stack *)(head + 1);
    newest = (dzt_event *)(stacks + DZT_LOG_STACKS);
    memcpy(head->magic, DZT_LOG_MAGIC, sizeof head->magic);
    head->capacity = most_events < room ? most_events : room;
    for (uint64_t chunk = 0; chunk < DZT_LOG_CHUNKS; chunk++) head->chunks[chunk] = chunk;
    dzt_log_images();
    return true;
}

/// Writes a chunk to the file, where it stays, and makes its place in memory that of a later one.
static void write_chunk(uint64_t chunk) {
    size_t place = chunk % DZT_LOG_CHUNKS, size = DZT_LOG_CHUNK * sizeof *newest;
    dzt_event *events = newest + place * DZT_LOG_CHUNK;
    int error = errno;
    // Opened anew each time: a program closes descriptors that it does not know, and other files get their numbers.
    int file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    bool is_written = file >= 0 && pwrite(file, events, size, (off_t)(head_size + chunk * size)) == (ssize_t)size;
    if (file >= 0) close(file);
    // The program may be about to read it: a release stands between any two of its statements.
    errno = error;
    if (!is_written) return __atomic_store_n(&is_full, true, __ATOMIC_RELEASE);
    __atomic_store_n(&head->chunks[place], DZT_LOG_NO_CHUNK, __ATOMIC_RELEASE);
    memset(events, 0, size);
    __atomic_store_n(&head->whole[place], 0, __ATOMIC_RELAXED);
    __atomic_store_n(&head->chunks[place], chunk + DZT_LOG_CHUNKS, __ATOMIC_RELEASE);
}

/// Waits until a chunk is in memory, which it is unless writing falls behind; false where it never will be.
static bool wait_for(uint64_t chunk) {
    const uint64_t *place = &head->chunks[chunk % DZT_LOG_CHUNKS];
    int error = errno;
    for (int waited = 0; __atomic_load_n(place, __ATOMIC_ACQUIRE) != chunk; waited += 10) {
        if (__atomic_load_n(&is_full, __ATOMIC_ACQUIRE)) return false;
        // A thread that never came back from noting an event has left a chunk that is never whole.
        if (waited >= PATIENCE_US) __atomic_store_n(&is_full, true, __ATOMIC_RELEASE);
        usleep(10);
        errno = error;
    }
    return true;
}

// MARK: What events name

/// Whether a path is one that was asked for, or ends in one: `Inner` is `Module.Outer.Inner`, too.
static bool is_asked_for(const char *path) {
    size_t length = strlen(path);
    for (const char *line = wanted; *line; line = strchr(line, '\n') + 1) {
        size_t size = (size_t)(strchr(line, '\n') - line);
        if (!size || size > length || strncmp(line, path + length - size, size)) continue;
        if (size == length || path[length - size - 1] == '.') return true;
    }
    return false;
}

bool dzt_watch_type(const void *metadata) {
    if (dzt_is_watched(metadata)) return true;
    if (head->type_count == DZT_LOG_TYPES || dzt_role_of(metadata) != DZT_INSTANCE) return false;
    const char *name = dzt_type_name(metadata), *module = dzt_module_name(metadata);
    char whole[sizeof head->types->module + sizeof head->types->name];
    snprintf(whole, sizeof whole, "%s.%s", module, name);
    if (!is_asked_for(whole) && !is_asked_for(dzt_without_arguments(whole))) return false;
    dzt_logged_type *type = &head->types[head->type_count];
    type->metadata = (uintptr_t)metadata;
    snprintf(type->module, sizeof type->module, "%s", module);
    snprintf(type->name, sizeof type->name, "%s", name);
    __atomic_store_n(&head->type_count, head->type_count + 1, __ATOMIC_RELEASE);
    __atomic_store_n(&dzt_watched[dzt_watched_place(metadata)], metadata, __ATOMIC_RELEASE);
    return true;
}

/// The number of a call stack, from 1; 0 where the table is full.
static uint16_t stack_number(const void *const *frames, uint32_t depth) {
    if (!depth) return 0;
    uint64_t hash = 0;
    for (uint32_t place = 0; place < depth; place++)
        hash = (hash << 5 | hash >> 59) ^ ((uintptr_t)frames[place] * 0x9E3779B97F4A7C15);
    hash |= 1;
    for (size_t probe = 0; probe < MOST_PROBES; probe++) {
        size_t place = ((hash >> 40) + probe) % DZT_LOG_STACKS;
        dzt_logged_stack *stack = &stacks[place];
        uint64_t there = __atomic_load_n(&stack->hash, __ATOMIC_RELAXED);
        if (!there && __atomic_compare_exchange_n(&stack->hash, &there, hash, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
            for (uint32_t frame = 0; frame < depth; frame++) stack->frames[frame] = (uintptr_t)frames[frame];
            __atomic_store_n(&stack->depth, depth, __ATOMIC_RELEASE);
            there = hash;
        }
        if (there == hash) return (uint16_t)(place + 1);
    }
    return 0;
}

static void log_image(const char *path, uintptr_t begin, uintptr_t end, void *context) {
    for (uint32_t place = 0; place < head->image_count; place++)
        if (head->images[place].begin == begin && head->images[place].end == end) return;
    if (head->image_count == DZT_LOG_IMAGES) return;
    dzt_logged_image *image = &head->images[head->image_count];
    image->begin = begin;
    image->end = end;
    snprintf(image->path, sizeof image->path, "%s", path);
    __atomic_store_n(&head->image_count, head->image_count + 1, __ATOMIC_RELEASE);
}

void dzt_log_images(void) {
    if (head) dzt_each_image(log_image, NULL);
}

// MARK: Events

static inline void add(dzt_event_kind kind, const void *object, uint16_t detail) {
    uint64_t number = __atomic_fetch_add(&head->taken, 1, __ATOMIC_RELAXED), chunk = number / DZT_LOG_CHUNK;
    size_t place = chunk % DZT_LOG_CHUNKS;
    if (number >= head->capacity) return;
    if (__atomic_load_n(&head->chunks[place], __ATOMIC_ACQUIRE) != chunk && !wait_for(chunk)) return;
    dzt_event event = (uint64_t)detail << 48 | ((uintptr_t)object & 0xFFFFFFFFFFF0) | kind;
    newest[place * DZT_LOG_CHUNK + number % DZT_LOG_CHUNK] = event;
    if (__atomic_add_fetch(&head->whole[place], 1, __ATOMIC_ACQ_REL) == DZT_LOG_CHUNK) write_chunk(chunk);
}

void dzt_log_made(const void *object, const void *metadata, size_t bytes, const void *const *frames, uint32_t depth) {
    uint16_t type = 0;
    while (type < head->type_count && head->types[type].metadata != (uintptr_t)metadata) type++;
    size_t words = bytes / sizeof(void *), most = UINT16_MAX / DZT_LOG_TYPES;
    add(DZT_TYPED, object, (uint16_t)((words < most ? words : most) * DZT_LOG_TYPES + type));
    add(DZT_MADE, object, stack_number(frames, depth));
}

void dzt_log_event(dzt_event_kind kind, const void *object, const uintptr_t *frame) {
    const void *frames[DZT_FRAMES];
    add(kind, object, stack_number(frames, dzt_frames_from(frame, frames, DZT_FRAMES)));
}

void dzt_log_left(const void *object, size_t count) {
    add(count ? DZT_LEFT : DZT_GONE, object, count < UINT16_MAX ? (uint16_t)count : UINT16_MAX);
}

#else

bool dzt_has_log(void) { return false; }
bool dzt_open_log(const char *path, const char *types, uint64_t most_events) { return false; }
void dzt_log_images(void) {}
bool dzt_watch_type(const void *metadata) { return false; }
void dzt_log_made(const void *object, const void *metadata, size_t bytes, const void *const *frames, uint32_t depth) {}
void dzt_log_event(dzt_event_kind kind, const void *object, const uintptr_t *frame) {}
void dzt_log_left(const void *object, size_t count) {}

#endif
