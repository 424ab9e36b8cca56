import BridgeCore
import TestSupport
import Testing

/// A flood evicts only itself.
struct FairSharesTests {
    private typealias Shares = FairShares<Int>
    private let texts = HookName("texts")

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func aFloodOfOneSourceNeverEvictsAnothers(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let limits = Shares.Limits(count: 100, bytes: 10_000)
        var shares = Shares(limits)
        var sources: [Int: String] = [:]
        var honest = (count: 0, bytes: 0)

        for key in 0..<2000 {
            let size = Int.random(in: 1...130, using: &random)
            let hasRoom = honest.count < 75 && honest.bytes + size <= 7500
            let isHonest = Int.random(in: 0..<20, using: &random) == 0 && hasRoom
            if isHonest { honest = (honest.count + 1, honest.bytes + size) }
            // Each honest source stays below its own quarter.
            let source = isHonest ? "honest \(honest.count % 10)" : "flood"
            let hook = HookName(isHonest && Bool.random(using: &random) ? "calls" : "texts")
            sources[key] = source

            let evicted = shares.add(key, size: size, hook: hook, source: source)

            #expect(evicted.allSatisfy { sources[$0] == "flood" })
        }
        #expect(honest.count > 40)
        #expect(shares.count <= limits.count && shares.bytes <= limits.bytes)
    }

    /// Max-min fairness: who holds no more than an even share of the room loses nothing to others.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func whoHoldsNoMoreThanAnEvenShareLosesNothing(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let number = Int.random(in: 2...12, using: &random)
        let limits = Shares.Limits(count: 60, bytes: 1_000_000)
        var shares = Shares(limits)
        var sources: [Int: String] = [:]
        var held: [String: Int] = [:]

        for key in 0..<1500 {
            let rank = min(Int.random(in: 0..<number, using: &random), Int.random(in: 0..<number, using: &random))
            let source = "source \(rank)"
            sources[key] = source
            held[source, default: 0] += 1
            for victim in shares.add(key, size: 10, hook: texts, source: source) {
                let loser = sources[victim] ?? ""
                let before = held[loser] ?? 0
                #expect(before * number > limits.count || before > limits.count / Shares.sourcePart)
                held[loser] = before - 1
            }
        }
        #expect(shares.count == held.values.reduce(0, +))
        #expect(shares.count <= limits.count)
    }

    @Test func aFloodOfManySourcesStaysWithinItsHook() {
        var shares = Shares(Shares.Limits(count: 100, bytes: 1_000_000))
        for key in 0..<20 { #expect(shares.add(key, size: 10, hook: HookName("calls"), source: "honest") == []) }

        for key in 20..<5000 {
            let evicted = shares.add(key, size: 10, hook: texts, source: "192.0.2.\(key)")
            #expect(evicted.allSatisfy { $0 >= 20 })
        }

        #expect(shares.count == 100)
    }

    @Test func theOldestOfASourceGoesFirst() {
        var shares = Shares(Shares.Limits(count: 8, bytes: 1_000_000))

        let evicted = (0..<5).map { shares.add($0, size: 1, hook: texts, source: "a") }

        #expect(evicted == [[], [], [0], [1], [2]])
    }

    @Test func whatIsLargerThanAShareIsNotTaken() {
        var shares = Shares(Shares.Limits(count: 100, bytes: 1000))
        #expect(shares.add(0, size: 200, hook: texts, source: "a") == [])

        #expect(shares.add(1, size: 251, hook: texts, source: "b") == [1])
        #expect((shares.count, shares.bytes) == (1, 200))
    }

    /// What comes and goes between evictions leaves the order of what stays as it was.
    @Test func theOldestIsKnownAfterManyCameAndWent() {
        var shares = Shares(Shares.Limits(count: 40, bytes: 1_000_000))
        for key in 0..<5 { #expect(shares.add(key, size: 1, hook: texts, source: "a") == []) }
        for key in 5..<5000 {
            #expect(shares.add(key, size: 1, hook: texts, source: "a") == [])
            shares.remove(key)
        }

        let evicted = (5000..<5008).map { shares.add($0, size: 1, hook: texts, source: "a") }

        #expect(evicted == [[], [], [], [], [], [0], [1], [2]])
        #expect(shares.count == 10)
    }

    @Test func noRoomKeepsNothing() {
        var shares = Shares(Shares.Limits(count: 0, bytes: 1000))

        #expect(shares.add(1, size: 1, hook: texts, source: "a") == [1])
        #expect(shares.count == 0)
    }

    @Test func whatWasRemovedMakesRoom() {
        var shares = Shares(Shares.Limits(count: 4, bytes: 1_000_000))
        #expect(shares.add(1, size: 1, hook: texts, source: "a") == [])
        shares.remove(1)

        #expect(shares.add(2, size: 1, hook: texts, source: "a") == [])
        #expect(shares.add(3, size: 1, hook: texts, source: "a") == [2])
    }
}
