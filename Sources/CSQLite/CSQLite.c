// sync_file_range is Linux's own.
#define _GNU_SOURCE

#include "CSQLite.h"

#include <fcntl.h>

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

int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_int64 length) {
    // No address would mean NULL, and an empty Swift string may have none.
    return sqlite3_bind_text64(statement, index, text ? text : "", (sqlite3_uint64)length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static const char rows_name[] = "csqlite_rows";

static void collect_row(sqlite3_context *context, int count, sqlite3_value **arguments) {
    csqlite_rows *rows = sqlite3_value_pointer(arguments[0], rows_name);
    if (!rows || rows->count == rows->capacity || count > CSQLITE_MOST_COLUMNS + 1) {
        sqlite3_result_error(context, "there are more rows than there can be", -1);
        return;
    }
    csqlite_row *row = &rows->rows[rows->count++];
    row->nulls = row->others = 0;
    for (int column = 0; column < count - 1; column++) {
        sqlite3_value *value = arguments[column + 1];
        int type = sqlite3_value_type(value);
        row->values[column] = type == SQLITE_INTEGER ? sqlite3_value_int64(value) : 0;
        row->nulls |= (unsigned int)(type == SQLITE_NULL) << column;
        row->others |= (unsigned int)(type != SQLITE_NULL && type != SQLITE_INTEGER) << column;
    }
}

static void end_rows(sqlite3_context *context) { sqlite3_result_null(context); }

int csqlite_add_collect_rows(sqlite3 *connection) {
    return sqlite3_create_function_v2(connection, "collect_rows", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, (void *)0,
                                      (void *)0, collect_row, end_rows, (void *)0);
}

int csqlite_bind_rows(sqlite3_stmt *statement, int index, csqlite_rows *rows) {
    return sqlite3_bind_pointer(statement, index, rows, rows_name, (void *)0);
}

int csqlite_read_file(sqlite3 *connection, void *bytes, int count, sqlite3_int64 offset) {
    sqlite3_file *file = 0;
    int result = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (result != SQLITE_OK) return result;
    if (!file || !file->pMethods) return SQLITE_CANTOPEN;
    return file->pMethods->xRead(file, bytes, count, offset);
}

void csqlite_begin_writeback(int descriptor, sqlite3_int64 offset, sqlite3_int64 count) {
#ifdef __linux__
    (void)sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
#else
    (void)descriptor, (void)offset, (void)count;
#endif
}
