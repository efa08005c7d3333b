extension Schema {
    /// Version 1, as SQLite reads it; the comments stay in the file, so that its `.schema` explains itself.
    ///
    /// `event` alone is the truth. Columns named `first_event` and `last_event` are ids of `event`;
    /// those named `seq`, `born`, `died`, `made_by` and `..._seq` count from 1 within their run.
    static let version1 = """
        CREATE TABLE run(
            id INTEGER PRIMARY KEY,
            program TEXT NOT NULL,
            design TEXT NOT NULL,
            weak_slots TEXT NOT NULL CHECK(json_valid(weak_slots)), -- array of 'Type.field'
            explicit_weak_references INTEGER NOT NULL CHECK(explicit_weak_references IN (0, 1)),
            collector TEXT NOT NULL,
            source TEXT NOT NULL, -- what made the events
            program_text TEXT,
            program_sha256 TEXT,
            parameters TEXT NOT NULL CHECK(json_valid(parameters)), -- object of texts
            status TEXT NOT NULL CHECK(status IN ('recording', 'finished', 'interrupted', 'failed')),
            failure TEXT,
            started_at TEXT NOT NULL, -- UTC, ISO 8601
            finished_at TEXT,
            tool_version TEXT NOT NULL,
            first_event INTEGER NOT NULL,
            last_event INTEGER NOT NULL, -- first_event - 1 while there is none
            row_checksum INTEGER NOT NULL, -- over this row up to last_event, but for the status of a run without an end
            text_checksum INTEGER NOT NULL, -- over type, field, site and output
            analysis_version INTEGER,
            analysis_checksum INTEGER, -- over summary, iteration, collection and finding
            graph_checksum INTEGER, -- over object, finding_member and reference
            summary TEXT CHECK(summary IS NULL OR json_valid(summary))
        ) STRICT;

        CREATE TABLE type(
            run INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, base INTEGER,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE field(
            run INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, declaring_type INTEGER,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE site(
            run INTEGER NOT NULL, id INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
            "column" INTEGER NOT NULL, function TEXT NOT NULL, statement TEXT NOT NULL,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event(
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL, -- a row of event_kind
            object INTEGER,
            count INTEGER, -- NULL: the source cannot know it
            owner INTEGER, -- above 0 an object, below 0 a frame or class, -1 the module; allocate: the type
            field INTEGER, -- above 0 a row of field, 0 a temporary, below 0 element -1 - field; allocate: object_kind
            site INTEGER
        ) STRICT;

        CREATE TABLE output(
            run INTEGER NOT NULL, id INTEGER NOT NULL, after_seq INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE batch(
            run INTEGER NOT NULL, first_event INTEGER NOT NULL, last_event INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            PRIMARY KEY(run, first_event)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE object(
            run INTEGER NOT NULL, id INTEGER NOT NULL, kind INTEGER NOT NULL, type INTEGER NOT NULL,
            label TEXT NOT NULL, bytes INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER,
            freed_by TEXT CHECK(freed_by IN ('counting', 'collector')),
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE iteration(
            run INTEGER NOT NULL, id INTEGER NOT NULL, live_objects INTEGER NOT NULL, live_bytes INTEGER NOT NULL,
            resident_bytes INTEGER, -- what the recording process held in memory; NULL: not measured
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE collection(
            run INTEGER NOT NULL, id INTEGER NOT NULL, began_seq INTEGER NOT NULL,
            cause TEXT CHECK(cause IN ('threshold', 'called', 'final')), generation INTEGER NOT NULL,
            looked_at INTEGER NOT NULL, freed INTEGER NOT NULL,
            garbage_events INTEGER NOT NULL, -- summed over the freed: events since a root last reached each
            longest_garbage INTEGER NOT NULL, -- the most of these
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE finding(
            run INTEGER NOT NULL, id INTEGER NOT NULL, fingerprint TEXT NOT NULL,
            kind TEXT NOT NULL CHECK(kind IN ('cycle', 'self-reference')),
            path TEXT NOT NULL CHECK(json_valid(path)), -- array of {object, type, field, target, count, born}
            instances INTEGER NOT NULL, objects_in_cycle INTEGER NOT NULL, objects_kept INTEGER NOT NULL,
            retained_bytes INTEGER NOT NULL,
            closed_by_file TEXT, closed_by_line INTEGER, closed_by_statement TEXT, closed_by_seq INTEGER,
            orphaned_by_file TEXT, orphaned_by_line INTEGER, orphaned_by_statement TEXT, orphaned_by_seq INTEGER,
            -- The last release of the cascade that orphaned_by began; NULL where that was no cascade.
            orphaned_through_file TEXT, orphaned_through_line INTEGER, orphaned_through_statement TEXT,
            orphaned_through_seq INTEGER,
            held_by TEXT NOT NULL CHECK(json_valid(held_by)), -- array of fingerprints; empty for a key cycle
            exclusive_objects INTEGER NOT NULL, exclusive_bytes INTEGER NOT NULL, -- nothing else keeps them
            grown_objects INTEGER NOT NULL, grown_bytes INTEGER NOT NULL, -- made while growth was measured
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE finding_member(
            run INTEGER NOT NULL, finding INTEGER NOT NULL, component INTEGER NOT NULL, object INTEGER NOT NULL,
            role TEXT NOT NULL CHECK(role IN ('in cycle', 'kept')),
            PRIMARY KEY(run, finding, component, object)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reference(
            run INTEGER NOT NULL, id INTEGER NOT NULL, owner INTEGER NOT NULL, field INTEGER NOT NULL,
            owned INTEGER NOT NULL, is_strong INTEGER NOT NULL CHECK(is_strong IN (0, 1)), made_by INTEGER NOT NULL,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event_kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        INSERT INTO event_kind(id, name) VALUES
            (1, 'allocate'), (2, 'retain'), (3, 'release'), (4, 'deinit'), (5, 'weak made'), (6, 'weak read'),
            (7, 'weak cleared'), (8, 'weak dropped'), (9, 'collection began'), (10, 'collection ended'),
            (11, 'statement'), (12, 'iteration'), (13, 'mark');

        CREATE TABLE object_kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        INSERT INTO object_kind(id, name) VALUES
            (1, 'instance'), (2, 'container'), (3, 'array'), (4, 'weakref'), (5, 'function'), (6, 'cell'),
            (7, 'bound method');

        \(eventDetail)
        """

    /// The view for people: every id resolved to its name.
    ///
    /// `CROSS JOIN` fixes the order of the loops: run by run, each over its own range of rowids, so that the
    /// cost is one pass over the events however many runs there are. Every other name is a scalar subquery
    /// on a primary key, so that a column that is not selected costs nothing.
    private static let eventDetail = """
        CREATE VIEW event_detail AS
        SELECT
            event.id AS id,
            run.id AS run,
            event.id - run.first_event + 1 AS seq,
            (SELECT name FROM event_kind WHERE event_kind.id = event.kind) AS kind,
            CASE WHEN event.object IS NOT NULL THEN coalesce(
                (SELECT label FROM object WHERE object.run = run.id AND object.id = event.object),
                '#' || event.object) END AS object,
            CASE WHEN event.kind = 1
                THEN (SELECT name FROM type WHERE type.run = run.id AND type.id = event.owner)
                ELSE (SELECT type.name FROM object JOIN type ON type.run = object.run AND type.id = object.type
                    WHERE object.run = run.id AND object.id = event.object) END AS type,
            event.count AS count,
            CASE WHEN event.kind IN (1, 9, 10) OR event.owner = 0 THEN NULL
                WHEN event.owner = -1 THEN 'module'
                WHEN event.owner < 0 THEN 'frame ' || -event.owner
                WHEN event.owner > 0 THEN coalesce(
                    (SELECT label FROM object WHERE object.run = run.id AND object.id = event.owner),
                    '#' || event.owner) END AS owner,
            CASE WHEN event.kind NOT IN (2, 3, 5, 6, 7, 8) THEN NULL
                WHEN event.field = 0 THEN 'temporary'
                WHEN event.field < 0 THEN '[' || (-1 - event.field) || ']'
                ELSE (SELECT coalesce(type.name || '.', '') || field.name
                    FROM field LEFT JOIN type ON type.run = field.run AND type.id = field.declaring_type
                    WHERE field.run = run.id AND field.id = event.field) END AS field,
            CASE event.kind
                WHEN 1 THEN (SELECT name FROM object_kind WHERE object_kind.id = event.field)
                WHEN 4 THEN CASE event.count WHEN 0 THEN 'by counting' WHEN 1 THEN 'by a collection' END
                WHEN 6 THEN CASE event.count WHEN 0 THEN 'dead' WHEN 1 THEN 'alive' END
                WHEN 9 THEN CASE event.owner WHEN 1 THEN 'threshold' WHEN 2 THEN 'called' WHEN 3 THEN 'final' END
                WHEN 13 THEN CASE event.count WHEN 1 THEN 'program end' WHEN 2 THEN 'names dropped'
                    WHEN 3 THEN 'final collection' END END AS note,
            (SELECT file FROM site WHERE site.run = run.id AND site.id = event.site) AS file,
            (SELECT line FROM site WHERE site.run = run.id AND site.id = event.site) AS line,
            (SELECT "column" FROM site WHERE site.run = run.id AND site.id = event.site) AS "column",
            (SELECT function FROM site WHERE site.run = run.id AND site.id = event.site) AS function,
            (SELECT statement FROM site WHERE site.run = run.id AND site.id = event.site) AS statement
        FROM run CROSS JOIN event ON event.id BETWEEN run.first_event AND run.last_event;
        """
}
