import LeakAnalysis
import Reporting
import TraceModel

/// Real objects whose types and fields have a hostile name, in every text about them.
enum HostileScope {
    /// A leaking scope, and one whose objects are held from outside.
    static func all(_ name: String) -> [UnmetScope] {
        [1, 2].map { count in
            let snapshot = snapshot(name, count: count)
            let verdict = CountVerdict(snapshot)
            let living = LivingType.all(in: snapshot)
            return UnmetScope(count == 1 ? .leaks : .alive, verdict: verdict, living: living)
        }
    }

    /// An object that holds itself, with this strong count.
    private static func snapshot(_ name: String, count: Int) -> CountedSnapshot {
        let (object, type, field) = (ObjectID(rawValue: 1), TypeID(rawValue: 1), FieldID(rawValue: 1))
        var snapshot = CountedSnapshot()
        var definition = TypeDefinition(id: type, name: name)
        definition.origin = .user
        snapshot.names.types = [definition]
        snapshot.names.fields = [FieldDefinition(id: field, name: name, declaringType: type)]
        snapshot.names.sites = [
            SiteDefinition(id: SiteID(rawValue: 1), file: name, line: 1, column: 0, function: name, statement: name)
        ]
        var live = LiveObject(id: object, kind: .instance, type: type, bytes: 32, strongCount: count)
        live.ordinal = 1
        live.site = SiteID(rawValue: 1)
        snapshot.heap.objects = [live]
        snapshot.heap.references = [Reference(owner: OwnerID(object), field: field, owned: object, isStrong: true)]
        return snapshot
    }
}
