// swift-tools-version: 6.3
import PackageDescription

/// What every target is compiled with. Imports are internal unless a target's interface needs them,
/// so the compiler itself proves that no layer leaks into the next.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target and its tests, which may need more than it does.
func library(
    _ name: String, _ dependencies: [Target.Dependency], tests: [Target.Dependency] = [], resources: [Resource] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + tests,
            exclude: name == "Reporting" ? ["Golden"] : [], swiftSettings: settings),
    ]
}

let package = Package(
    name: "dezero-trace",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "dezero-trace", targets: ["dezero-trace"]),
        .library(name: "DezeroTrace", targets: ["Programs", "Dezero", "ObjectPrograms", "Scenarios", "LeakAnalysis"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    // program -> heap -> events -> SQLite -> graph -> findings -> report: an arrow never turns back.
    targets: [
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "dezero-trace",
            dependencies: [
                "TraceModel", "ReferenceCounting", "Programs", "ObjectPrograms", "Scenarios", "TraceStore",
                "LeakAnalysis", "Reporting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CommandLineTests", dependencies: ["dezero-trace"], exclude: ["Golden"], swiftSettings: settings),
    ]
        + library("TraceModel", [])
        + library("ReferenceCounting", ["TraceModel"])
        + library("Programs", ["ReferenceCounting", "TraceModel"])
        + library("Dezero", ["Programs", "ReferenceCounting", "TraceModel"], tests: ["LeakAnalysis"])
        + library("ObjectPrograms", ["Programs", "ReferenceCounting", "TraceModel"], tests: ["LeakAnalysis"])
        + library(
            "Scenarios", ["Dezero", "ObjectPrograms", "Programs", "ReferenceCounting", "TraceModel"],
            tests: ["LeakAnalysis"],
            // The object programs of `fixtures/programs`, behind a symbolic link: the binary works from any folder.
            resources: [.embedInCode("ObjectPrograms")])
        + library(
            "TraceStore", ["TraceModel", "CSQLite", .product(name: "GRDB", package: "GRDB.swift")])
        + library("LeakAnalysis", ["TraceModel"])
        + library("Reporting", ["LeakAnalysis", "TraceModel"]),
    swiftLanguageModes: [.v6]
)
