import Inspection
import LeakAnalysis
import Reporting
import TraceModel

/// The same as a film in a table: a row a step, a column an object, its count in it.
struct FilmTable {
    let script: FilmScript
    let scenes: [FilmScene]

    /// What the template fills in.
    var view: View {
        let boxes = script.nodes.indices.filter { !script.nodes[$0].isRoot }
        return [
            "labels": boxes.map { ["label": FilmSize.shown(script.nodes[$0].label)] },
            "rows": script.steps.indices.filter { scenes[$0].frame != nil }.map { place -> View in
                let statement = scenes[place].frame?.statement
                let text = statement?.statement ?? "end of the program"
                return [
                    "line": statement.map { String($0.line) } ?? "", "statement": HTMLText.shown(text, cells: 80),
                    "cells": boxes.map { cell(scenes[place].boxes[$0]) },
                ]
            },
        ]
    }

    private func cell(_ presence: FilmScene.Presence?) -> View {
        switch presence {
        case .unborn, nil: ["text": "·", "state": "faint"]
        case .gone: ["text": "", "state": "faint"]
        case .freed: ["text": "†", "state": "good"]
        case .alive(let count, let isReached): ["text": count.map(String.init) ?? "?", "state": isReached ? "" : "bad"]
        }
    }
}
