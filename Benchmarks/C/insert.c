// Writes the same rows as the recorder, as a C program would: the yardstick of `make bench`.
//
//   insert prepared|multirow|raw FILE EVENTS
//
// One transaction every 16,384 rows into the recorder's own table, page size and journal mode; `raw` only writes the
// 32 bytes of each event to a file. Prints one line of JSON: the seconds from opening the file to closing it, which
// includes folding the write-ahead log into it but, unlike the recorder, no wait for the disk.

#include <sqlite3.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <fcntl.h>
#include <unistd.h>

enum { BATCH = 16384, ROWS = 100, COLUMNS = 6 };

struct event {
    int64_t count;
    uint32_t object;
    int32_t owner;
    int32_t field;
    uint32_t site;
    uint8_t kind;
};

static double now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// A chain of nodes, seven events a node: what `Recording.swift` makes, event for event.
static struct event event(int64_t index) {
    uint32_t node = (uint32_t)(index / 7) + 1;
    switch (index % 7) {
    case 0: return (struct event){.kind = 11, .owner = -1, .site = 3};
    case 1: return (struct event){.kind = 1, .object = node, .count = 56, .owner = 9, .field = 1, .site = 3};
    case 2: return (struct event){.kind = 2, .object = node, .count = 1, .owner = -2, .site = 3};
    case 3: return (struct event){.kind = 2, .object = node, .count = 2, .owner = (int32_t)node, .field = 2, .site = 3};
    case 4: return (struct event){.kind = 3, .object = node, .count = 1, .owner = -2, .site = 3};
    case 5: return (struct event){.kind = 3, .object = node, .owner = (int32_t)node, .field = 2, .site = 4};
    default: return (struct event){.kind = 4, .object = node, .site = 4};
    }
}

static void check(int result, sqlite3 *database) {
    if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW) return;
    fprintf(stderr, "insert: %s\n", sqlite3_errmsg(database));
    exit(74);
}

static sqlite3_stmt *prepare(sqlite3 *database, int rows) {
    char sql[4096] = "INSERT INTO event(kind, object, count, owner, field, site) VALUES (?, ?, ?, ?, ?, ?)";
    for (int row = 1; row < rows; row++) strcat(sql, ", (?, ?, ?, ?, ?, ?)");
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), database);
    return statement;
}

static void bind(sqlite3_stmt *statement, int first, struct event event) {
    // As the recorder stores it: what a kind leaves blank is NULL.
    int blank_object = event.kind == 11;
    int blank_owner = event.kind == 4;
    int blank_field = event.kind == 4 || event.kind == 11;
    sqlite3_bind_int64(statement, first, event.kind);
    if (blank_object) sqlite3_bind_null(statement, first + 1);
    else sqlite3_bind_int64(statement, first + 1, event.object);
    sqlite3_bind_int64(statement, first + 2, event.count);
    if (blank_owner) sqlite3_bind_null(statement, first + 3);
    else sqlite3_bind_int64(statement, first + 3, event.owner);
    if (blank_field) sqlite3_bind_null(statement, first + 4);
    else sqlite3_bind_int64(statement, first + 4, event.field);
    sqlite3_bind_int64(statement, first + 5, event.site);
}

static void insert(const char *path, int64_t events, int rows) {
    sqlite3 *database;
    check(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL),
        database);
    check(sqlite3_exec(database,
              "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
              "CREATE TABLE event(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, object INTEGER, count INTEGER,"
              " owner INTEGER, field INTEGER, site INTEGER) STRICT",
              NULL, NULL, NULL),
        database);
    sqlite3_stmt *many = prepare(database, rows), *single = prepare(database, 1);
    for (int64_t first = 0; first < events; first += BATCH) {
        int64_t end = first + BATCH < events ? first + BATCH : events;
        check(sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL), database);
        for (int64_t next = first; next < end;) {
            int count = end - next >= rows ? rows : 1;
            sqlite3_stmt *statement = count == rows ? many : single;
            for (int row = 0; row < count; row++) bind(statement, row * COLUMNS + 1, event(next + row));
            check(sqlite3_step(statement), database);
            sqlite3_reset(statement);
            next += count;
        }
        check(sqlite3_exec(database, "COMMIT", NULL, NULL, NULL), database);
    }
    sqlite3_finalize(many);
    sqlite3_finalize(single);
    check(sqlite3_exec(database, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL), database);
    sqlite3_close(database);
}

static void write_raw(const char *path, int64_t events) {
    static struct event buffer[BATCH];
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    for (int64_t index = 0; index < BATCH; index++) buffer[index] = event(index);
    for (int64_t first = 0; first < events; first += BATCH) {
        size_t count = first + BATCH < events ? BATCH : (size_t)(events - first);
        if (write(file, buffer, count * sizeof buffer[0]) < 0) exit(74);
    }
    close(file);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "insert: insert prepared|multirow|raw FILE EVENTS\n");
        return 64;
    }
    int64_t events = atoll(argv[3]);
    double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    if (strcmp(argv[1], "raw") == 0) write_raw(argv[2], events);
    else insert(argv[2], events, strcmp(argv[1], "prepared") == 0 ? 1 : ROWS);
    printf("{\"wall\": %.6f, \"cpu\": %.6f, \"events\": %lld}\n", now(CLOCK_MONOTONIC) - wall,
        now(CLOCK_PROCESS_CPUTIME_ID) - cpu, (long long)events);
    return 0;
}
