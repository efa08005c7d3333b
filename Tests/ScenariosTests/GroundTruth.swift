import Foundation
import Testing

/// What CPython did with a program under a design, as the oracle wrote it into `fixtures/cpython`.
struct GroundTruth: Decodable, CustomTestStringConvertible {
    struct Step: Decodable, Equatable {
        var line: Int
        var source: String
        var counts: [String: Int]
        var `deinit`: [String]
        var output: String?
    }

    var program: String
    var weakSlots: [String]
    var steps: [Step]
    var leaked: [String]
    var collected: [String]
    var error: String?

    /// The program's name.
    var name: String { String(program.dropLast(".py".count)) }
    var testDescription: String { "\(name) with weak \(weakSlots)" }

    /// The folder `fixtures`.
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures")

    /// Every file that is committed.
    static func all() throws -> [GroundTruth] {
        let folder = fixtures.appending(path: "cpython")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        return try names.sorted().map {
            try JSONDecoder().decode(GroundTruth.self, from: Data(contentsOf: folder.appending(path: $0)))
        }
    }
}
