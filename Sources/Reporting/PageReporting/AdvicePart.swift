import DesignAdvice
import Reporting
import TraceModel

/// The advice on the page: what to make weak, its price, and what came of every design that was tried.
struct AdvicePart {
    let advice: Advice

    /// What the template fills in.
    var view: View {
        let sentences = AdviceSentences(advice: advice)
        return [
            "isGood": advice.recommended != nil || advice.isClean,
            "recommendation": HTMLText.prose(sentences.recommendation),
            "price": sentences.price.map { ["text": HTMLText.prose($0)] },
            "hasPrice": !sentences.price.isEmpty,
            "designs": advice.tried.prefix(AdviceText.mostDesigns).map { design -> View in
                [
                    "slots": HTMLText.shown(AdviceSentences.title(design)),
                    "verdict": design.verdict.rawValue, "isFix": design.verdict == .fixes,
                    "why": HTMLText.prose(sentences.why(design) + "."),
                ]
            },
            "tried": advice.tried.isEmpty
                ? "" : "The proof: \(Wording.count(advice.tried.count, "design")) tried by running the program again",
            "isLimited": advice.isLimited,
            "limit":
                "Not everything was tried: at most \(Wording.count(advice.maximumDesigns, "design")) for a page; "
                + "dezero-trace advise tries more.",
        ]
    }
}
