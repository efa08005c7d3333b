// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "Outline",
    platforms: [.macOS(.v15)],
    dependencies: [
        // In a package of your own: .package(url: "https://…/dezero-trace", from: "…").
        .package(name: "dezero-trace", path: "../..")
    ],
    targets: [
        .target(name: "Outline", dependencies: [.product(name: "DezeroTrace", package: "dezero-trace")]),
        .executableTarget(name: "outline-record", dependencies: ["Outline"]),
        .testTarget(
            name: "OutlineTests",
            dependencies: [
                "Outline", .product(name: "DezeroTraceTesting", package: "dezero-trace"),
                .product(name: "DezeroTraceXCTest", package: "dezero-trace"),
            ]),
        .testTarget(
            name: "PlantedTests",
            dependencies: [
                "Outline", .product(name: "DezeroTraceTesting", package: "dezero-trace"),
                .product(name: "DezeroTraceXCTest", package: "dezero-trace"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
