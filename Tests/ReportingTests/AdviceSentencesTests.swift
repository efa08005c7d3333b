import DesignAdvice
import Testing

@testable import Reporting

/// What advice says in plain words, whatever the names in it are.
@Suite struct AdviceSentencesTests {
    private func sentences(_ name: String) -> [String] {
        HostileAdvice.all(name).flatMap { advice in
            let sentences = AdviceSentences(advice: advice)
            return [sentences.recommendation] + sentences.price + advice.tried.map(sentences.why)
        }
    }

    @Test(arguments: HostileNamesTests.names.indices)
    func `only our own backticks stand in a sentence, so that no name turns code and words about`(_ index: Int) {
        let plain = sentences("x")
        let hostile = sentences(HostileNamesTests.names[index])
        #expect(hostile.count == plain.count)
        for (hostile, plain) in zip(hostile, plain) {
            #expect(hostile.count { $0 == "`" } == plain.count { $0 == "`" }, "\(plain)")
        }
    }

    @Test(arguments: HostileNamesTests.names.indices)
    func `a name cannot push the rest of a sentence off the page`(_ index: Int) {
        // The longest holds two dozen names; a page is twenty-three lines of eighty.
        for sentence in sentences(HostileNamesTests.names[index]) {
            #expect(DisplayText.width(DisplayText.escape(sentence)) <= 1_800)
        }
    }
}
