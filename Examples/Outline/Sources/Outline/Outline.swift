public import Programs

/// The objects of an outline editor: a document owns its sections, and a section finds its document.
public enum Outline {
    /// How a section holds its document.
    public enum BackReference: Sendable {
        /// As somebody wrote it on a Friday: the document and its sections keep each other alive.
        case strong
        /// As it should be.
        case weak
    }

    /// Opens a document, writes two sections, asks one of them for its document, and closes the document.
    public static func editing(_ back: BackReference) -> Scenario {
        Scenario("outline", summary: "a document and its sections") { heap in
            let document = heap.type("Document", fields: "sections")
            let section =
                switch back {
                case .strong: heap.type("Section", fields: "document")
                case .weak: heap.type("Section", weak: ["document"])
                }
            let doc = heap.bind("doc", to: document())
            for title in ["intro", "outro"] {
                heap.call("addSection", doc) { heap in
                    let new = heap.bind(title, to: section())
                    new["document"] = doc
                    doc["sections"].append(new)
                }
            }
            heap.use(doc["sections"][0]["document"])
            heap.drop(doc)
        }
    }

    /// Shows a screen whose button calls it back.
    public static func tapping(capturesWeakly: Bool) -> Scenario {
        Scenario("tapping", summary: "a screen, its button and the closure between them") { heap in
            let screenType = heap.type("Screen", fields: "button")
            let buttonType = heap.type("Button", fields: "onTap")
            let screen = heap.bind("screen", to: screenType())
            screen["button"] = buttonType()
            screen["button"]["onTap"] = capturesWeakly ? heap.closure(weak: [screen]) : heap.closure(capturing: screen)
            heap.drop(screen)
        }
    }
}
