#ifndef CSQLITE_H
#define CSQLITE_H

// What Swift cannot call of SQLite's C interface and of the system's, beside the former itself.

#include <sqlite3.h>

#include "CSQLiteFiles.h"

/// Makes a connection safe for a database of unknown origin: defensive mode, no triggers, no views,
/// no extension loading.
///
/// Returns SQLITE_OK, or the code of the first setting that failed.
int csqlite_harden(sqlite3 *connection);

/// Says whether the SQL inside the database's schema is trusted: 1 or 0.
///
/// Returns SQLITE_OK, or why the setting failed.
int csqlite_trust_schema(sqlite3 *connection, int trusted);

/// Binds `length` bytes of UTF-8, copied: SQLITE_TRANSIENT is a cast that Swift does not import.
int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_int64 length);

/// The most columns that collect_rows takes.
#define CSQLITE_MOST_COLUMNS 7

/// A row that collect_rows collected: the integers in it, and bits for the columns that hold NULL, or what is
/// neither; the first column is bit 0.
typedef struct {
    sqlite3_int64 values[CSQLITE_MOST_COLUMNS];
    unsigned int nulls;
    unsigned int others;
} csqlite_row;

/// Where collect_rows puts what it finds.
typedef struct {
    csqlite_row *rows;
    int capacity;
    int count;
} csqlite_rows;

/// Adds the SQL aggregate function collect_rows(place, column, ...) to a connection: it keeps whole rows without the
/// call or two a column that reading them one by one takes. Its place is bound by csqlite_bind_rows.
///
/// A query that finds more rows than there is room for ends with an error. Returns SQLITE_OK, or why it failed.
int csqlite_add_collect_rows(sqlite3 *connection);

/// Binds the place for collect_rows, which must outlive the statement's run.
int csqlite_bind_rows(sqlite3_stmt *statement, int index, csqlite_rows *rows);

/// Reads `count` bytes of a connection's main database at `offset`, through the file that the connection has open: a
/// second descriptor, once closed, would drop its locks. Returns SQLITE_OK, or why it failed.
int csqlite_read_file(sqlite3 *connection, void *bytes, int count, sqlite3_int64 offset);

/// Asks the system to begin to bring these bytes of a file to its disk; does nothing where it cannot be asked.
void csqlite_begin_writeback(int descriptor, sqlite3_int64 offset, sqlite3_int64 count);

#endif
