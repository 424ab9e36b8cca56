import BridgeCore
import Courier
import TestSupport
import Testing

/// When a destination stops: unknown outcomes and refusals alike.
struct SuspicionTests {
    private var random = SeededRandom(seed: 3)

    @Test mutating func threeUnknownOutcomesRunningMakeADestinationSuspect() {
        var suspicion = Suspicion()
        suspicion.unknown(at: .zero, using: &random)
        suspicion.unknown(at: .zero, using: &random)
        #expect(suspicion.permission(at: .zero) == .proceed)

        suspicion.unknown(at: .zero, using: &random)

        #expect(suspicion.isSuspect)
        #expect(suspicion.permission(at: .seconds(15)) == .probe)
    }

    @Test mutating func anAnswerBetweenUnknownOutcomesClearsThem() {
        var suspicion = Suspicion()
        for _ in 1...10 {
            suspicion.unknown(at: .zero, using: &random)
            suspicion.unknown(at: .zero, using: &random)
            suspicion.answered()
        }

        #expect(suspicion.permission(at: .zero) == .proceed)
    }

    @Test mutating func probesGrowRarerUntilOneIsAnswered() {
        var suspicion = Suspicion()
        for _ in 1...3 { suspicion.unknown(at: .zero, using: &random) }
        var now = Duration.zero
        var waits: [Duration] = []
        for _ in 1...8 {
            guard case .wait(let until?) = suspicion.permission(at: now) else { break }
            waits.append(until - now)
            now = until
            suspicion.probeStarted()
            suspicion.probed(isAnswered: false, at: now, using: &random)
        }

        #expect(waits.count == 8)
        #expect(waits.last.map { $0 >= .seconds(300) && $0 <= .seconds(600) } == true)
    }

    @Test mutating func anAnsweredProbeAllowsOneEntryAtATimeUntilOneIsAnswered() {
        var suspicion = Suspicion()
        for _ in 1...3 { suspicion.unknown(at: .zero, using: &random) }
        suspicion.probeStarted()
        suspicion.probed(isAnswered: true, at: .zero, using: &random)
        #expect(suspicion.permission(at: .zero) == .trial)

        var failed = suspicion
        failed.unknown(at: .zero, using: &random)
        suspicion.answered()

        #expect(failed.isSuspect)
        #expect(suspicion.permission(at: .zero) == .proceed)
    }

    private func refuse(
        _ refusals: inout AlikeRefusals,
        _ numbers: ClosedRange<Int64>,
        label: String = "NOT_FOUND",
        contact: String? = nil,
        every interval: Duration = .seconds(1)
    ) -> [EntryID]? {
        var returned: [EntryID]?
        for number in numbers {
            returned = refusals.refused(
                EntryID(rawValue: number),
                of: ContactID(contact ?? "contact-\(number)"),
                label: label,
                at: interval * Int(number)
            )
        }
        return returned
    }

    @Test func fiveRefusalsAlikeReturnTheirEntries() {
        var refusals = AlikeRefusals()

        #expect(refuse(&refusals, 1...4) == nil)
        #expect(refuse(&refusals, 5...5) == (1...5).map { EntryID(rawValue: $0) })
    }

    @Test func refusalsOfOneContactAreItsOwnFault() {
        var refusals = AlikeRefusals()

        #expect(refuse(&refusals, 1...50, contact: "contact-1") == nil)
    }

    @Test func refusalsThatAreNotAlikeDoNotAddUp() {
        var refusals = AlikeRefusals()

        #expect(refuse(&refusals, 1...4) == nil)
        #expect(refuse(&refusals, 5...5, label: "INVALID_TYPE") == nil)
    }

    @Test func aSuccessBetweenStartsAnew() {
        var refusals = AlikeRefusals()

        #expect(refuse(&refusals, 1...4) == nil)
        refusals.succeeded()
        #expect(refuse(&refusals, 5...8) == nil)
    }

    @Test func refusalsFurtherApartThanTenMinutesDoNotAddUp() {
        var refusals = AlikeRefusals()

        #expect(refuse(&refusals, 1...50, every: .seconds(151)) == nil)
        var closer = AlikeRefusals()
        #expect(refuse(&closer, 1...5, every: .seconds(150)) != nil)
    }
}
