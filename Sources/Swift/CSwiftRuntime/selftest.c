// Whether the hooks can be trusted in this process: tried in a child, which may crash instead of the tests.
#define _GNU_SOURCE
#include "hooks.h"
#include <pthread.h>
#include <stdatomic.h>

static _Atomic(const char *) refusal;

void dzt_refuse(const char *reason) {
    const char *none = NULL;
    atomic_compare_exchange_strong(&refusal, &none, dzt_interned(reason));
}

#if DZT_SUPPORTED

#include <signal.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

/// What `swift_retain` is given in any program, objects apart: small strings, a tagged and an empty reference.
static const uintptr_t no_objects[] = {0xE400000031636261, 0xA000000000000001, 0, 0x8000000000000010};

/// The child calls nothing that is not safe between fork and exit.
static void try_hooks(void) {
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGTRAP};
    for (size_t place = 0; place < sizeof fatal / sizeof *fatal; place++) signal(fatal[place], SIG_DFL);
    void **adapter = dzt_retain_adapter();
    if (adapter) *adapter = (void *)_swift_retain;
    _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly = true;
    for (size_t place = 0; place < sizeof no_objects / sizeof *no_objects; place++) {
        swift_retain((void *)no_objects[place]);
        swift_release((void *)no_objects[place]);
    }
    _exit(0);
}

static void test(void) {
    if (!dzt_has_runtime()) {
        dzt_refuse("this process has no Swift runtime, or one without the entry points that 6.3 has");
        return;
    }
    // No signal for its end: the program may wait for any child, or have none to be told of.
    pid_t child = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (child == 0) try_hooks();
    int status = 0;
    if (child < 0) {
        dzt_refuse("no child process could be started to try the hooks in");
    } else {
        pid_t ended;
        while ((ended = waitpid(child, &status, __WALL)) < 0 && errno == EINTR) {}
        if (ended != child || status != 0)
            dzt_refuse("this version of the Swift runtime does not bear watched allocations (known to: 6.3)");
    }
}

const char *dzt_refusal(void) {
    pthread_once(&once, test);
    return atomic_load(&refusal);
}

#else

const char *dzt_refusal(void) {
    dzt_refuse("real objects are watched on Linux on x86-64 only; on macOS run `leaks --atExit -- xctest`");
    return atomic_load(&refusal);
}

#endif
