import Testing

@testable import Sandbox

struct FaultSwitchTests {
    private let now = ContinuousClock.now

    private func verdicts(_ faults: Faults, calls: Int) -> [Bool] {
        let faultSwitch = FaultSwitch(faults)
        return (0..<calls).map { _ in faultSwitch.next(for: "addCommsHistory", at: now) != .pass }
    }

    @Test func letsEverythingPassWithoutFaults() {
        #expect(verdicts(Faults(failFirst: 2, probability: 1), calls: 3) == [false, false, false])
    }

    @Test func stopsAfterTheFirstCalls() {
        #expect(verdicts(Faults(status: 500, failFirst: 2), calls: 4) == [true, true, false, false])
    }

    @Test func choosesTheSameCallsForTheSameSeed() {
        let faults = Faults(status: 500, probability: 0.5, faultSeed: 42)
        let first = verdicts(faults, calls: 200)

        #expect(first == verdicts(faults, calls: 200))
        #expect((60...140).contains(first.count { $0 }))
        #expect(first != verdicts(Faults(status: 500, probability: 0.5, faultSeed: 43), calls: 200))
    }

    @Test func limitsTheRateSecondBySecond() {
        let faultSwitch = FaultSwitch(Faults(rate: 2))

        let first = (0..<3).map { _ in faultSwitch.next(for: "lookupContact", at: now) }
        let later = faultSwitch.next(for: "lookupContact", at: now + .seconds(1))

        #expect(first == [.pass, .pass, .limit(retryAfter: 1)])
        #expect(later == .pass)
    }

    @Test func sparesOtherEndpoints() {
        let faults = Faults(status: 500, faultOn: ["addCommsHistory"])
        let faultSwitch = FaultSwitch(faults)

        #expect(faultSwitch.next(for: "lookupContact", at: now) == .pass)
        #expect(faultSwitch.next(for: "addCommsHistory", at: now) == .meet(faults))
    }

    @Test func sparesOtherContacts() {
        let faults = Faults(status: 500, faultContact: ["c1"])
        let faultSwitch = FaultSwitch(faults)

        #expect(faultSwitch.next(for: "addCommsHistory", about: "c2", at: now) == .pass)
        #expect(faultSwitch.next(for: "fetchMembers", at: now) == .pass)
        #expect(faultSwitch.next(for: "addCommsHistory", about: "c1", at: now) == .meet(faults))
    }

    @Test func countsAnewWhenReplaced() {
        let faults = Faults(status: 500, failFirst: 1)
        let faultSwitch = FaultSwitch(faults)
        _ = faultSwitch.next(for: "addCommsHistory", at: now)

        faultSwitch.replace(faults)

        #expect(faultSwitch.next(for: "addCommsHistory", at: now) == .meet(faults))
    }
}
