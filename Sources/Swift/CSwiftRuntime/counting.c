// Watching retain and release: with the flag that the hook of allocation sets, they go through public pointers
// (stdlib/public/runtime/HeapObject.cpp). What a weak or unowned reference is read by is no such function: the preloaded
// library stands before those, and tells of them here.
#include "counting.h"
#include "event_log.h"

#if DZT_SUPPORTED

static void *(*retain_one)(void *);
static void *(*retain_several)(void *, uint32_t);
static void *(*try_to_retain)(void *);
static void *(*release_one)(void *);
static void *(*release_several)(void *, uint32_t);

/// The object of a reference, which may carry bits of a bridge.
static inline void *object_of(void *reference) { return (void *)((uintptr_t)reference & 0x00FFFFFFFFFFFFF8); }

/// Whether it is a reference to a watched object; also asked of none, and of what is no object.
static inline bool is_watched(void *reference) {
    return (intptr_t)reference > 0 && __builtin_expect(dzt_is_watched(pointer_at(object_of(reference), 0)), false);
}

static void note_retains(void *reference, uint32_t times, const uintptr_t *frame) {
    while (times-- > 0) dzt_log_event(DZT_RETAIN, object_of(reference), frame);
}

static void note_releases(void *reference, uint32_t times, const uintptr_t *frame) {
    size_t count = swift_retainCount(object_of(reference));
    for (uint32_t number = 1; number <= times; number++)
        dzt_log_event(number == count ? DZT_LAST_RELEASE : DZT_RELEASE, object_of(reference), frame);
}

// The frame is the hook's own: `swift_retain` jumps to it, so that its caller is who takes the reference. A release is
// noted before it is done: afterwards there may be no object.
#define FRAME ((const uintptr_t *)__builtin_frame_address(0))

static void *retain(void *reference) {
    if (!is_watched(reference)) return retain_one(reference);
    void *result = retain_one(reference);
    note_retains(reference, 1, FRAME);
    return result;
}

static void *retain_n(void *reference, uint32_t times) {
    void *result = retain_several(reference, times);
    if (is_watched(reference)) note_retains(reference, times, FRAME);
    return result;
}

static void *try_retain(void *reference) {
    void *result = try_to_retain(reference);
    if (result && is_watched(reference)) note_retains(reference, 1, FRAME);
    return result;
}

static void *release(void *reference) {
    if (is_watched(reference)) note_releases(reference, 1, FRAME);
    return release_one(reference);
}

static void *release_n(void *reference, uint32_t times) {
    if (is_watched(reference)) note_releases(reference, times, FRAME);
    return release_several(reference, times);
}

void dzt_note_retain(void *reference, const void *frame) {
    if (dzt_has_log() && is_watched(reference)) note_retains(reference, 1, frame);
}

void dzt_hook_counting(void) {
    if (!retain_one) {
        retain_one = _swift_retain;
        retain_several = _swift_retain_n;
        try_to_retain = _swift_tryRetain;
        release_one = _swift_release;
        release_several = _swift_release_n;
    }
    _swift_retain = retain;
    _swift_retain_n = retain_n;
    _swift_tryRetain = try_retain;
    _swift_release = release;
    _swift_release_n = release_n;
}

void dzt_unhook_counting(void) {
    if (!retain_one) return;
    _swift_retain = retain_one;
    _swift_retain_n = retain_several;
    _swift_tryRetain = try_to_retain;
    _swift_release = release_one;
    _swift_release_n = release_several;
}

#else

void dzt_note_retain(void *reference, const void *frame) {}
void dzt_hook_counting(void) {}
void dzt_unhook_counting(void) {}

#endif
