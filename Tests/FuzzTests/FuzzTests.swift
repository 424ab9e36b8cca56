import FuzzSubjects
import Testing

/// Some thousand inputs for every parser in an ordinary test run; `Tests/Fuzz/run` feeds them a million each.
struct FuzzTests {
    @Test(arguments: Subject.all)
    func everyInputIsReadOrRefusedAndEveryPromiseHolds(_ subject: Subject) {
        var taken = 0
        for index in 0..<3000 {
            do {
                if try subject.holds(for: subject.sample(seed: 1, index: index)) { taken += 1 }
            } catch {
                Issue.record("input \(index) of \(subject): \(error)")
            }
        }
        #expect(taken > 100, "of 3000 inputs only \(taken) get past the first lines of the parser")
    }

    @Test func anInputIsMadeAgainBySeedAndIndex() {
        for subject in Subject.all {
            #expect(subject.sample(seed: 7, index: 41).bytes == subject.sample(seed: 7, index: 41).bytes)
            #expect(
                (0..<50).contains {
                    subject.sample(seed: 7, index: $0).bytes != subject.sample(seed: 8, index: $0).bytes
                }
            )
        }
    }
}
