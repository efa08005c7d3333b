import CSQLite
import TraceModel

/// Appends events to `event`, many rows a statement, their ids given out by SQLite.
final class EventWriter {
    /// Above this many rows a statement nothing gets faster.
    private static let rowsPerStatement = 100
    private static let columns = 6

    private let many: PreparedStatement
    private let single: PreparedStatement

    init(on connection: OpaquePointer, path: String) throws {
        many = try PreparedStatement(Self.sql(rows: Self.rowsPerStatement), on: connection, path: path)
        single = try PreparedStatement(Self.sql(rows: 1), on: connection, path: path)
    }

    private static func sql(rows: Int) -> String {
        "INSERT INTO event(kind, object, count, owner, field, site) VALUES "
            + Array(repeating: "(?, ?, ?, ?, ?, ?)", count: rows).joined(separator: ", ")
    }

    /// Appends the events in their order and returns their checksum; `sequence` is the run's number of the first.
    ///
    /// - Complexity: O(n), without allocation.
    func append(_ events: UnsafeBufferPointer<Event>, from sequence: Int) throws -> UInt64 {
        var checksum = Checksum.Events(firstSequence: sequence)
        var next = 0
        while next < events.count {
            let isFull = events.count - next >= Self.rowsPerStatement
            let statement = isFull ? many : single
            var parameter: Int32 = 1
            for index in next..<(isFull ? next + Self.rowsPerStatement : next + 1) {
                let event = events[index]
                checksum.add(event)
                Self.bind(event, to: statement.handle, from: parameter)
                parameter += Int32(Self.columns)
            }
            _ = try statement.step()
            statement.reset()
            next += isFull ? Self.rowsPerStatement : 1
        }
        return checksum.value
    }

    // A bind can only fail for a wrong parameter or a text too large, and there is neither.
    @inline(__always)
    private static func bind(_ event: Event, to handle: OpaquePointer, from first: Int32) {
        let blank = EventColumns.blank(event.kind)
        sqlite3_bind_int64(handle, first, Int64(event.kind.rawValue))
        bind(Int64(event.object.rawValue), blank, .object, to: handle, first + 1)
        if event.count == Event.unknownCount {
            sqlite3_bind_null(handle, first + 2)
        } else {
            sqlite3_bind_int64(handle, first + 2, event.count)
        }
        bind(Int64(event.owner.rawValue), blank, .owner, to: handle, first + 3)
        bind(Int64(event.field.rawValue), blank, .field, to: handle, first + 4)
        bind(Int64(event.site.rawValue), blank, .site, to: handle, first + 5)
    }

    @inline(__always)
    private static func bind(
        _ value: Int64, _ blank: EventColumns, _ column: EventColumns, to handle: OpaquePointer, _ parameter: Int32
    ) {
        if blank.isNull(column, value) {
            sqlite3_bind_null(handle, parameter)
        } else {
            sqlite3_bind_int64(handle, parameter, value)
        }
    }
}
