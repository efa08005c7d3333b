// swift-tools-version: 6.3
import PackageDescription

/// What every target is compiled with.
///
/// Imports are internal unless a target's interface needs them,
/// so the compiler itself proves that no layer leaks into the next.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // The heap can hold its books against a second set of them; only tests turn that on.
    .define("HEAP_INTERNAL_CHECKS", .when(configuration: .debug)),
]

/// The folder of a target: some stand with others in a folder of one concern.
func folder(of name: String) -> String {
    let rooms = [
        "Reporting": ["Reporting", "GateReporting", "PageReporting"],
        "Simulation": ["ReferenceCounting", "Programs", "Dezero", "ObjectPrograms", "Scenarios"],
        "Swift": ["CSwiftRuntime", "SwiftObserver", "SwiftPreload", "SwiftSource"],
        "Testing": ["HeapExpectations", "DezeroTraceTesting", "DezeroTraceXCTest"],
    ]
    let room = rooms.first { $0.value.contains(name) }.map { "\($0.key)/" } ?? ""
    return "Sources/\(room)\(name)"
}

/// A library target and its tests, which may need more than it does.
func library(
    _ name: String, _ dependencies: [Target.Dependency], tests: [Target.Dependency] = [], exclude: [String] = [],
    resources: [Resource] = []
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, path: folder(of: name), exclude: exclude, resources: resources,
            swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + tests,
            exclude: ["Reporting", "HeapExpectations"].contains(name) ? ["Golden"] : [], swiftSettings: settings),
    ]
}

