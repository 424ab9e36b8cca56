import BridgeCore
import Receiver
import TestSupport
import Testing

struct HookTableTests {
    private let clock = ManualWallClock()

    private func hook(_ name: String, adapter: String = "stub", perMinute: Int? = nil) -> Hook {
        Hook(name: HookName(name), adapter: adapter, destination: DestinationName("main"), perMinute: perMinute)
    }

    @Test func servesTheHooksThatReplaceOthers() throws {
        let table = try HookTable(hooks: [hook("a"), hook("b")], adapters: ["stub": StubAdapter()], now: clock.now())
        let before = try #require(table["a"])

        try table.replace(
            with: [hook("a"), hook("c")],
            adapters: ["stub": StubAdapter(bodyLimit: 7)],
            now: clock.now()
        )

        #expect(table["b"] == nil)
        #expect(table["c"] != nil)
        #expect(table["a"]?.bodyLimit == 7)
        #expect(before.bodyLimit == 100_000)
    }

    @Test func staysAsItWasWhenAnAdapterIsMissing() throws {
        let table = try HookTable(hooks: [hook("a")], adapters: ["stub": StubAdapter()], now: clock.now())

        #expect(throws: HookTableError.self) {
            try table.replace(with: [hook("b", adapter: "none")], adapters: ["stub": StubAdapter()], now: clock.now())
        }
        #expect(table["a"] != nil)
        #expect(table["b"] == nil)
    }

    @Test func letsTheRateOfAMinuteThroughAndRefillsSteadily() {
        let limit = RateLimit(perMinute: 60, now: clock.now())
        func taken() -> Int { (0..<100).filter { _ in limit.take(at: clock.now()) }.count }

        #expect(taken() == 60)
        clock.advance(by: .milliseconds(2500))
        #expect(limit.hasRoom(at: clock.now()))
        #expect(taken() == 2)
        clock.advance(by: .milliseconds(500))
        #expect(taken() == 1)
        clock.advance(by: .seconds(3600))
        #expect(taken() == 60)
    }

    @Test func countsNothingTwiceWhenTheClockJumpsBack() {
        let limit = RateLimit(perMinute: 10, now: clock.now())
        while limit.take(at: clock.now()) {}

        clock.advance(by: .seconds(-600))

        #expect(!limit.take(at: clock.now()))
        clock.advance(by: .seconds(6))
        #expect(limit.take(at: clock.now()))
    }

    @Test func givesBackWhatAReservationHeld() {
        let budget = ByteBudget(capacity: 100)
        let first = Reservation(of: budget)
        #expect(first.grow(by: 60))
        #expect(first.grow(by: 30))
        do {
            let second = Reservation(of: budget)
            #expect(second.grow(by: 10))
            #expect(!second.grow(by: 1))
        }

        #expect(budget.bytesInFlight == 90)
        first.release()
        first.release()
        #expect(budget.bytesInFlight == 0)
    }
}
