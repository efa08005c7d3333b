import Foundation
import Testing

@Suite(.enabled(if: StockShell.path != nil, "needs the sqlite3 shell")) struct StockShellTests {
    let workplace: Workplace
    let database: String

    init() throws {
        workplace = try Workplace()
        database = workplace.place("dezero-trace.sqlite").path
        try workplace.output("record")
    }

    @Test func `a recording is whole, and its events have names`() throws {
        #expect(try StockShell.run(database, "PRAGMA integrity_check") == ["ok"])
        let kinds = try StockShell.run(
            database, "select kind from event_detail where run = 4 group by kind order by kind")
        #expect(
            kinds == [
                "allocate", "collection began", "collection ended", "deinit", "mark", "release", "retain", "statement",
                "weak cleared", "weak made",
            ])
    }

    @Test func `at each end mark, allocations less deinits are what is alive`() throws {
        let rows = try StockShell.run(
            database,
            """
            with mark as (select run, seq from event_detail where kind = 'mark')
            select
              (select count(*) from event_detail e where e.run = mark.run and e.seq <= mark.seq and e.kind = 'allocate')
              - (select count(*) from event_detail e where e.run = mark.run and e.seq <= mark.seq and e.kind = 'deinit'),
              (select count(*) from object_detail o where o.run = mark.run and o.born <= mark.seq
                 and not exists (select * from event_detail d
                   where d.run = o.run and d.seq <= mark.seq and d.kind = 'deinit' and d.object = o.label))
            from mark
            """)
        #expect(rows.count == 27, "nine runs with three marks each")
        for row in rows {
            let figures = row.split(separator: "|")
            #expect(figures.count == 2 && figures[0] == figures[1], "\(row)")
        }
    }
}
