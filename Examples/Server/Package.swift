// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "Server",
    dependencies: [
        // In a package of your own: .package(url: "https://…/dezero-trace", from: "…").
        .package(name: "dezero-trace", path: "../..")
    ],
    targets: [
        // The observer sleeps unless `dezero-trace record -- ` starts the program. It is needed only where the standard
        // library is linked statically: else a library is preloaded, and the program depends on nothing.
        .executableTarget(
            name: "chat-server", dependencies: [.product(name: "DezeroTraceObserver", package: "dezero-trace")])
    ],
    swiftLanguageModes: [.v6]
)
