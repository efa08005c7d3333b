#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "own_stream.h"
#include "programs.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[4096];
/// Not on anybody's stack: the thread that ends the program may have a small one.
static dzt_stream stream;

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

dzt_stream *dzt_open_own_stream(void) {
    struct stat status;
    if (!has_room()) return NULL;
    if (dzt_open_stream(&stream, path, false)) return &stream;
    // Programs close descriptors that they do not know, and others get their numbers.
    bool is_there = kept >= 0 && !fstat(kept, &status) && status.st_ino == kept_status.st_ino
        && status.st_dev == kept_status.st_dev;
    return is_there && dzt_use_stream(&stream, fcntl(kept, F_DUPFD_CLOEXEC, 512)) ? &stream : NULL;
}

/// Opens a new stream in a folder; a process that became another program by exec has several.
static bool create(const char *folder) {
    int process = (int)getpid();
    for (int number = 0; number < 100; number++) {
        int length = number ? snprintf(path, sizeof path, "%s/%d.%d.stream", folder, process, number)
                            : snprintf(path, sizeof path, "%s/%d.stream", folder, process);
        if (length < 0 || length >= (int)sizeof path) return false;
        if (!has_room()) return false;
        if (dzt_open_stream(&stream, path, true)) {
            kept = fcntl(stream.file, F_DUPFD_CLOEXEC, 512);
            if (kept >= 0) fstat(kept, &kept_status);
            return true;
        }
        if (errno != EEXIST) return false;
    }
    return false;
}

static void add_command(void) {
    static char command[1 << 15];
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, command, sizeof command - 1);
    if (file >= 0) close(file);
    if (length <= 0) return;
    command[length] = 0;
    dzt_begin_record(&stream, "command");
    for (char *word = command; word < command + length; word += strlen(word) + 1) dzt_add_text(&stream, word);
    dzt_end_record(&stream);
}

static void write_head(void) {
    char place[4096];
    dzt_begin_record(&stream, "dezero-trace-stream");
    dzt_add_word(&stream, "1");
    dzt_add_word(&stream, "swift");
    dzt_end_record(&stream);
    dzt_begin_record(&stream, "sees");
    dzt_add_word(&stream, "holders at marks");
    dzt_add_word(&stream, "counts");
    dzt_add_word(&stream, "sites");
    dzt_end_record(&stream);
    dzt_begin_record(&stream, "runtime");
    dzt_add_word(&stream, "Swift");
    dzt_end_record(&stream);
    add_command();
    dzt_own_name(place, sizeof place);
    dzt_begin_record(&stream, "program");
    dzt_add_word(&stream, "executable");
    dzt_add_text(&stream, place);
    dzt_end_record(&stream);
    if (getcwd(place, sizeof place)) {
        dzt_begin_record(&stream, "folder");
        dzt_add_text(&stream, place);
        dzt_end_record(&stream);
    }
    dzt_begin_record(&stream, "process");
    dzt_add_number(&stream, (uint64_t)getpid());
    dzt_end_record(&stream);
}

dzt_stream *dzt_new_own_stream(const char *folder) {
    if (!create(folder)) return NULL;
    write_head();
    return &stream;
}

void dzt_write_end(dzt_stream *stream, const char *how, const char *why) {
    dzt_begin_record(stream, "end");
    dzt_add_word(stream, how);
    if (why) dzt_add_text(stream, why);
    dzt_end_record(stream);
}

/// The path of the stream with another ending.
static const char *beside(char *place, const char *ending) {
    snprintf(place, sizeof path, "%.*s%s", (int)(strlen(path) - strlen("stream")), path, ending);
    return place;
}

const char *dzt_own_socket(void) {
    static char socket[sizeof path];
    return beside(socket, "socket");
}

const char *dzt_own_log(void) {
    static char log[sizeof path];
    return beside(log, "events");
}

#endif
