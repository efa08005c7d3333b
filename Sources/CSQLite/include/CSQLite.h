#ifndef CSQLITE_H
#define CSQLITE_H

// What Swift cannot call of SQLite's C interface, beside that interface itself.

#include <sqlite3.h>

/// The size in bytes of the header that every SQLite database begins with.
#define CSQLITE_HEADER_SIZE 100

/// Makes a connection safe for a database of unknown origin: defensive mode, no triggers, no views,
/// no extension loading.
///
/// Returns SQLITE_OK, or the code of the first setting that failed.
int csqlite_harden(sqlite3 *connection);

/// Says whether the SQL inside the database's schema is trusted: 1 or 0.
///
/// Returns SQLITE_OK, or why the setting failed.
int csqlite_trust_schema(sqlite3 *connection, int trusted);

/// Reads the first CSQLITE_HEADER_SIZE bytes of a file into `header`, through SQLite's own file layer.
///
/// A plain open and close of a database would drop the locks that other connections of this process
/// hold on it. Returns SQLITE_OK, SQLITE_IOERR_SHORT_READ for a shorter file, or what opening returned.
int csqlite_read_header(const char *path, unsigned char *header);

/// Binds `length` bytes of UTF-8, copied: SQLITE_TRANSIENT is a cast that Swift does not import.
int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_int64 length);

#endif
