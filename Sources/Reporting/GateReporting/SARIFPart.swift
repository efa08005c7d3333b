import RegressionGate
import Reporting
import TraceModel

/// The parts of which a SARIF document is made.
enum SARIFPart {
    /// A message of plain text; single braces would be read as placeholders.
    static func message(_ text: String) -> JSON {
        let text = DisplayText.escape(text).replacing("{", with: "{{").replacing("}", with: "}}")
        return .object([("text", .string(text))])
    }

    /// Something about the check itself.
    static func notification(_ text: String, level: String) -> JSON {
        .object([("level", .string(level)), ("message", message(text))])
    }

    /// A place in a program; its name alone where the place is not known.
    static func location(_ place: Finding.Moment?, in subject: String, message text: String? = nil) -> JSON {
        var members: [(key: String, value: JSON)] = []
        if let place, !place.file.isEmpty {
            var physical: [(key: String, value: JSON)] = [
                ("artifactLocation", .object([("uri", .string(reference(to: place.file)))]))
            ]
            if place.line > 0 {
                let snippet = JSON.object([("text", .string(DisplayText.escape(place.statement)))])
                physical.append(("region", .object([("startLine", .int(place.line)), ("snippet", snippet)])))
            }
            members.append(("physicalLocation", .object(physical)))
        }
        members.append(("logicalLocations", .array([.object([("fullyQualifiedName", .string(subject))])])))
        if let text { members.append(("message", message(text))) }
        return .object(members)
    }

    /// The references of a ring, the store that closed it, and what orphaned it.
    static func codeFlow(of finding: Finding, in subject: String) -> JSON {
        var steps = finding.shownSteps.map { step in
            location(step.born, in: subject, message: "\(step.object) holds \(step.target) in .\(step.field)")
        }
        if let moment = finding.closedBy {
            steps.append(location(moment, in: subject, message: "here the ring is closed"))
        }
        if let moment = finding.orphanedBy {
            steps.append(location(moment, in: subject, message: "here the last reference from outside goes"))
        }
        if let moment = finding.orphanedThrough {
            steps.append(location(moment, in: subject, message: "in whose course this one lets go of the ring"))
        }
        let flow = JSON.object([("locations", .array(steps.map { .object([("location", $0)]) }))])
        return .object([("threadFlows", .array([flow]))])
    }

    /// What a person says of a leak that may stay.
    static func suppression(_ known: KnownLeak) -> JSON {
        let text = "\(known.owner) until \(known.expires): \(known.reason)"
        return .object([
            ("kind", .string("external")), ("status", .string("accepted")),
            ("justification", .string(DisplayText.escape(text))),
        ])
    }

    /// A file's name as a reference: everything but letters, digits and a few signs is escaped, byte by byte.
    private static func reference(to file: String) -> String {
        var result = ""
        for byte in file.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