let package = Package(
    name: "dezero-trace",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "dezero-trace", targets: ["dezero-trace"]),
        .library(
            name: "DezeroTrace",
            targets: [
                "TraceModel", "ReferenceCounting", "Programs", "Dezero", "ObjectPrograms", "Scenarios", "TraceStore",
                "LeakAnalysis", "Inspection", "DesignAdvice", "RegressionGate", "Reporting", "GateReporting",
                "PageReporting",
            ]),
        // To preload into Swift programs, and for those that link their standard library statically.
        .library(name: "DezeroTracePreload", type: .dynamic, targets: ["SwiftPreload"]),
        .library(name: "DezeroTraceObserver", targets: ["SwiftObserver"]),
        .library(name: "DezeroTraceTesting", targets: ["DezeroTraceTesting"]),
        .library(name: "DezeroTraceXCTest", targets: ["DezeroTraceXCTest"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Only `make docs` runs it.
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    // program -> heap -> events -> SQLite -> graph -> findings -> report: an arrow never turns back.
    targets: [
        // The agent is Python, and reaches interpreters from inside of the binary.
        .target(
            name: "CPython", dependencies: ["TraceModel"],
            resources: [
                .embedInCode("agent/dezero_trace_agent.py"), .embedInCode("agent/dezero_trace_watch.py"),
                .embedInCode("agent/dezero_trace_weak.py"), .embedInCode("agent/dezero_trace_pytest.py"),
                .embedInCode("agent/sitecustomize.py"),
            ], swiftSettings: settings),
        // The objects of the Swift runtime itself, watched and read: no dependency and no flag.
        .target(name: "CSwiftRuntime", path: folder(of: "CSwiftRuntime")),
        // It watches the process that it is part of: no Swift, so that any process bears it.
        .target(name: "SwiftObserver", dependencies: ["CSwiftRuntime"], path: folder(of: "SwiftObserver")),
        .target(
            name: "SwiftPreload", dependencies: ["SwiftObserver"], path: folder(of: "SwiftPreload"),
            // No start-up code of Swift's, no folder of the toolchain; and its own functions, where a program has them too.
            linkerSettings: [
                .unsafeFlags(
                    ["-nostartfiles", "-no-toolchain-stdlib-rpath", "-Xlinker", "-Bsymbolic"],
                    .when(platforms: [.linux]))
            ]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        // What `--version` says of the build. Only the Makefile knows: a manifest sees no commit that it could rely on.
        .target(
            name: "CBuild",
            cSettings: Context.environment["DEZERO_TRACE_BUILD"].map {
                [.define("DEZERO_TRACE_BUILD", to: "\"\($0)\"")]
            } ?? []),
        .executableTarget(
            name: "dezero-trace",
            dependencies: [
                "CBuild", "TraceModel", "ReferenceCounting", "Programs", "ObjectPrograms", "Scenarios", "TraceStore",
                "DesignAdvice", "GateReporting", "Graphviz", "Inspection", "LeakAnalysis", "PageReporting",
                "RegressionGate", "Reporting", "Streams", "SwiftSource", "CPython",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        // Expectations for other people's tests: one target for each test framework, so that neither needs the other.
        .target(
            name: "DezeroTraceTesting", dependencies: ["HeapExpectations", "SwiftSource"],
            path: folder(of: "DezeroTraceTesting"), swiftSettings: settings),
        .target(
            name: "DezeroTraceXCTest", dependencies: ["HeapExpectations", "SwiftSource"],
            path: folder(of: "DezeroTraceXCTest"), swiftSettings: settings),
        .testTarget(
            name: "DezeroTraceTestingTests", dependencies: ["DezeroTraceTesting", "DezeroTraceXCTest"],
            swiftSettings: settings),
        // Behind `make fuzz` and the tests; no product.
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "DesignAdvice", "Inspection", "LeakAnalysis", "ObjectPrograms", "Programs", "ReferenceCounting",
                "Streams",
                "TraceModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        // Plain Swift classes under a leak checker: Swift's own counting must agree with the simulation.
        .testTarget(
            name: "RealSwiftTests",
            dependencies: [
                "Inspection", "LeakAnalysis", "ObjectPrograms", "Programs", "ReferenceCounting", "Scenarios",
                "TraceModel",
            ],
            swiftSettings: settings),
        // Shared by tests.
        .target(name: "GoldenFiles", path: "Tests/GoldenFiles", swiftSettings: settings),
        .target(
            name: "HeapBuilding", dependencies: ["TraceModel"], path: "Tests/HeapBuilding", swiftSettings: settings),
        // What every source must pass.
        .testTarget(
            name: "SourceTests",
            dependencies: [
                "CPython", "HeapBuilding", "LeakAnalysis", "ObjectPrograms", "Programs", "Streams", "SwiftSource",
                "TraceModel",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["dezero-trace", "fuzz", "CSQLite", "GoldenFiles", "TraceModel", "TraceStore"],
            exclude: ["Golden", "Versions"], swiftSettings: settings),
    ]
        + library("TraceModel", [])
        + library("ReferenceCounting", ["TraceModel"])
        + library("Programs", ["ReferenceCounting", "TraceModel"])
        + library(
            "Dezero", ["Programs", "ReferenceCounting", "TraceModel"],
            tests: ["Inspection", "LeakAnalysis", "Scenarios"],
            exclude: ["README.md"])
        + library(
            "ObjectPrograms", ["Programs", "ReferenceCounting", "TraceModel"],
            tests: ["GoldenFiles", "Inspection", "LeakAnalysis"])
        + library(
            "Scenarios", ["Dezero", "ObjectPrograms", "Programs", "ReferenceCounting", "TraceModel"],
            tests: ["Inspection", "LeakAnalysis"],
            // The object programs of `fixtures/programs`, behind a symbolic link: the binary works from any folder.
            exclude: ["ObjectPrograms/patterns"],
            resources: ["chain", "chain-domino", "chain-n", "cycle", "dezero", "ring", "weakref"].map {
                .embedInCode("ObjectPrograms/\($0).py")
            })
        + library(
            "TraceStore", ["TraceModel", "CSQLite", .product(name: "GRDB", package: "GRDB.swift")],
            tests: ["HeapBuilding"])
        + library("LeakAnalysis", ["TraceModel"], tests: ["HeapBuilding", "Inspection"])
        + library("Inspection", ["LeakAnalysis", "TraceModel"], tests: ["HeapBuilding"])
        + library("Streams", ["TraceModel"], tests: ["LeakAnalysis"])
        + library("SwiftSource", ["CSwiftRuntime", "TraceModel"], tests: ["HeapBuilding", "LeakAnalysis"])
        + library(
            "DesignAdvice", ["LeakAnalysis", "TraceModel"],
            tests: [
                "Dezero", "GoldenFiles", "HeapBuilding", "ObjectPrograms", "Programs", "ReferenceCounting",
                "Reporting", "Scenarios",
            ])
        + library(
            "Graphviz",
            [
                "TraceModel", .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
            ])
        + library(
            "RegressionGate", ["LeakAnalysis", "TraceModel", .product(name: "Yams", package: "Yams")],
            tests: ["GateReporting", "Reporting"])
        + library(
            "Reporting", ["DesignAdvice", "Inspection", "LeakAnalysis", "TraceModel"],
            tests: ["GateReporting", "GoldenFiles", "PageReporting", "RegressionGate"])
        + [
            .target(
                name: "GateReporting", dependencies: ["LeakAnalysis", "RegressionGate", "Reporting", "TraceModel"],
                path: folder(of: "GateReporting"), swiftSettings: settings),
            .target(
                name: "PageReporting",
                dependencies: [
                    "DesignAdvice", "Inspection", "LeakAnalysis", "Reporting", "TraceModel",
                    .product(name: "Mustache", package: "swift-mustache"),
                ],
                path: folder(of: "PageReporting"),
                resources: [
                    "advice.mustache", "body.mustache", "change.mustache", "chart.mustache", "finding.mustache",
                    "graph.mustache", "pictures.mustache",
                    "page.css", "page.js", "page.mustache", "program.mustache", "prose.mustache",
                ].map { .embedInCode("Templates/\($0)") }, swiftSettings: settings),
        ]
        + library(
            "HeapExpectations",
            [
                "DesignAdvice", "Inspection", "LeakAnalysis", "Programs", "ReferenceCounting", "Reporting",
                "SwiftSource",
                "TraceModel",
            ],
            tests: ["GoldenFiles", "Scenarios"]),
    swiftLanguageModes: [.v6]
)
