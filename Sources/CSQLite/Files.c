// renameat2 is Linux's own.
#define _GNU_SOURCE

#include "CSQLite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// A file that SQLite's file layer has open, and its name there, which must outlive it.
typedef struct {
    const char *name;
    sqlite3_file *file;
} csqlite_handle;

static void close_handle(csqlite_handle *handle) {
    if (handle->file && handle->file->pMethods) handle->file->pMethods->xClose(handle->file);
    free(handle->file);
    sqlite3_free_filename((char *)handle->name);
}

static int open_handle(csqlite_handle *handle, const char *path, int flags) {
    *handle = (csqlite_handle){0, 0};
    sqlite3_vfs *vfs = sqlite3_vfs_find(0);
    if (!vfs) return SQLITE_ERROR;
    handle->file = calloc(1, (size_t)vfs->szOsFile);
    // The file layer looks for URI parameters behind a main database's name.
    handle->name = sqlite3_create_filename(path, "", "", 0, 0);
    if (!handle->file || !handle->name) return SQLITE_NOMEM;
    return vfs->xOpen(vfs, handle->name, handle->file, flags | SQLITE_OPEN_MAIN_DB, 0);
}

int csqlite_read_header(const char *path, unsigned char *header) {
    csqlite_handle handle;
    int result = open_handle(&handle, path, SQLITE_OPEN_READONLY);
    if (result == SQLITE_OK) result = handle.file->pMethods->xRead(handle.file, header, CSQLITE_HEADER_SIZE, 0);
    close_handle(&handle);
    return result;
}

struct csqlite_claim {
    csqlite_handle handle;
};

static int lock_handle(csqlite_handle *handle, const char *path) {
    int result = open_handle(handle, path, SQLITE_OPEN_READWRITE);
    if (result == SQLITE_OK) result = handle->file->pMethods->xLock(handle->file, SQLITE_LOCK_SHARED);
    if (result == SQLITE_OK) result = handle->file->pMethods->xLock(handle->file, SQLITE_LOCK_RESERVED);
    return result;
}

int csqlite_take_claim(const char *path, csqlite_claim **claim) {
    *claim = calloc(1, sizeof **claim);
    if (!*claim) return SQLITE_NOMEM;
    int result = lock_handle(&(*claim)->handle, path);
    if (result == SQLITE_OK) return result;
    csqlite_release_claim(*claim);
    *claim = 0;
    return result;
}

void csqlite_release_claim(csqlite_claim *claim) {
    sqlite3_file *file = claim->handle.file;
    if (file && file->pMethods) file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
    close_handle(&claim->handle);
    free(claim);
}

int csqlite_is_claimed(const char *path) {
    csqlite_handle handle;
    int claimed = 0;
    if (open_handle(&handle, path, SQLITE_OPEN_READONLY) == SQLITE_OK) {
        sqlite3_file *file = handle.file;
        // A lock of one's own keeps others from ending what is asked for in between.
        if (file->pMethods->xLock(file, SQLITE_LOCK_SHARED) == SQLITE_OK) {
            if (file->pMethods->xCheckReservedLock(file, &claimed) != SQLITE_OK) claimed = 0;
            file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
        }
    }
    close_handle(&handle);
    return claimed;
}

int csqlite_has_moved(sqlite3 *connection) {
    int moved = 0;
    return sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}

// For file systems without such a call: a link never replaces what is there. Where there are no links, either, looking
// first has to do.
static int link_exclusively(const char *from, const char *to) {
    if (link(from, to) == 0) return unlink(from);
    if (errno == EEXIST) return -1;
    struct stat status;
    if (lstat(to, &status) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

int csqlite_rename_exclusively(const char *from, const char *to) {
#if defined(__linux__) && defined(RENAME_NOREPLACE)
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno == EEXIST) return -1;
#elif defined(__APPLE__)
    if (renamex_np(from, to, RENAME_EXCL) == 0) return 0;
    if (errno == EEXIST) return -1;
#endif
    return link_exclusively(from, to);
}
