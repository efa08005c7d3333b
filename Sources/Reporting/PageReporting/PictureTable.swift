import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// The same as the pictures in a table: a row a step, a column an object, its count in it.
struct PictureTable {
    let graph: PictureGraph
    let scenes: [PictureScene]

    /// What the template fills in.
    var view: View {
        let boxes = graph.nodes.indices.filter { !graph.nodes[$0].isRoot }
        return [
            "labels": boxes.map { ["label": PictureSize.shown(graph.nodes[$0].label)] },
            "rows": graph.steps.indices.filter { scenes[$0].frame != nil }.map { place -> View in
                let statement = scenes[place].frame?.statement
                let text = statement?.statement ?? "end of the program"
                return [
                    "line": statement.map { String($0.line) } ?? "", "statement": HTMLText.shown(text, cells: 80),
                    "cells": boxes.map { cell(scenes[place].boxes[$0]) },
                ]
            },
        ]
    }

    private func cell(_ presence: PictureScene.Presence?) -> View {
        switch presence {
        case .unborn, nil: ["text": "·", "state": "faint"]
        case .gone: ["text": "", "state": "faint"]
        case .freed: ["text": "†", "state": "good"]
        case .alive(let count, let isReached): ["text": count.map(String.init) ?? "?", "state": isReached ? "" : "bad"]
        }
    }
}
