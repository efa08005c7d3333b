import Foundation
import Testing

/// A headless Chromium, driven through its DevTools protocol over two pipes.
final class Browser {
    /// The program, if this machine has it.
    static let path = ["chromium", "chromium-browser", "google-chrome"].lazy.flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }
    .first(where: FileManager.default.isExecutableFile)

    /// The word that stands where a test is skipped.
    static let isNeeded: Comment = "chromium is not installed: apt-get install chromium"

    typealias Message = [String: Any]

    /// What the pages did that nobody asked for, as the protocol tells it.
    private(set) var events: [Message] = []
    private let process = Process()
    private let folder: URL
    private let commands: FileHandle
    private let answers: FileHandle
    private var unread = Data()
    private var lastID = 0
    private var session: String?

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        commands = try Self.pipe(folder.appending(path: "commands").path)
        answers = try Self.pipe(folder.appending(path: "answers").path)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c",
            """
            exec "$0" --headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
            --disable-dev-shm-usage --hide-scrollbars --remote-debugging-pipe --user-data-dir="$1/profile" \
            3<"$1/commands" 4>"$1/answers"
            """, try #require(Self.path), folder.path,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call(
            "Target.attachToTarget", ["targetId": try #require(target["targetId"]), "flatten": true])
        session = try #require(attached["sessionId"] as? String)
        for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    }

    private static func pipe(_ path: String) throws -> FileHandle {
        try #require(mkfifo(path, 0o600) == 0)
        // For both directions, so that opening waits for nobody.
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Opens a file and waits until it is loaded; what happened before is forgotten.
    func load(_ file: URL) throws {
        events = []
        try call("Page.navigate", ["url": file.absoluteString])
        while !events.contains(where: { $0["method"] as? String == "Page.loadEventFired" }) { try receive() }
    }

    /// How wide the page is, and which colours its reader prefers.
    func show(width: Int, height: Int = 900, scheme: String = "light", medium: String = "") throws {
        try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        try call(
            "Emulation.setEmulatedMedia",
            ["media": medium, "features": [["name": "prefers-color-scheme", "value": scheme]]])
    }

    /// The value of an expression, as JSON has it.
    @discardableResult
    func value(_ expression: String) throws -> Any? {
        let answer = try call(
            "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
        if let details = answer["exceptionDetails"] as? Message {
            Issue.record("\(expression): \((details["exception"] as? Message)?["description"] ?? details)")
        }
        return (answer["result"] as? Message)?["value"]
    }

    func strings(_ expression: String) throws -> [String] { try value(expression) as? [String] ?? [] }

    /// Presses and releases a key.
    func press(_ key: String, code: Int, text: String? = nil) throws {
        for type in ["keyDown", "keyUp"] {
            var parameters: Message = ["type": type, "key": key, "code": key, "windowsVirtualKeyCode": code]
            if type == "keyDown", let text { parameters["text"] = text }
            try call("Input.dispatchKeyEvent", parameters)
        }
    }

    /// Moves the pointer to a place of the page that is shown.
    func point(x: Double, y: Double) throws {
        try call("Input.dispatchMouseEvent", ["type": "mouseMoved", "x": x, "y": y])
    }

    /// Errors of scripts, the console and the policy, since the page was opened.
    var complaints: [String] {
        events.compactMap { event in
            switch event["method"] as? String {
            case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
                "\(event["params"] ?? "")"
            default: nil
            }
        }
    }

    /// The addresses that were asked for since the page was opened.
    var requests: [String] {
        events.filter { $0["method"] as? String == "Network.requestWillBeSent" }.compactMap {
            (($0["params"] as? Message)?["request"] as? Message)?["url"] as? String
        }
    }

    @discardableResult
    func call(_ method: String, _ parameters: Message = [:]) throws -> Message {
        lastID += 1
        var message: Message = ["id": lastID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try commands.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
        while true {
            let answer = try receive()
            guard answer["id"] as? Int == lastID else { continue }
            if let error = answer["error"] { Issue.record("\(method): \(error)") }
            return answer["result"] as? Message ?? [:]
        }
    }

    /// The next message; events are kept.
    @discardableResult
    private func receive() throws -> Message {
        while true {
            if let end = unread.firstIndex(of: 0) {
                let message = try JSONSerialization.jsonObject(with: unread[unread.startIndex..<end]) as? Message
                unread = Data(unread[unread.index(after: end)...])
                let known = try #require(message)
                if known["method"] != nil { events.append(known) }
                return known
            }
            var waiting = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
            try #require(poll(&waiting, 1, 60_000) == 1, "the browser says nothing for a minute")
            unread.append(answers.availableData)
        }
    }
}
