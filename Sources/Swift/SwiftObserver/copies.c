#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "copies.h"
#include "CSwiftRuntime.h"
#include "look.h"
#include "own_stream.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What is to be looked at in a copy.
typedef struct {
    dzt_memory *memory;
    uint64_t scope;
    const char *kind, *name;
} request;

static pthread_mutex_t looking = PTHREAD_MUTEX_INITIALIZER;

/// In the copy: looks, and says by its status whether everything was written. If it fails, that is not shown.
static int look_and_exit(void *argument) {
    const request *request = argument;
    const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGTRAP, SIGFPE};
    for (size_t place = 0; place < sizeof fatal / sizeof *fatal; place++) signal(fatal[place], SIG_DFL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dzt_let_go(request->scope);
    dzt_stream *stream = dzt_open_own_stream();
    if (!stream) _exit(1);
    bool is_done = dzt_write_look(stream, request->memory, request->scope, request->kind, request->name);
    bool is_whole = dzt_close_stream(stream);
    if (is_done && is_whole) request->memory->is_writing = false;
    _exit(is_done && is_whole ? 0 : 1);
}

static uint64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/// Whether a process waits for something. A copy that does waits for a lock that another thread of the program held when
/// the copy was made, for good: in the copy that thread is not.
static bool is_waiting(pid_t copy) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)copy);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    text[length < 0 ? 0 : length] = 0;
    const char *end = strrchr(text, ')');
    return end && end[1] == ' ' && end[2] == 'S';
}

typedef enum { COPY_DONE, COPY_FAILED, COPY_STUCK } copy_end;

enum { LOOK_EVERY_MS = 20, STUCK_AFTER = 4 };

/// Waits for the copy; one that is stuck or takes too long is ended.
static copy_end wait_for(pid_t copy, uint64_t limit) {
    uint64_t begin = milliseconds(), next = begin + LOOK_EVERY_MS;
    int status = 1, waits = 0;
    for (;;) {
        pid_t ended = waitpid(copy, &status, __WALL | WNOHANG);
        if (ended == copy) return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? COPY_DONE : COPY_FAILED;
        if (ended < 0 && errno != EINTR) return COPY_FAILED;
        uint64_t now = milliseconds();
        if (now >= next) {
            waits = is_waiting(copy) ? waits + 1 : 0;
            next = now + LOOK_EVERY_MS;
        }
        if (waits >= STUCK_AFTER || now - begin > limit) break;
        nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
    }
    syscall(SYS_kill, copy, 9);
    while (waitpid(copy, &status, __WALL) < 0 && errno == EINTR) {}
    return waits >= STUCK_AFTER ? COPY_STUCK : COPY_FAILED;
}

enum { STACK = 8 << 20, MOST_STUCK = 50, MOST_FAILED = 2, PATIENCE_MS = 10000, OBJECTS_A_MS = 50 };

bool dzt_look_from_copy(dzt_memory *memory, uint64_t scope, const char *kind, const char *name) {
    copy_end end = COPY_FAILED;
    int stuck = 0, failed = 0;
    request request = {memory, scope, kind, name};
    // A handler that ends the program would wait for this very thread.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pthread_mutex_lock(&looking);
    char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED) stack = NULL;
    while (stack && end != COPY_DONE && stuck < MOST_STUCK && failed < MOST_FAILED && !memory->is_writing) {
        size_t kept = dzt_hold(scope);
        int copy = clone(look_and_exit, stack + STACK, 0, &request);
        dzt_let_go(scope);
        end = copy > 0 ? wait_for((pid_t)copy, PATIENCE_MS + kept / OBJECTS_A_MS) : COPY_FAILED;
        stuck += end == COPY_STUCK;
        failed += end == COPY_FAILED;
    }
    if (stack) munmap(stack, STACK);
    pthread_mutex_unlock(&looking);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return end == COPY_DONE;
}

#endif
