import Inspection
import LeakAnalysis
import TraceModel

/// `why` for programs.
///
/// `{"schemaVersion", "run", "program", "design", "partial", "object": {"label", "type", "kind", "bytes", "born"},
/// "count", "mark", "answer", "root", "path", "leak", "freed"}`. `answer` is `reached`, `leaked` or `freed`; `mark` is
/// what was looked at, null for the last event of a run that came to none and for the dead. `root` and `path` tell what
/// reaches the object. `leak` is `{"fingerprint", "ring", "path", "closedBy", "orphanedBy", "orphanedThrough"}`, also of
/// an object that a root reached at the program's end and that leaked when the names were dropped. `freed` is
/// `{"seq", "at", "by", "lastHolder", "releasedBy", "garbageSince"}`. What does not apply is null.
public struct WhyJSON: Renderer {
    /// The renderer.
    public init() {}

    public func write(_ subject: Why, to output: inout some TextOutputStream) {
        let (why, run) = (subject.why, subject.run)
        var members: [(key: String, value: JSON)] = [
            ("run", .int(run.id)),
            ("program", .string(run.description.program)),
            ("design", .string(run.description.design.name)),
            ("partial", .bool(run.status != .finished)),
            ("object", object(why)),
            ("count", .optional(why.count)),
            ("mark", .optional(why.mark?.name)),
        ]
        switch why.answer {
        case .reached(let root, let path):
            members += answer("reached", root: root, path: path, leak: why.later, freed: nil)
        case .leaked(let leak):
            members += answer("leaked", root: nil, path: nil, leak: leak, freed: nil)
        case .freed(let death):
            members += answer("freed", root: nil, path: nil, leak: nil, freed: death)
        }
        JSONDocument.make(members).write(to: &output)
    }

    private func object(_ why: WhyAlive) -> JSON {
        .object([
            ("label", .string(why.object.label)), ("type", .string(why.type)),
            ("kind", .string(why.object.kind.name)), ("bytes", .int(why.object.bytes)),
            ("born", .int(why.object.born)),
        ])
    }

    private func answer(
        _ name: String, root: String?, path: WhyAlive.Path?, leak: WhyAlive.Leak?, freed: WhyAlive.Death?
    ) -> [(key: String, value: JSON)] {
        [
            ("answer", .string(name)),
            ("root", .optional(root)),
            ("path", path.map { .array($0.steps.map(JSON.step)) } ?? .null),
            ("length", .optional(path?.length)),
            ("leak", leak.map(json) ?? .null),
            ("freed", freed.map(json) ?? .null),
        ]
    }

    private func json(_ leak: WhyAlive.Leak) -> JSON {
        .object([
            ("fingerprint", .optional(leak.fingerprint)),
            ("ring", .array(leak.ring.steps.map(JSON.step))), ("ringLength", .int(leak.ring.length)),
            ("path", .array(leak.path.steps.map(JSON.step))), ("pathLength", .int(leak.path.length)),
            ("closedBy", JSON.optional(leak.closedBy)),
            ("orphanedBy", JSON.optional(leak.orphanedBy)),
            ("orphanedThrough", JSON.optional(leak.orphanedThrough)),
        ])
    }

    private func json(_ death: WhyAlive.Death) -> JSON {
        .object([
            ("seq", .int(death.seq)),
            ("at", JSON.optional(death.at)),
            ("by", .string(death.byCollector ? "collector" : "counting")),
            ("lastHolder", .optional(death.lastHolder.isEmpty ? nil : death.lastHolder)),
            ("releasedBy", JSON.optional(death.cause)),
            ("garbageSince", JSON.optional(death.orphanedBy)),
        ])
    }
}
