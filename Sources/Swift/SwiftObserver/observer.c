#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "SwiftObserver.h"
#include "CSwiftRuntime.h"
#include "copies.h"
#include "own_stream.h"
#include "programs.h"
#include "requests.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/// The process that is watched: a fork of it, which has all of this too, is not.
static pid_t process;
static uint64_t scope;
static dzt_memory *memory;
static _Atomic bool is_ending, has_ended;
static _Atomic unsigned forks;

/// Where the observer is preloaded, that library calls `dzt_observe_main` when it is time.
extern __attribute__((weak)) const bool dzt_is_preloaded;

/// Whether this copy of the observer watches: a program that has one linked in may be given another by preloading.
bool dzt_is_watching;

static bool is_watched_already(void) {
    const bool *other = dlsym(RTLD_DEFAULT, "dzt_is_watching");
    return other && *other;
}

static const char variable[] = "DEZERO_TRACE_SWIFT", watch_variable[] = "DEZERO_TRACE_SWIFT_WATCH",
                  most_variable[] = "DEZERO_TRACE_SWIFT_EVENTS";

// MARK: Looks and the end

/// Adds the end to the stream, once.
static void end(const char *how, const char *why) {
    if (atomic_exchange(&has_ended, true)) return;
    dzt_stream *stream = dzt_open_own_stream();
    if (!stream) return;
    unsigned copies = atomic_load(&forks);
    if (copies) {
        char text[128];
        snprintf(text, sizeof text, "it forked %u time%s: what a copy of it makes and holds is not looked at", copies,
            copies == 1 ? "" : "s");
        dzt_begin_record(stream, "note");
        dzt_add_word(stream, "forks");
        dzt_add_text(stream, text);
        dzt_end_record(stream);
    }
    dzt_write_end(stream, how, why);
    dzt_close_stream(stream);
}

/// Somebody asks for a look while the program runs.
static bool look_as_asked(void) {
    static unsigned number;
    char name[32];
    snprintf(name, sizeof name, "look %u", ++number);
    dzt_log_images();
    return !atomic_load(&has_ended) && dzt_look_from_copy(memory, scope, "asked", name);
}

/// The thread that ends the program first.
static _Atomic pthread_t ending;

/// So long the first thread may take from its `exit` to the look, in what the program itself does at its end.
enum { PATIENCE_MS = 1000 };

void dzt_before_exit(void) {
    pthread_t none = 0, self = pthread_self();
    if (!scope || getpid() != process || atomic_compare_exchange_strong(&ending, &none, self) || none == self) return;
    // Where it waits for this very thread, nobody must wait for it for ever.
    for (int waited = 0; !atomic_load(&has_ended) && (atomic_load(&is_ending) || waited < PATIENCE_MS); waited++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void at_exit(void) {
    if (getpid() != process || atomic_load(&has_ended)) return;
    atomic_store(&is_ending, true);
    dzt_log_images();
    dzt_log_end(scope);
    if (dzt_look_from_copy(memory, scope, "end", "the end of the program")) end("finished", NULL);
    else end("stopped", "the objects that were alive at the end could not be read");
}

/// A fork is made while no thread is in the middle of noting an allocation; the child of it is not watched.
static void before_fork(void) { dzt_hold(scope); }

static void after_fork(void) {
    dzt_let_go(scope);
    atomic_fetch_add(&forks, 1);
}

static void in_child(void) {
    dzt_let_go(scope);
    dzt_close(scope);
}

// MARK: The beginning

/// A program that loads the runtime when it runs already has objects that nobody saw.
static void tell_late_runtime(void) {
    const char *folder = getenv(variable);
    if (getpid() != process || !folder || !dzt_has_swift_library()) return;
    dzt_stream *stream = dzt_new_own_stream(folder);
    if (!stream) return;
    dzt_write_end(stream, "refused", "the Swift runtime was loaded while the program ran, and is watched from the start only");
    dzt_close_stream(stream);
}

/// Opens the log of watched objects, where types to watch were named.
static void watch(dzt_stream *stream) {
    const char *types = getenv(watch_variable), *most = getenv(most_variable);
    if (!types || dzt_open_log(dzt_own_log(), types, most ? strtoull(most, NULL, 10) : UINT64_MAX)) return;
    dzt_begin_record(stream, "note");
    dzt_add_word(stream, "events");
    dzt_add_text(stream, "no file could be made for its retains and releases, so none is noted");
    dzt_end_record(stream);
}

static void begin(const char *folder) {
    char room[4096];
    const char *name = dzt_own_name(room, sizeof room);
    dzt_stream *stream = dzt_is_of_toolchain(room) ? NULL : dzt_new_own_stream(folder);
    if (!stream) return;
    const char *refusal = dzt_is_test_bundle(name)
        ? "it is a bundle of tests, whose objects expectNoLeaks watches test by test (docs/swift-leaks.md)"
        : dzt_refusal();
    memory = refusal ? NULL : dzt_shared_memory();
    if (!refusal && !memory) refusal = "there was no memory for what was seen";
    if (!refusal) watch(stream);
    if (!refusal && !(scope = dzt_begin(NULL, true))) refusal = "it could not be watched";
    if (refusal) dzt_write_end(stream, "refused", refusal);
    dzt_close_stream(stream);
    if (refusal) return;
    dzt_is_watching = true;
    pthread_atfork(before_fork, after_fork, in_child);
    atexit(at_exit);
    if (!&dzt_is_preloaded) dzt_observe_main();
}

__attribute__((constructor)) static void start(void) {
    const char *folder = getenv(variable);
    if (!folder || *folder != '/' || process || is_watched_already()) return;
    process = getpid();
    if (dzt_has_runtime()) begin(folder);
    else atexit(tell_late_runtime);
}

void dzt_observe_main(void) {
    if (!scope) return;
    // Those that were registered last are called first.
    atexit(at_exit);
    dzt_wait_for_requests(dzt_own_socket(), look_as_asked);
}

#else

#include "SwiftObserver.h"

void dzt_observe_main(void) {}
void dzt_before_exit(void) {}

#endif
