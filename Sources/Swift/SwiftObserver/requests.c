#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "requests.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listening = -1;
static dzt_answer *answer_request;

/// A person is waited for so long, to have written "look".
enum { PATIENCE = 2000 };

static void serve(int connection) {
    char word[8] = "";
    struct pollfd readable = {.fd = connection, .events = POLLIN};
    if (poll(&readable, 1, PATIENCE) > 0 && read(connection, word, sizeof word - 1) > 0 && !strcmp(word, "look\n")) {
        const char *text = answer_request() ? "looked\n" : "failed\n";
        send(connection, text, strlen(text), MSG_NOSIGNAL);
    }
    close(connection);
}

static void *wait_and_serve(void *unused) {
    for (;;) {
        int connection = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
        if (connection >= 0) serve(connection);
        // A program that closes what it does not know has closed this, too.
        else if (errno != EINTR && errno != ECONNABORTED && errno != EMFILE && errno != ENFILE) return NULL;
    }
}

/// A descriptor out of the way: programs expect theirs to be the lowest.
static int moved(int descriptor) {
    struct rlimit limit;
    int lowest = getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > 1024 ? 512 : (int)limit.rlim_cur / 2;
    int high = fcntl(descriptor, F_DUPFD_CLOEXEC, lowest);
    if (high < 0) return descriptor;
    close(descriptor);
    return high;
}

/// The name of a socket has room for 107 letters: the folder is named by a descriptor.
static bool bind_in_folder(int descriptor, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *slash = strrchr(path, '/');
    char folder[4096];
    if (!slash || (size_t)(slash - path) >= sizeof folder) return false;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = 0;
    int opened = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return false;
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d%s", opened, slash);
    bool is_bound = !bind(descriptor, (struct sockaddr *)&address, sizeof address);
    close(opened);
    return is_bound;
}

void dzt_wait_for_requests(const char *path, dzt_answer *answer) {
    int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) return;
    listening = moved(made);
    answer_request = answer;
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    bool is_ready = bind_in_folder(listening, path) && !listen(listening, 4) && !pthread_attr_init(&attributes);
    if (!is_ready) {
        close(listening);
        return;
    }
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (pthread_create(&thread, &attributes, wait_and_serve, NULL)) close(listening);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}
#endif
