import LeakAnalysis
import TraceModel

extension KnownLeak {
    private static let keys = ["fingerprint", "path", "program", "design", "owner", "reason", "expires"]

    /// Reads the known leaks of a project: a key `leaks` with a list of them.
    ///
    /// - Parameters:
    ///   - text: YAML, or JSON.
    ///   - file: its name, for messages.
    /// - Returns: the leaks, in the order of the file.
    /// - Throws: `.badData` with file and line.
    public static func read(_ text: String, file: String) throws -> [KnownLeak] {
        let leaks = try Document.read(text, file: file).members(["leaks"]).required("leaks")
        return try leaks.elements().map { value in
            let members = try value.members(keys)
            let expires = try members.required("expires")
            guard let day = Day(try expires.text()) else {
                throw expires.error("this is no day", remedy: "write it as in 2026-01-31")
            }
            return KnownLeak(
                cause: try cause(members, of: value), program: TextPattern(try members.required("program").text()),
                design: TextPattern(try members.required("design").text()),
                owner: try members.required("owner").text(), reason: try members.required("reason").text(),
                expires: day, place: value.place)
        }
    }

    /// Fewer digits of a fingerprint might mean another leak tomorrow.
    private static let leastDigits = 8

    private static func cause(_ members: Document.Members, of value: Document.Value) throws -> Cause {
        switch (members.optional("fingerprint"), members.optional("path")) {
        case (let print?, nil):
            let text = try print.text()
            guard (leastDigits...Fingerprint.digits).contains(text.count), text.utf8.allSatisfy(isHexadecimal) else {
                throw print.error(
                    "a fingerprint has \(Fingerprint.digits) digits from 0 to f, of which the first \(leastDigits) are enough",
                    remedy: "copy it from what `dezero-trace check` prints")
            }
            return .fingerprint(text)
        case (nil, let path?):
            let text = try path.text()
            guard text.contains(where: { $0.isLetter || $0 == "_" }) else {
                throw path.error(
                    "this path means every leak there is", remedy: "name a slot of it, as in Node.parent -> ...")
            }
            guard let pattern = RingPattern(text) else {
                throw path.error(
                    "a slot is missing", remedy: "write the ring as in Function.outputs -> Variable.creator")
            }
            return .path(pattern)
        case (nil, nil): throw value.error("here stands a fingerprint or a path")
        default: throw value.error("here stands a fingerprint or a path, not both")
        }
    }

    private static func isHexadecimal(_ digit: UInt8) -> Bool {
        (0x30...0x39).contains(digit) || (0x61...0x66).contains(digit)
    }
}
