import LeakAnalysis
import TraceModel

/// The statements that a reader steps through: those of the module or, where what happened did not happen there, those
/// of functions in the module's own file as well.
struct OwnStatements {
    private let names: NameIndex
    private let stepsIntoFunctions: Bool
    private var file: String?
    private var isOwn: [SiteID: Bool] = [:]
    private var passes: [SiteID: Int] = [:]

    /// Nothing ran yet.
    init(_ names: NameIndex, stepsIntoFunctions: Bool) {
        self.names = names
        self.stepsIntoFunctions = stepsIntoFunctions
    }

    /// How often a statement has begun with this event, once for each pass of a loop or call; nil where the event begins
    /// none, or one that is not stepped through.
    mutating func pass(_ event: Event) -> Int? {
        guard event.kind == .statement else { return nil }
        if event.isModuleStatement, file == nil { file = names.site(event.site)?.file }
        guard event.isModuleStatement || stepsIntoFunctions && isInFile(event.site) else { return nil }
        passes[event.site, default: 0] += 1
        return passes[event.site]
    }

    private mutating func isInFile(_ site: SiteID) -> Bool {
        if let known = isOwn[site] { return known }
        let isIn = file != nil && names.site(site)?.file == file
        isOwn[site] = isIn
        return isIn
    }
}

/// The statements of a run, counted in one of the two ways of stepping through it.
struct StatementCount {
    /// How many there were.
    private(set) var count = 0
    /// Those to which the events belong that were asked for.
    private(set) var asked: [Int] = []
    private var own: OwnStatements
    private var firstOfModule: [Int] = []
    private var lastOfModule: [Int] = []

    /// Counts from none.
    init(_ names: NameIndex, stepsIntoFunctions: Bool) {
        own = OwnStatements(names, stepsIntoFunctions: stepsIntoFunctions)
    }

    /// Takes an event in.
    mutating func add(_ event: Event) {
        guard own.pass(event) != nil else { return }
        count += 1
        guard event.isModuleStatement else { return }
        if firstOfModule.count < PictureScan.usualStatements { firstOfModule.append(count) }
        lastOfModule = lastOfModule.suffix(3) + [count]
    }

    /// The statement that is under way is asked for.
    mutating func ask() { asked.append(count) }

    /// The numbers of those that are shown: all of few, else the first, the first and the last of the module, and those
    /// around what was asked for.
    func shown(most: Int) -> Set<Int> {
        guard count > most else { return Set(1...max(count, 1)) }
        var shown = Set(1...max(most / 3, 1)).union(firstOfModule.prefix(most / 3)).union(lastOfModule)
        for center in asked {
            for number in max(center - 4, 1)...min(center + 4, count) where shown.count < most { shown.insert(number) }
        }
        return shown
    }
}
