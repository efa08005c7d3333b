import DesignAdvice
import Reporting
import TraceModel

/// What stands behind a change on the page: its price, and what came of every design that was tried.
struct AdvicePart {
    let advice: Advice

    /// Whether there is anything to show.
    var isEmpty: Bool { advice.tried.isEmpty && AdviceSentences(advice: advice).price.isEmpty }

    /// What the template fills in.
    var view: View {
        let sentences = AdviceSentences(advice: advice)
        return [
            "title": sentences.price.isEmpty ? "How that is known" : "Its price, and how that is known",
            "price": sentences.price.map { ["text": HTMLText.prose($0)] },
            "hasPrice": !sentences.price.isEmpty,
            "designs": advice.tried.prefix(AdviceText.mostDesigns).map { design -> View in
                [
                    "slots": HTMLText.shown(AdviceSentences.title(design)),
                    "verdict": design.verdict.rawValue, "isFix": design.verdict == .fixes,
                    "why": HTMLText.prose(sentences.why(design) + "."),
                ]
            },
            "hasDesigns": !advice.tried.isEmpty,
            "isLimited": advice.isLimited,
            "limit":
                "Not everything was tried: at most \(Wording.count(advice.maximumDesigns, "design")) for a page; "
                + "dezero-trace advise tries more.",
        ]
    }
}
