#if defined(__linux__) && defined(__x86_64__)
#define _GNU_SOURCE
#include "programs.h"
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    /// The path of the runtime; empty where there is none.
    char runtime[PATH_MAX];
    /// Whether the package manager's own interfaces are there: then it is a manifest or a plugin.
    bool is_of_package_manager;
} libraries;

static int look_at_library(struct dl_phdr_info *info, size_t size, void *context) {
    libraries *found = context;
    if (strstr(info->dlpi_name, "/libswiftCore.so") && strlen(info->dlpi_name) < sizeof found->runtime)
        strcpy(found->runtime, info->dlpi_name);
    if (strstr(info->dlpi_name, "/libPackageDescription.so") || strstr(info->dlpi_name, "/libPackagePlugin.so"))
        found->is_of_package_manager = true;
    return 0;
}

bool dzt_has_swift_library(void) {
    libraries found = {.runtime = ""};
    dl_iterate_phdr(look_at_library, &found);
    return *found.runtime;
}

const char *dzt_own_name(char *room, size_t size) {
    ssize_t length = readlink("/proc/self/exe", room, size - 1);
    room[length < 0 ? 0 : length] = 0;
    const char *slash = strrchr(room, '/');
    return slash ? slash + 1 : room;
}

bool dzt_is_of_toolchain(const char *program) {
    static const char *const names[] = {"swift", "sourcekit", "lldb", "docc", "plutil", "wasmkit"};
    char whole[PATH_MAX];
    libraries found = {.runtime = ""};
    dl_iterate_phdr(look_at_library, &found);
    if (found.is_of_package_manager) return true;
    // They lie beside their runtime: in `bin` or `libexec` where that is in `lib/swift/linux`.
    char *end = realpath(found.runtime, whole) ? strstr(whole, "/lib/swift/linux/") : NULL;
    if (!end || strncmp(program, whole, (size_t)(end - whole))) return false;
    const char *rest = program + (end - whole);
    if (strncmp(rest, "/bin/", 5) && strncmp(rest, "/libexec/", 9)) return false;
    const char *name = strrchr(rest, '/') + 1;
    for (size_t place = 0; place < sizeof names / sizeof *names; place++)
        if (!strncmp(name, names[place], strlen(names[place]))) return true;
    return false;
}

bool dzt_is_test_bundle(const char *name) {
    static const char suffix[] = ".xctest";
    size_t length = strlen(name), end = sizeof suffix - 1;
    return length >= end && !strcmp(name + length - end, suffix);
}

#endif
