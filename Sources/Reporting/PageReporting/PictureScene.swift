import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// What one run's picture shows at one step, in the terms of its graph.
struct PictureScene {
    /// How a box stands.
    enum Presence: Equatable {
        case unborn
        /// Alive, with its count where the events tell it.
        case alive(count: Int?, isReached: Bool)
        /// Freed by this step.
        case freed
        /// Freed before.
        case gone
    }

    /// By node; names have no entry.
    var boxes: [Int: Presence]
    /// The names that hold something.
    var roots: Set<Int> = []
    /// The references that are held strongly.
    var strong: Set<Int> = []
    /// The references that are held weakly.
    var weak: Set<Int> = []
    /// The references of cycles that nothing reaches.
    var cyclic: Set<Int> = []
    /// The frame; nil for a run that ended before this step.
    var frame: StepPictures.Frame?

    /// Whether a reference is held.
    func holds(_ edge: Int) -> Bool { strong.contains(edge) || weak.contains(edge) }
}

extension PictureGraph {
    /// What a run's picture shows at every step; where it has no frame, what it showed before.
    func scenes(of pictures: StepPictures) -> [PictureScene] {
        var scene = PictureScene(
            boxes: Dictionary(
                uniqueKeysWithValues: nodes.indices.filter { !nodes[$0].isRoot }.map { ($0, .unborn) }))
        var frames = pictures.frames[...]
        return steps.map { step in
            guard let frame = frames.first, frame.number == step else {
                scene.frame = nil
                scene.boxes = scene.boxes.mapValues { $0 == .freed ? .gone : $0 }
                return scene
            }
            frames.removeFirst()
            scene = next(scene, frame)
            return scene
        }
    }

    private func next(_ before: PictureScene, _ frame: StepPictures.Frame) -> PictureScene {
        var scene = PictureScene(boxes: before.boxes, frame: frame)
        let freed = Set(frame.freed.compactMap(node))
        for (node, presence) in before.boxes {
            switch presence {
            case .unborn: scene.boxes[node] = freed.contains(node) ? .freed : .unborn
            case .alive: scene.boxes[node] = .freed
            case .freed, .gone: scene.boxes[node] = .gone
            }
        }
        for box in frame.picture.boxes {
            guard let node = node(label: box.label) else { continue }
            scene.boxes[node] = .alive(count: box.count, isReached: box.state == .reached)
        }
        for arrow in frame.picture.arrows {
            guard let edge = edge(arrow, in: frame.picture) else { continue }
            if arrow.isStrong { scene.strong.insert(edge) } else { scene.weak.insert(edge) }
            if arrow.isInCycle { scene.cyclic.insert(edge) }
            if nodes[edges[edge].holder].isRoot { scene.roots.insert(edges[edge].holder) }
        }
        return scene
    }
}
