#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "SwiftObserver.h"
#include "CSwiftRuntime.h"
#include "look.h"
#include "requests.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// The process that is watched: a fork of it, which has all of this too, is not.
static pid_t process;
static char path[4096];
static uint64_t scope;
static dzt_memory *memory;
static _Atomic bool has_ended;
static _Atomic unsigned forks;
/// Not on anybody's stack: the thread that ends the program may have a small one.
static dzt_stream stream;
static pthread_mutex_t looking = PTHREAD_MUTEX_INITIALIZER;

/// Where the observer is preloaded, that library calls `dzt_observe_main` when it is time.
extern __attribute__((weak)) const bool dzt_is_preloaded;

static const char variable[] = "DEZERO_TRACE_SWIFT";

// MARK: Which processes are watched

/// The path of the runtime, as long as it has room for it.
static int find_runtime(struct dl_phdr_info *info, size_t size, void *room) {
    if (strstr(info->dlpi_name, "/libswiftCore.so") && strlen(info->dlpi_name) < sizeof path)
        strcpy(room, info->dlpi_name);
    return 0;
}

static const char *own_name(char *room, size_t size) {
    ssize_t length = readlink("/proc/self/exe", room, size - 1);
    room[length < 0 ? 0 : length] = 0;
    const char *slash = strrchr(room, '/');
    return slash ? slash + 1 : room;
}

/// The compiler, the package manager and their helpers are Swift programs too, and nobody's concern. They lie beside their
/// runtime: `bin` or `libexec` where that is in `lib/swift/linux`.
static bool is_toolchain(const char *program) {
    static const char *const names[] = {"swift", "sourcekit", "lldb", "docc", "plutil", "wasmkit"};
    char runtime[sizeof path] = "", whole[PATH_MAX];
    dl_iterate_phdr(find_runtime, runtime);
    char *end = realpath(runtime, whole) ? strstr(whole, "/lib/swift/linux/") : NULL;
    if (!end || strncmp(program, whole, (size_t)(end - whole))) return false;
    const char *rest = program + (end - whole);
    if (strncmp(rest, "/bin/", 5) && strncmp(rest, "/libexec/", 9)) return false;
    const char *name = strrchr(rest, '/') + 1;
    for (size_t place = 0; place < sizeof names / sizeof *names; place++)
        if (!strncmp(name, names[place], strlen(names[place]))) return true;
    return false;
}

static bool has_suffix(const char *name, const char *suffix) {
    size_t length = strlen(name), end = strlen(suffix);
    return length >= end && !strcmp(name + length - end, suffix);
}

// MARK: The head and the end of the stream

/// The stream, held open for programs that lose the right or the way to its path: by another user, or another root.
static int kept = -1;
static struct stat kept_status;

/// A write beyond the limit on the size of files would end the program.
static bool has_room(void) {
    struct rlimit limit;
    struct stat status;
    if (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur == RLIM_INFINITY) return true;
    rlim_t size = kept >= 0 && !fstat(kept, &status) ? (rlim_t)status.st_size : 0;
    return limit.rlim_cur >= size + sizeof stream.buffer;
}

/// Opens the stream again, at its end.
static bool open_own(dzt_stream *stream) {
    struct stat status;
    if (!has_room()) return false;
    if (open_stream(stream, path, false)) return true;
    // Programs close descriptors that they do not know, and others get their numbers.
    bool is_there = kept >= 0 && !fstat(kept, &status) && status.st_ino == kept_status.st_ino
        && status.st_dev == kept_status.st_dev;
    return is_there && use_stream(stream, fcntl(kept, F_DUPFD_CLOEXEC, 512));
}

/// Opens a new stream in a folder; a process that became another program by exec has several.
static bool create(dzt_stream *stream, const char *folder) {
    for (int number = 0; number < 100; number++) {
        int length = number ? snprintf(path, sizeof path, "%s/%d.%d.stream", folder, (int)process, number)
                            : snprintf(path, sizeof path, "%s/%d.stream", folder, (int)process);
        if (length < 0 || length >= (int)sizeof path) return false;
        if (!has_room()) return false;
        if (open_stream(stream, path, true)) {
            kept = fcntl(stream->file, F_DUPFD_CLOEXEC, 512);
            if (kept >= 0) fstat(kept, &kept_status);
            return true;
        }
        if (errno != EEXIST) return false;
    }
    return false;
}

static void add_command(dzt_stream *stream) {
    static char command[1 << 15];
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, command, sizeof command - 1);
    if (file >= 0) close(file);
    if (length <= 0) return;
    command[length] = 0;
    begin_record(stream, "command");
    for (char *word = command; word < command + length; word += strlen(word) + 1) add_text(stream, word);
    end_record(stream);
}

