// The observer as a library to preload: LD_PRELOAD puts it into programs that know nothing of it.
//
// It needs the C library alone, so that it can be offered to any process of a command, a shell among them.
#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "CSwiftRuntime.h"
#include "SwiftObserver.h"
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

/// The Swift compiler links what it makes against the standard library. Here nothing of it is needed: all symbols of the
/// runtime are weak. A library that is not needed is then left out, by this line for the linker, which is read from
/// where the compiler keeps such lines.
__attribute__((section(".swift1_autolink_entries"), used)) static const char leave_out[] = "-Wl,--as-needed";

const bool dzt_is_preloaded = true;

typedef int main_function(int, char **, char **);
typedef int start_function(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

static main_function *program;

static int dezero_trace_main(int count, char **arguments, char **environment) {
    dzt_observe_main();
    return program(count, arguments, environment);
}

/// Stands before the C library's own, which calls `main`: what is registered for the end there is called before
/// libraries clean up behind themselves.
int __libc_start_main(
    main_function *main, int count, char **arguments, void (*init)(void), void (*fini)(void), void (*loader)(void),
    void *stack
) {
    program = main;
    start_function *start = (start_function *)dlsym(RTLD_NEXT, "__libc_start_main");
    return start(dezero_trace_main, count, arguments, init, fini, loader, stack);
}

/// The program's calls of it come here first.
__attribute__((noreturn)) void exit(int status) {
    dzt_before_exit();
    void (*next)(int) = (void (*)(int))dlsym(RTLD_NEXT, "exit");
    next(status);
    __builtin_unreachable();
}

// MARK: References that are read

// A weak or unowned reference gives a strong one by a function that has no pointer to be hooked at: the calls of it come
// here first (include/swift/Runtime/HeapObject.h).

/// The runtime's own function; also of a runtime that was loaded late, and for one library alone.
static void *runtime_function(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found) return found;
    void *library = dlopen("libswiftCore.so", RTLD_LAZY | RTLD_NOLOAD);
    found = library ? dlsym(library, name) : NULL;
    if (!found) abort();
    return found;
}

#define READS_A_REFERENCE(name)                                                        \
    void *name(void *reference) {                                                      \
        static void *(*next)(void *);                                                  \
        if (!next) next = (void *(*)(void *))runtime_function(#name);                  \
        void *object = next(reference);                                                \
        if (object) dzt_note_retain(object, __builtin_frame_address(0));                   \
        return object;                                                                 \
    }

READS_A_REFERENCE(swift_weakLoadStrong)
READS_A_REFERENCE(swift_weakTakeStrong)
READS_A_REFERENCE(swift_unownedRetainStrong)
READS_A_REFERENCE(swift_unownedRetainStrongAndRelease)

#endif
