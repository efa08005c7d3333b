// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nobody who builds dezero-trace builds this. `make bench` runs it.
let package = Package(
    name: "dezero-trace-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "dezero-trace", path: "..")],
    targets: [
        .executableTarget(
            name: "trace-bench",
            dependencies: [
                .product(name: "DezeroTrace", package: "dezero-trace"),
                .product(name: "DezeroTraceTesting", package: "dezero-trace"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
