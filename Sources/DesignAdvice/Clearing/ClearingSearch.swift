import LeakAnalysis
import TraceModel

/// Finds fields whose clearing frees what leaks, and runs the program with each before anything is said of it.
struct ClearingSearch {
    private let replay: Advisor.Replay
    private let judge: Judge
    private let clearable: ClearableSlots
    private let names: NameIndex
    /// Where each component was lost; nothing for one of which the events do not tell.
    private let losses: [Int: LossMoment]
    private let trace: MemoryTrace
    private let labels: [ObjectID: String]
    /// What the program's statements call nothing.
    private let nothing: String

    /// So many moments are tried for one set of fields.
    private static let mostMoments = 5
    /// So many objects are cleared in one run at most.
    private static let mostObjects = 100_000

    /// Runs the strong design once more, for its events.
    init(strong: StrongRuns, replay: @escaping Advisor.Replay) throws {
        self.replay = replay
        judge = Judge(strong: strong.outcomes)
        trace = try replay(.strong, .asIs, .none).trace
        names = NameIndex(trace.names)
        let isPython = trace.names.sites.contains { $0.file.hasSuffix(".py") || $0.statement.hasSuffix("= None") }
        nothing = isPython ? "None" : "nil"
        clearable = ClearableSlots(try RunAnalyzer.analyze(trace), names: names)
        var ends: [Int: Int] = [:]
        for (component, members) in clearable.members {
            ends[component] = members.compactMap { strong.lifetimes.losses[$0] }.max()
        }
        let found = try LossMoment.find(Set(ends.values), in: trace, names: names)
        losses = ends.compactMapValues { found[$0] }
        let births = try trace.births(of: Set(clearable.places.flatMap { $0.map(\.object) }))
        labels = births.mapValues { [names] in names.label(of: $0) }
    }

    /// Tries sets of fields, the smallest first, until a size frees everything; at most `most` runs.
    func run(most: Int) throws -> [TriedDesign] {
        var tried: [TriedDesign] = []
        var sets = HittingSets(clearable.slots, excluding: [])
        var size = 1
        while size <= clearable.slots.slots.count, tried.count < most, !sets.isImpossible, !sets.isExhausted {
            for set in sets.sets(ofSize: size, most: most - tried.count) where tried.count < most {
                tried += try tryMoments(for: set, most: most - tried.count)
            }
            if tried.contains(where: { $0.verdict == .fixes }) { break }
            size += 1
        }
        return tried
    }

    /// Tries one set at one moment after the other, until one frees everything and can be written as code.
    private func tryMoments(for set: [Int], most: Int) throws -> [TriedDesign] {
        var best: TriedDesign?
        var clearedBefore: Set<Set<Clearing>> = []
        for choice in 0..<min(Self.mostMoments, most) {
            guard let plan = try plan(for: set, choice: choice), clearedBefore.insert(Set(plan.clearings)).inserted
            else { continue }
            let run = try replay(.strong, .asIs, Intervention(clearings: plan.clearings))
            let outcome = try ReplayOutcome(of: run.trace, failure: run.failure)
            let (verdict, reason) = judge.judge(asIs: outcome, collecting: nil, reversed: nil)
            let design = TriedDesign(
                slots: [], verdict: verdict, reason: reason, failsAfterCollection: false, asIs: outcome,
                candidates: set.map { clearable.slots.slots[$0] }.sorted { $0.slot < $1.slot },
                clearings: plan.fields)
            if best == nil || Self.isBetter(design, than: best) { best = design }
            if verdict == .fixes, design.isCode { break }
        }
        return best.map { [$0] } ?? []
    }

    private static func isBetter(_ design: TriedDesign, than other: TriedDesign?) -> Bool {
        guard let other else { return true }
        if (design.verdict == .fixes) != (other.verdict == .fixes) { return design.verdict == .fixes }
        return design.isCode && !other.isCode
    }

    // MARK: Plans

    /// One object of one slot, with its moment.
    private struct Item {
        var slot: Int
        var place: ClearableSlots.Place
        var loss: LossMoment
        var ran: RanStatement
        var side: Clearing.Moment
    }

    private func plan(for set: [Int], choice: Int) throws -> (clearings: [Clearing], fields: [FieldClearing])? {
        var items: [Item] = []
        for slot in set {
            for place in clearable.places[slot] {
                guard let loss = losses[place.component] else { return nil }
                let moments = loss.moments(names)
                let (ran, side) = moments[min(choice, moments.count - 1)]
                items.append(Item(slot: slot, place: place, loss: loss, ran: ran, side: side))
            }
        }
        guard !items.isEmpty, items.count <= Self.mostObjects else { return nil }
        let codes = try codes(for: items)
        let clearings = items.map { item in
            Clearing(
                object: item.place.object, field: field(item), site: item.ran.site, occurrence: item.ran.occurrence,
                moment: item.side)
        }
        return (clearings, set.map { slot in fieldClearing(slot, items, codes) })
    }

