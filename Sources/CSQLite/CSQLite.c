#include "CSQLite.h"

#include <stdlib.h>

int csqlite_harden(sqlite3 *connection) {
    static const struct {
        int option;
        int value;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    };
    for (size_t index = 0; index < sizeof settings / sizeof settings[0]; index++) {
        int result = sqlite3_db_config(connection, settings[index].option, settings[index].value, (int *)0);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

int csqlite_trust_schema(sqlite3 *connection, int trusted) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, trusted, (int *)0);
}

int csqlite_read_header(const char *path, unsigned char *header) {
    sqlite3_vfs *vfs = sqlite3_vfs_find(0);
    if (!vfs) return SQLITE_ERROR;
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    // The file layer looks for URI parameters behind a main database's name.
    const char *name = sqlite3_create_filename(path, "", "", 0, 0);
    int result = SQLITE_NOMEM;
    if (file && name) {
        result = vfs->xOpen(vfs, name, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, 0);
        if (result == SQLITE_OK) result = file->pMethods->xRead(file, header, CSQLITE_HEADER_SIZE, 0);
        if (file->pMethods) file->pMethods->xClose(file);
    }
    sqlite3_free_filename((char *)name);
    free(file);
    return result;
}

int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_int64 length) {
    // No address would mean NULL, and an empty Swift string may have none.
    return sqlite3_bind_text64(statement, index, text ? text : "", (sqlite3_uint64)length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