static void write_head(dzt_stream *stream) {
    char place[4096];
    begin_record(stream, "dezero-trace-stream");
    add_word(stream, "1");
    add_word(stream, "swift");
    end_record(stream);
    begin_record(stream, "sees");
    add_word(stream, "holders at marks");
    add_word(stream, "counts");
    add_word(stream, "sites");
    end_record(stream);
    begin_record(stream, "runtime");
    add_word(stream, "Swift");
    end_record(stream);
    add_command(stream);
    own_name(place, sizeof place);
    begin_record(stream, "program");
    add_word(stream, "executable");
    add_text(stream, place);
    end_record(stream);
    if (getcwd(place, sizeof place)) {
        begin_record(stream, "folder");
        add_text(stream, place);
        end_record(stream);
    }
    begin_record(stream, "process");
    add_number(stream, (uint64_t)process);
    end_record(stream);
}

static void write_end(dzt_stream *stream, const char *how, const char *why) {
    begin_record(stream, "end");
    add_word(stream, how);
    if (why) add_text(stream, why);
    end_record(stream);
}

/// Adds the end to the stream, once.
static void end(const char *how, const char *why) {
    if (atomic_exchange(&has_ended, true)) return;
    if (!open_own(&stream)) return;
    unsigned copies = atomic_load(&forks);
    if (copies) {
        char text[128];
        snprintf(text, sizeof text, "it forked %u time%s: what a copy of it makes and holds is not looked at", copies,
            copies == 1 ? "" : "s");
        begin_record(&stream, "note");
        add_word(&stream, "forks");
        add_text(&stream, text);
        end_record(&stream);
    }
    write_end(&stream, how, why);
    close_stream(&stream);
}

// MARK: Looks

/// What is to be looked at in a copy.
typedef struct {
    const char *kind, *name;
} request;

/// In the copy: looks, and says by its status whether everything was written. If it fails, that is not shown.
static int look_and_exit(void *argument) {
    const request *request = argument;
    const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGTRAP, SIGFPE};
    for (size_t place = 0; place < sizeof fatal / sizeof *fatal; place++) signal(fatal[place], SIG_DFL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dzt_let_go(scope);
    if (!open_own(&stream)) _exit(1);
    bool is_done = write_look(&stream, memory, scope, request->kind, request->name);
    bool is_whole = close_stream(&stream);
    if (is_done && is_whole) memory->is_writing = false;
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

/// Looks from a copy of the process, which stands still: nothing is torn, no thread waits, and whatever happens to the
/// copy does not happen to the program. The copy has no signal for its end, so that the program's own waiting for
/// children never sees it.
static bool look(const char *kind, const char *name) {
    copy_end end = COPY_FAILED;
    int stuck = 0, failed = 0;
    request request = {kind, name};
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

/// Somebody asks for a look while the program runs.
static bool look_as_asked(void) {
    static unsigned number;
    char name[32];
    snprintf(name, sizeof name, "look %u", ++number);
    return !atomic_load(&has_ended) && look("asked", name);
}

/// The thread that ends the program first; others wait for what it has to do.
static _Atomic pthread_t ending;

void dzt_before_exit(void) {
    pthread_t none = 0, self = pthread_self();
    if (!scope || getpid() != process || atomic_compare_exchange_strong(&ending, &none, self) || none == self) return;
    while (!atomic_load(&has_ended)) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static void at_exit(void) {
    if (getpid() != process || atomic_load(&has_ended)) return;
    if (look("end", "the end of the program")) end("finished", NULL);
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
    char runtime[sizeof path] = "";
    if (getpid() != process) return;
    dl_iterate_phdr(find_runtime, runtime);
    if (!*runtime || !create(&stream, getenv(variable) ? getenv(variable) : "")) return;
    write_head(&stream);
    write_end(&stream, "refused", "the Swift runtime was loaded while the program ran, and is watched from the start only");
    close_stream(&stream);
}

static void begin(const char *folder) {
    char room[4096];
    const char *name = own_name(room, sizeof room);
    if (is_toolchain(room) || !create(&stream, folder)) return;
    write_head(&stream);
    const char *refusal = has_suffix(name, ".xctest")
        ? "it is a bundle of tests, whose objects expectNoLeaks watches test by test (docs/swift-leaks.md)"
        : dzt_refusal();
    memory = refusal ? NULL : shared_memory();
    if (!refusal && !memory) refusal = "there was no memory for what was seen";
    if (!refusal && !(scope = dzt_begin(NULL, true))) refusal = "it could not be watched";
    if (refusal) write_end(&stream, "refused", refusal);
    close_stream(&stream);
    if (refusal) return;
    pthread_atfork(before_fork, after_fork, in_child);
    atexit(at_exit);
    if (!&dzt_is_preloaded) dzt_observe_main();
}

__attribute__((constructor)) static void start(void) {
    const char *folder = getenv(variable);
    if (!folder || *folder != '/' || process) return;
    process = getpid();
    bool has_runtime = dzt_has_runtime();
    if (has_runtime) begin(folder);
    else atexit(tell_late_runtime);
}

void dzt_observe_main(void) {
    if (!scope) return;
    // Those that were registered last are called first.
    atexit(at_exit);
    char socket[sizeof path];
    snprintf(socket, sizeof socket, "%.*ssocket", (int)(strlen(path) - strlen("stream")), path);
    wait_for_requests(socket, look_as_asked);
}

#else

#include "SwiftObserver.h"

void dzt_observe_main(void) {}
void dzt_before_exit(void) {}

#endif
