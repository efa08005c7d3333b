// Watching allocation: `swift_allocObject` calls through the public pointer `_swift_allocObject` as soon as that is
// not the runtime's own function (stdlib/public/runtime/HeapObject.cpp), and sets the flag that sends retain and
// release through theirs.
#define _GNU_SOURCE
#include "hooks.h"
#include "counting.h"
#include "event_log.h"
#include "scopes.h"
#include "stores.h"
#include <dlfcn.h>
#include <stdlib.h>

#if DZT_SUPPORTED

/// Found without a call, at a place in the thread that is given out when the program starts.
#define QUICK __attribute__((tls_model("initial-exec")))

static pthread_mutex_t switching = PTHREAD_MUTEX_INITIALIZER;
static size_t open_scopes;
static void *(*original)(const void *, size_t, size_t);
static _Atomic(const void *) key;
/// The scope of every thread that no task-local covers; 0 for none.
static _Atomic uint64_t global_scope;
static __thread bool is_inside QUICK;

bool dzt_has_runtime(void) {
    return &_swift_allocObject && &_swift_retain && &_swift_retain_n && &_swift_tryRetain && &_swift_release
        && &_swift_release_n
        && &_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly && swift_retain && swift_release
        && swift_unownedRetain && swift_unownedRelease && swift_isDeallocating && swift_retainCount && swift_getTypeName
        && swift_getTypeByMangledNameInContext;
}

/// While the flag is set, `swift_retain` of 6.3 jumps through a private pointer to an adapter that masks its argument
/// before it looks whether there is an object at all, and so retains small strings
/// (github.com/swiftlang/swift/pull/88924). What it would call then is `_swift_retain`, which looks first.
///
/// The function ends `mov slot(%rip), %rax; pop %rbp; jmp *%rax`: 48 8b 05 <distance> 5d ff e0. At most 200 bytes are
/// read, so that what lies behind the function is reached only inside the same text.
void **dzt_retain_adapter(void) {
    const uint8_t *code = dlsym(RTLD_DEFAULT, "swift_retain");
    if (!code) code = (const uint8_t *)swift_retain;
    for (size_t place = 0; place < 200; place++) {
        const uint8_t *at = code + place;
        if (at[0] != 0x48 || at[1] != 0x8B || at[2] != 0x05 || at[7] != 0x5D || at[8] != 0xFF || at[9] != 0xE0) continue;
        void **slot = (void **)(at + 7 + i32_at(at, 3));
        return slot == (void **)&_swift_retain ? NULL : slot;
    }
    return NULL;
}

/// The bounds of this thread's stack, looked up once.
static __thread uintptr_t stack_low QUICK, stack_high QUICK;

static void find_stack(void) {
    pthread_attr_t attributes;
    stack_low = stack_high = 1;
    if (pthread_getattr_np(pthread_self(), &attributes)) return;
    void *low;
    size_t size;
    if (!pthread_attr_getstack(&attributes, &low, &size)) {
        stack_low = (uintptr_t)low;
        stack_high = stack_low + size;
    }
    pthread_attr_destroy(&attributes);
}

/// An asynchronous frame marks its pointer with bit 60 and lies in the heap: there the chain ends.
uint32_t dzt_frames_from(const uintptr_t *frame, const void **frames, uint32_t room) {
    if (!stack_high) find_stack();
    uint32_t depth = 0;
    while (depth < room) {
        uintptr_t address = (uintptr_t)frame & ~((uintptr_t)1 << 60);
        if (address < stack_low || address + 16 > stack_high || address % 8) break;
        const uintptr_t *here = (const uintptr_t *)address;
        if (here[1] < 4096) break;
        frames[depth++] = (const void *)here[1];
        if ((here[0] & ~((uintptr_t)1 << 60)) <= address) break;
        frame = (const uintptr_t *)here[0];
    }
    return depth;
}

static uint64_t current_scope(void) {
    const void *key_now = atomic_load_explicit(&key, memory_order_relaxed);
    if (key_now) {
        // The address of the value, an Int; NULL where no task around this one bound it.
        const int64_t *value = swift_task_localValueGet(key_now);
        if (value && *value) return (uint64_t)*value;
    }
    return atomic_load_explicit(&global_scope, memory_order_relaxed);
}

static void *allocate(const void *metadata, size_t size, size_t alignment_mask) {
    if (is_inside) return original(metadata, size, alignment_mask);
    is_inside = true;
    uint64_t id = current_scope();
    void *object = original(metadata, size, alignment_mask);
    if (id) {
        const void *frames[DZT_FRAMES];
        uint32_t depth = dzt_frames_from(__builtin_frame_address(0), frames, DZT_FRAMES);
        dzt_scope *scope = dzt_locked_scope(id);
        if (scope && scope->is_open) {
            bool is_watched = dzt_sees_stores(id);
            if (is_watched) object = dzt_on_own_page(id, object, size, metadata, dzt_next_ordinal(scope, metadata));
            swift_unownedRetain(object);
            if (!dzt_add_object(scope, object, metadata, size, frames, depth)) swift_unownedRelease(object);
            if (is_watched) dzt_watch_page(id, object, size);
        }
        if (scope) pthread_mutex_unlock(&scope->lock);
    }
    is_inside = false;
    return object;
}

static void hook(void) {
    if (!original) original = _swift_allocObject;
    if (dzt_has_log()) dzt_hook_counting();
    void **adapter = dzt_retain_adapter();
    if (adapter && *adapter != (void *)_swift_retain) *adapter = (void *)_swift_retain;
    atomic_thread_fence(memory_order_seq_cst);
    _swift_allocObject = allocate;
}

static void unhook(void) {
    // The adapter stays as it was left: it is used only while the flag is set, and is right then.
    _swift_allocObject = original;
    dzt_unhook_counting();
    atomic_thread_fence(memory_order_seq_cst);
    _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly = false;
}

uint64_t dzt_begin(const void *task_local_key, bool every_thread) {
    if (dzt_refusal() || (task_local_key && !swift_task_localValueGet)) return 0;
    is_inside = true;
    dzt_scope *scope = dzt_take_scope();
    is_inside = false;
    if (!scope) return 0;
    uint64_t id = scope->id;
    pthread_mutex_lock(&switching);
    atomic_store(&key, task_local_key);
    if (every_thread) atomic_store(&global_scope, id);
    if (open_scopes++ == 0) hook();
    pthread_mutex_unlock(&switching);
    return id;
}

void dzt_close(uint64_t id) {
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return;
    bool was_open = scope->is_open;
    scope->is_open = false;
    pthread_mutex_unlock(&scope->lock);
    if (!was_open) return;
    dzt_close_stores(id);
    pthread_mutex_lock(&switching);
    uint64_t own = id;
    atomic_compare_exchange_strong(&global_scope, &own, 0);
    if (--open_scopes == 0) unhook();
    pthread_mutex_unlock(&switching);
}

void dzt_end(uint64_t id) {
    dzt_close(id);
    dzt_scope *scope = dzt_locked_scope(id);
    if (!scope) return;
    dzt_release_scope(scope);
    pthread_mutex_unlock(&scope->lock);
    dzt_end_stores(id);
}

#else

bool dzt_has_runtime(void) { return false; }
void **dzt_retain_adapter(void) { return NULL; }
uint64_t dzt_begin(const void *task_local_key, bool every_thread) { return 0; }
void dzt_close(uint64_t id) {}
void dzt_end(uint64_t id) {}

#endif
