import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// What the page's script steps through: every step of every film, in few letters.
///
/// A film is `{"name", "scenes": [scene]}`; a scene is `{"c": counts by node, "u": unreached nodes, "x": nodes freed by
/// the step, "s": strong, "w": weak, "r": cyclic references, "o": output}`. Counts below 0 mean: -1 unknown, -2 freed,
/// -3 not made yet or a name.
struct FilmJSON {
    let story: ProgramStory
    let script: FilmScript
    let source: SourceListing

    /// Everything about one program's films.
    var value: JSON {
        let filmed = story.filmed
        let scenes = filmed.map { script.scenes(of: $0.film) }
        return .object([
            ("nodes", .strings(script.nodes.map { FilmSize.shown($0.label) })),
            ("edges", .array(script.edges.map(edge))), ("holders", .ints(script.edges.map(\.holder))),
            ("steps", .array(script.steps.indices.map { step($0, scenes) })),
            (
                "films",
                .array(
                    zip(filmed, scenes).map { film, scenes in
                        .object([
                            ("name", .string(HTMLText.shown(film.report.run.description.design.name, cells: 60))),
                            ("scenes", .array(scenes.map(scene))),
                        ])
                    })
            ),
        ])
    }

    /// `holder.field → owned`.
    private func edge(_ edge: FilmScript.Edge) -> JSON {
        let holder = script.nodes[edge.holder]
        let field = edge.field.isEmpty || edge.field.hasPrefix("[") ? edge.field : ".\(edge.field)"
        return .string("\(FilmSize.shown(holder.label + field)) → \(FilmSize.shown(script.nodes[edge.owned].label))")
    }

    private func step(_ place: Int, _ scenes: [[FilmScene]]) -> JSON {
        let statement = scenes.lazy.compactMap { $0[place].frame?.statement }.first
        guard let number = script.steps[place] else { return .object([("text", .string("end of the program"))]) }
        return .object([
            ("number", .int(number)),
            ("line", .optional(statement?.line)),
            ("text", .string(HTMLText.shown(statement?.statement ?? "", cells: 120))),
            ("row", .optional(statement.flatMap(source.row))),
        ])
    }

    private func scene(_ scene: FilmScene) -> JSON {
        var unreached: [Int] = []
        var freed: [Int] = []
        let counts = script.nodes.indices.map { node -> Int in
            switch scene.boxes[node] {
            case nil, .unborn: return -3
            case .gone: return -2
            case .freed:
                freed.append(node)
                return -2
            case .alive(let count, let isReached):
                if !isReached { unreached.append(node) }
                return count ?? -1
            }
        }
        var members: [(key: String, value: JSON)] = [("c", .ints(counts))]
        for (key, places) in [
            ("u", unreached), ("x", freed), ("s", scene.strong.sorted()), ("w", scene.weak.sorted()),
            ("r", scene.cyclic.sorted()),
        ] where !places.isEmpty {
            members.append((key, .ints(places)))
        }
        if let output = scene.frame?.output, !output.isEmpty { members.append(("o", .string(Self.shown(output)))) }
        return .object(members)
    }

    /// The first lines of what was printed.
    private static func shown(_ output: String) -> String {
        var lines = output.split(separator: "\n", omittingEmptySubsequences: false).map { HTMLText.shown(String($0)) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        let left = lines.count - 6
        return (lines.prefix(6) + (left > 0 ? ["…"] : [])).joined(separator: "\n")
    }
}
