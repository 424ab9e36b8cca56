import BridgeCore
import Courier
import TestSupport
import Testing

/// Pure decisions about when: retries, pace, `Retry-After`.
struct TimingTests {
    @Test(arguments: [Int.min, -1, 0, 1, 2, 9, 64, 1000, Int.max - 1, Int.max])
    func aDelayStaysBetweenHalfTheFirstAndTheCap(failure: Int) {
        var random = SeededRandom(seed: 7)
        let policy = RetryPolicy(initialDelay: .seconds(1), maximumDelay: .seconds(300))

        let delay = policy.delay(afterFailure: failure, using: &random)

        #expect(delay >= .milliseconds(500) && delay <= .seconds(300))
    }

    @Test func delaysDoubleUpToTheCap() {
        var random = SeededRandom(seed: 7)
        let policy = RetryPolicy(initialDelay: .seconds(1), maximumDelay: .seconds(8))

        let delays = (1...6).map { policy.delay(afterFailure: $0, using: &random) }

        for (delay, ceiling) in zip(delays, [1, 2, 4, 8, 8, 8]) {
            #expect(delay >= .seconds(ceiling) / 2 && delay <= .seconds(ceiling))
        }
    }

    @Test(arguments: [(Duration.seconds(120), Duration.seconds(120)), (.seconds(1_000_000), .seconds(3600))])
    func honoursRetryAfterUpToAnHour(asked: Duration, expected: Duration) {
        var random = SeededRandom(seed: 7)
        let policy = RetryPolicy(initialDelay: .seconds(1), maximumDelay: .seconds(8))

        #expect(policy.delay(afterFailure: 1, retryAfter: asked, using: &random) == expected)
    }

    @Test(arguments: [
        ("0", Duration.zero), ("120", .seconds(120)), (" 7 ", .seconds(7)),
        ("99999999999999999999", .seconds(366 * 86_400)),
        ("Mon, 02 Mar 2026 09:15:30 GMT", .seconds(30)), ("Mon, 02 Mar 2026 09:14:00 GMT", .zero),
        ("Sun, 01 Mar 2026 00:00:00 GMT", .zero), ("Tue, 29 Feb 2028 09:15:00 GMT", .seconds(729 * 86_400)),
    ])
    func readsRetryAfter(value: String, expected: Duration) {
        #expect(RetryAfter.parse(value, at: Timestamp(seconds: 1_772_442_900)) == expected)
    }

    @Test(arguments: [
        "", "soon", "-1", "1.5", "Mon, 02 Foo 2026 09:15:30 GMT", "Mon, 02 Mar 2026 29:15:30 GMT", "Mon, 02 Mar 2026",
    ])
    func ignoresARetryAfterThatIsNeither(value: String) {
        #expect(RetryAfter.parse(value, at: Timestamp(seconds: 1_772_442_900)) == nil)
    }

    @Test func paceGivesNoMoreThanItsRate() {
        var pace = Pace(perSecond: 2, at: .zero)
        var started = 0

        for millisecond in 0..<10_000 where pace.available(at: .milliseconds(millisecond)) > 0 {
            pace.take(1, at: .milliseconds(millisecond))
            started += 1
        }

        #expect(started == 20)
    }

    @Test func paceSaysWhenTheNextCallMayStart() {
        var pace = Pace(perSecond: 4, at: .zero)
        pace.take(1, at: .zero)

        let next = pace.next(at: .zero)

        #expect(next == .milliseconds(250))
        #expect(pace.available(at: .zero) == 0)
        #expect(pace.available(at: next) == 1)
    }

    @Test func aLiftedPaceNeverWaits() {
        var pace = Pace(perSecond: nil, at: .zero)
        pace.take(1_000_000, at: .zero)

        #expect(pace.available(at: .zero) == .max)
    }

    @Test func restDoesNotSaveUpABurst() {
        var pace = Pace(perSecond: 20, at: .zero)

        #expect(pace.available(at: .seconds(3600)) == 2)
    }
}
