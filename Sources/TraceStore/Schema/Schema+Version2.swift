extension Schema {
    /// Version 2, as SQLite reads it; the comments stay in the file, so that its `.schema` explains itself.
    ///
    /// `event` is the truth; `object` repeats its births, one row an object, so that they need not be searched for.
    /// Columns named `first_event` and `last_event` are ids of `event`, `first_object` and `last_object` ids of
    /// `object`; those named `seq`, `born`, `made_by` and `..._seq` count from 1 within their run.
    static let version2 = """
        CREATE TABLE run(
            id INTEGER PRIMARY KEY,
            program TEXT NOT NULL, -- a name, or a file's path from the folder on in which it was recorded
            path TEXT, -- the whole path of the program's file
            design TEXT NOT NULL,
            weak_slots TEXT NOT NULL CHECK(json_valid(weak_slots)), -- array of 'Type.field'
            explicit_weak_references INTEGER NOT NULL CHECK(explicit_weak_references IN (0, 1)),
            collector TEXT NOT NULL,
            source TEXT NOT NULL, -- what made the events or looks: simulated, cpython, swift
            sees TEXT NOT NULL CHECK(json_valid(sees)), -- array: what of the run the source sees
            command TEXT NOT NULL CHECK(json_valid(command)), -- array of arguments; empty for a simulated run
            program_text TEXT,
            parameters TEXT NOT NULL CHECK(json_valid(parameters)), -- object of texts
            status TEXT NOT NULL CHECK(status IN ('recording', 'finished', 'interrupted', 'failed', 'stopped')),
            failure TEXT, -- why it failed, or which bound stopped it
            started_at TEXT NOT NULL, -- UTC, ISO 8601
            finished_at TEXT,
            tool_version TEXT NOT NULL,
            first_event INTEGER NOT NULL,
            last_event INTEGER NOT NULL, -- first_event - 1 while there is none
            first_object INTEGER NOT NULL,
            last_object INTEGER NOT NULL, -- first_object - 1 while there is none
            row_checksum INTEGER NOT NULL, -- over this row up to last_object, but for the status of a run without an end
            text_checksum INTEGER NOT NULL, -- over type, field, statement, site and output
            analysis_version INTEGER,
            analysis_checksum INTEGER, -- over summary, iteration, collection and finding
            graph_checksum INTEGER, -- over finding_member and reference
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

        CREATE TABLE statement(
            run INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE site(
            run INTEGER NOT NULL, id INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
            "column" INTEGER NOT NULL, function TEXT NOT NULL, statement INTEGER NOT NULL, -- a row of statement
            returned TEXT, -- the function that ends here, called by the statement; <module>: the program ends
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

        CREATE TABLE object(
            id INTEGER PRIMARY KEY, -- the run's object k is first_object - 1 + k
            kind INTEGER NOT NULL, -- a row of object_kind
            type INTEGER NOT NULL,
            ordinal INTEGER NOT NULL, -- of its label Type#ordinal
            bytes INTEGER NOT NULL,
            born INTEGER NOT NULL,
            site INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE output(
            run INTEGER NOT NULL, id INTEGER NOT NULL, after_seq INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE batch(
            run INTEGER NOT NULL, first_event INTEGER NOT NULL, last_event INTEGER NOT NULL,
            first_object INTEGER NOT NULL, last_object INTEGER NOT NULL, -- the objects born in it
            lowest INTEGER NOT NULL, highest INTEGER NOT NULL, -- the objects that its events name, none above highest
            checksum INTEGER NOT NULL, -- over its events
            birth_checksum INTEGER NOT NULL, -- over its rows of object
            row_checksum INTEGER NOT NULL, -- over this row
            PRIMARY KEY(run, first_event)
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
            kind TEXT NOT NULL CHECK(kind IN ('cycle', 'self-reference', 'growth')),
            -- array of {object, type, field, target, count, born}; of a ring of more than 200 steps its two ends
            path TEXT NOT NULL CHECK(json_valid(path)),
            length INTEGER NOT NULL, -- how many steps the whole ring has
            ring TEXT NOT NULL CHECK(json_valid(ring)), -- array of slots: the ring without objects
            -- components with this ring still there where the run is judged, and those that a collection freed before
            left_components INTEGER NOT NULL, collected_components INTEGER NOT NULL, objects_in_cycle INTEGER NOT NULL, objects_kept INTEGER NOT NULL,
            retained_bytes INTEGER NOT NULL,
            -- function: in whose code the statement is, NULL at top level; returned: the function that ended, called by
            -- the statement; name: what held until then
            closed_by_file TEXT, closed_by_line INTEGER, closed_by_statement TEXT, closed_by_seq INTEGER,
            closed_by_function TEXT, closed_by_returned TEXT, closed_by_name TEXT,
            orphaned_by_file TEXT, orphaned_by_line INTEGER, orphaned_by_statement TEXT, orphaned_by_seq INTEGER,
            orphaned_by_function TEXT, orphaned_by_returned TEXT, orphaned_by_name TEXT,
            -- The last release of the cascade that orphaned_by began; NULL where that was no cascade.
            orphaned_through_file TEXT, orphaned_through_line INTEGER, orphaned_through_statement TEXT,
            orphaned_through_seq INTEGER, orphaned_through_function TEXT, orphaned_through_returned TEXT,
            orphaned_through_name TEXT,
            held_by TEXT NOT NULL CHECK(json_valid(held_by)), -- array of fingerprints; empty for a key cycle
            exclusive_objects INTEGER NOT NULL, exclusive_bytes INTEGER NOT NULL, -- nothing else keeps them
            grown_objects INTEGER NOT NULL, grown_bytes INTEGER NOT NULL, -- made while growth was measured
            growth_root TEXT, growth_passes INTEGER, -- of a growth: the name that leads there, over so many passes
            other_rings TEXT NOT NULL CHECK(json_valid(other_rings)), -- array of rings as in ring, with positions and keys
            certainty TEXT NOT NULL CHECK(certainty IN ('certain', 'likely')),
            types TEXT NOT NULL CHECK(json_valid(types)), -- object: how many instances of each type
            seen_at TEXT, -- of an observed run: the mark that saw it first
            -- what would free it, tried on the graph: {kind, slots, target, frees, of, refersBack, writtenAt}
            change TEXT CHECK(change IS NULL OR json_valid(change)),
            PRIMARY KEY(run, id)
        ) STRICT, WITHOUT ROWID;

        -- The leaked objects, and the references that they hold.
        CREATE TABLE finding_member(
            run INTEGER NOT NULL, finding INTEGER NOT NULL, component INTEGER NOT NULL, object INTEGER NOT NULL,
            role TEXT NOT NULL CHECK(role IN ('in cycle', 'kept')),
            PRIMARY KEY(run, finding, component, object)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reference(
            run INTEGER NOT NULL, id INTEGER NOT NULL, owner INTEGER NOT NULL, field INTEGER NOT NULL,
            owned INTEGER NOT NULL, is_strong INTEGER NOT NULL CHECK(is_strong IN (0, 1)),
            made_by INTEGER, -- NULL: not looked for
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

        -- Every object with its label; died and freed by what, `event_detail` tells as a deinit.
        CREATE VIEW object_detail AS
        SELECT
            run.id AS run,
            object.id - run.first_object + 1 AS object,
            type.name || '#' || object.ordinal AS label,
            (SELECT name FROM object_kind WHERE object_kind.id = object.kind) AS kind,
            type.name AS type, bytes, born, site
        FROM run CROSS JOIN object ON object.id BETWEEN run.first_object AND run.last_object
            CROSS JOIN type ON type.run = run.id AND type.id = object.type;

        -- What leaks where: a row a finding, without JSON.
        CREATE VIEW leak AS
        SELECT
            run.id AS run, run.program AS program, run.source AS source, run.design AS design,
            finding.left_components AS left, finding.collected_components AS collected,
            (SELECT group_concat(slot.value, ' -> ') FROM json_each(finding.ring) AS slot) AS ring,
            \(place("closed_by")) AS closed_by, \(place("orphaned_by")) AS lost_when,
            finding.retained_bytes AS bytes
        FROM finding JOIN run ON run.id = finding.run;

        \(eventDetail)
        """

    /// The place and the statement of a moment of a finding; its statement alone where it has no place.
    private static func place(_ moment: String) -> String {
        "coalesce(finding.\(moment)_file || ':' || finding.\(moment)_line || ' ', '') || finding.\(moment)_statement"
    }

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
            CASE WHEN event.object IS NOT NULL THEN \(label("event.object")) END AS object,
            CASE WHEN event.kind = 1
                THEN (SELECT name FROM type WHERE type.run = run.id AND type.id = event.owner)
                ELSE (SELECT type.name FROM object JOIN type ON type.run = run.id AND type.id = object.type
                    WHERE object.id = run.first_object - 1 + event.object AND object.id <= run.last_object) END AS type,
            event.count AS count,
            CASE WHEN event.kind IN (1, 9, 10) OR event.owner = 0 THEN NULL
                WHEN event.owner = -1 THEN 'module'
                WHEN event.owner < 0 THEN 'frame ' || -event.owner
                WHEN event.owner > 0 THEN \(label("event.owner")) END AS owner,
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
            (SELECT statement.text FROM site JOIN statement
                ON statement.run = site.run AND statement.id = site.statement
                WHERE site.run = run.id AND site.id = event.site) AS statement,
            (SELECT returned FROM site WHERE site.run = run.id AND site.id = event.site) AS returned
        FROM run CROSS JOIN event ON event.id BETWEEN run.first_event AND run.last_event;
        """

    /// The label of an object of the row's run: `Type#k`, or its number where its birth is not known.
    private static func label(_ object: String) -> String {
        """
        coalesce(
                (SELECT type.name || '#' || object.ordinal
                    FROM object JOIN type ON type.run = run.id AND type.id = object.type
                    WHERE object.id = run.first_object - 1 + \(object) AND object.id <= run.last_object),
                '#' || \(object))
        """
    }
}
