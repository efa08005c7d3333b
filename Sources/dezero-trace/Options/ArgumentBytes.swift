import TraceModel

/// The arguments as the system hands them over.
enum ArgumentBytes {
    /// Refuses an argument that is not UTF-8 text: Swift repairs such bytes, and of a file's name another one's would
    /// come.
    ///
    /// - Throws: `.usage`.
    static func check() throws {
        for index in 1..<max(Int(CommandLine.argc), 1) {
            guard let bytes = CommandLine.unsafeArgv[index], String(validatingCString: bytes) == nil else { continue }
            throw TraceError(
                .usage, "argument \(index) is not UTF-8 text: \(quote(bytes))",
                remedy: "give the file another name, or reach it by a link that has one")
        }
    }

    /// The argument with every byte outside of ASCII as `\xFF`.
    private static func quote(_ bytes: UnsafePointer<CChar>) -> String {
        var text = ""
        for place in 0... {
            let byte = UInt8(bitPattern: bytes[place])
            if byte == 0 { break }
            text += byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x\(String(byte, radix: 16, uppercase: true))"
        }
        return text
    }
}