    private func field(_ item: Item) -> String { clearable.slots.slots[item.slot].slot.field }

    /// The code for each item, by a reading of the run.
    private func codes(for items: [Item]) throws -> (code: [Int: String], runs: [SiteID: Int]) {
        var before: [Int: [Int]] = [:]
        var after: [OwnerID: [(begun: Int, item: Int)]] = [:]
        var atLoss: [Int: [Int]] = [:]
        for (place, item) in items.enumerated() {
            if item.side == .before {
                before[item.ran.sequence, default: []].append(place)
            } else {
                after[item.ran.frame, default: []].append((item.ran.sequence, place))
                atLoss[item.loss.sequence, default: []].append(place)
            }
        }
        var scope = ScopeNames(names, leaked: clearable.objects, nothing: nothing)
        var codes: [Int: String] = [:]
        var runs: [SiteID: Int] = [:]
        let wanted = Set(items.map(\.ran.site))
        try trace.forEachEvent { sequence, event in
            var due = atLoss[sequence] ?? []
            if event.kind == .statement {
                if wanted.contains(event.site) { runs[event.site, default: 0] += 1 }
                due += before[sequence] ?? []
                if let waiting = after[event.owner], waiting.contains(where: { $0.begun < sequence }) {
                    due += waiting.filter { $0.begun < sequence }.map(\.item)
                    after[event.owner] = waiting.filter { $0.begun >= sequence }
                }
            }
            for place in due where codes[place] == nil {
                let item = items[place]
                codes[place] = scope.code(
                    for: .init(
                        object: item.place.object, cell: item.place.cell, field: field(item), frame: item.ran.frame))
            }
            scope.apply(event)
        }
        return (codes, runs)
    }

    private func fieldClearing(
        _ slot: Int, _ items: [Item], _ codes: (code: [Int: String], runs: [SiteID: Int])
    ) -> FieldClearing {
        struct Key: Hashable {
            var site: SiteID
            var side: Clearing.Moment
        }
        let own = items.indices.filter { items[$0].slot == slot }
        let groups = Dictionary(grouping: own) { index -> Key in
            let item = items[index]
            return Key(site: item.ran.site, side: item.side)
        }
        let places = groups.compactMap { key, indices -> (FieldClearing.Place, Int)? in
            guard let first = indices.min(), let site = names.site(key.site) else { return nil }
            let texts = Set(indices.map { codes.code[$0] })
            let end = key.side == .before ? FieldClearing.Place.End.statement : self.end(of: indices.map { items[$0] })
            return (
                FieldClearing.Place(
                    statement: Finding.Moment(
                        file: site.file, line: site.line, statement: site.statement, seq: items[first].ran.sequence),
                    side: key.side, end: end, function: site.function,
                    object: labels[items[first].place.object] ?? "",
                    objects: Set(indices.map { items[$0].place.object }).count,
                    runs: Set(indices.map { items[$0].ran.occurrence }).count, allRuns: codes.runs[key.site] ?? 0,
                    code: texts.count == 1 ? texts.first ?? nil : nil), first
            )
        }
        .sorted { ($1.0.objects, $0.1) < ($0.0.objects, $1.1) }
        let candidate = clearable.slots.slots[slot]
        let objects = Set(own.map { items[$0].place.object })
        return FieldClearing(
            slot: candidate.slot, isCapture: candidate.isCapture,
            object: own.first.flatMap { labels[items[$0].place.object] } ?? "", objects: objects.count,
            nothing: nothing, places: places.map(\.0))
    }

    /// What comes behind the statement after which items are cleared.
    ///
    /// What stands at the end of a loop's body runs in the last pass too, behind which something else ends.
    private func end(of items: [Item]) -> FieldClearing.Place.End {
        let ends = items.map { end(of: $0) }
        return ends.contains(.pass) ? .pass : ends.first ?? .statement
    }

    /// What comes behind the statement after which an item is cleared.
    private func end(of item: Item) -> FieldClearing.Place.End {
        if item.ran == item.loss.newest, item.loss.end != .statement { return item.loss.end }
        guard item.ran == item.loss.previous else { return .function }
        // The statement that releases stands at the head of a loop's body, or before this one in it.
        let line = { (ran: RanStatement) in names.site(ran.site)?.line ?? 0 }
        return line(item.loss.newest) <= line(item.ran) ? .pass : .statement
    }
}
