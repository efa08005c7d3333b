#ifndef CSQLITE_FILES_H
#define CSQLITE_FILES_H

// Databases as files. What opens one of them goes through SQLite's own file layer: a plain open and close would drop the
// locks that other connections of this process hold on it.

#include <sqlite3.h>

/// The size in bytes of the header that every SQLite database begins with.
#define CSQLITE_HEADER_SIZE 100

/// Reads the first CSQLITE_HEADER_SIZE bytes of a file into `header`, and returns SQLITE_OK, SQLITE_IOERR_SHORT_READ for a shorter file, or what opening returned.
int csqlite_read_header(const char *path, unsigned char *header);

/// A lock on a database that belongs to its file and not to one of its names: the byte that SQLite calls RESERVED, of
/// which nobody who uses a write-ahead log has need. It ends with its process.
typedef struct csqlite_claim csqlite_claim;

/// Takes the claim of an existing database.
///
/// Returns SQLITE_OK, and the claim; SQLITE_BUSY where another has it; or why the file could not be opened.
int csqlite_take_claim(const char *path, csqlite_claim **claim);

/// Gives a claim back.
void csqlite_release_claim(csqlite_claim *claim);

/// Whether the claim of a database is taken, 1 or 0, as far as that can be told at this moment.
int csqlite_is_claimed(const char *path);

/// Whether the path under which a connection opened its database leads to another file by now, or to none: 1 or 0.
int csqlite_has_moved(sqlite3 *connection);

/// Renames a file unless something has the new name already: 0, or -1 and `errno`, which then is EEXIST.
int csqlite_rename_exclusively(const char *from, const char *to);

#endif
