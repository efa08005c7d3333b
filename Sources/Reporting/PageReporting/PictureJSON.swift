import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// What the page's script steps through: every step of every run, in few letters.
///
/// A run is `{"name", "scenes": [scene]}`; a scene is `{"c": counts by node, "u": unreached nodes, "x": nodes freed by
/// the step, "s": strong, "w": weak, "r": cyclic references, "o": output}`. Counts below 0 mean: -1 unknown, -2 freed,
/// -3 not made yet or a name.
struct PictureJSON {
    let programPage: ProgramPage
    let graph: PictureGraph
    let source: SourceListing

    /// Everything about one program's pictures.
    var value: JSON {
        let pictured = programPage.pictured
        let scenes = pictured.map { graph.scenes(of: $0.pictures) }
        return .object([
            ("nodes", .strings(graph.nodes.map { PictureSize.shown($0.label) })),
            ("edges", .array(graph.edges.map(edge))), ("holders", .ints(graph.edges.map(\.holder))),
            ("steps", .array(graph.steps.indices.map { step($0, scenes) })),
            (
                "allPictures",
                .array(
                    zip(pictured, scenes).map { pictures, scenes in
                        .object([
                            ("name", .string(HTMLText.shown(pictures.report.run.description.design.name, cells: 60))),
                            ("scenes", .array(scenes.map(scene))),
                        ])
                    })
            ),
        ])
    }

    /// `holder.field → owned`.
    private func edge(_ edge: PictureGraph.Edge) -> JSON {
        let holder = graph.nodes[edge.holder]
        let field = edge.field.isEmpty || edge.field.hasPrefix("[") ? edge.field : ".\(edge.field)"
        return .string(
            "\(PictureSize.shown(holder.label + field)) → \(PictureSize.shown(graph.nodes[edge.owned].label))")
    }

    private func step(_ place: Int, _ scenes: [[PictureScene]]) -> JSON {
        let frame = scenes.lazy.compactMap { $0[place].frame }.first
        let statement = frame?.statement
        guard let number = graph.steps[place] else { return .object([("text", .string("end of the program"))]) }
        var members: [(key: String, value: JSON)] = [
            ("number", .int(number)),
            ("line", .optional(statement?.line)),
            ("text", .string(HTMLText.shown(statement?.statement ?? "", cells: 120))),
            ("row", .optional(statement.flatMap(source.row))),
        ]
        if let function = statement?.function, function != SiteDefinition.moduleFunction {
            members.append(("function", .string(HTMLText.shown(function, cells: 60))))
        }
        if let pass = frame?.pass, pass > 1 { members.append(("pass", .int(pass))) }
        return .object(members)
    }

    private func scene(_ scene: PictureScene) -> JSON {
        var unreached: [Int] = []
        var freed: [Int] = []
        let counts = graph.nodes.indices.map { node -> Int in
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
