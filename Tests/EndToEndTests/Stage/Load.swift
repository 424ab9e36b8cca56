import Foundation
import Synchronization

/// Senders that behave as a provider does: the same message again until it is accepted, then the next.
final class Load: Sendable {
    static let people = ["+12125550101", "+13105550102", "+14155550103", "+16175550104", "+17185550106"]

    private let stage: Stage
    private let isStopped = Mutex(false)
    private let accepted = Mutex<Set<String>>([])
    private let tasks: Mutex<[Task<Void, Never>]>

    init(on stage: Stage, senders: Int = 6) {
        self.stage = stage
        tasks = Mutex([])
        let started = (0..<senders).map { sender in Task { [self] in await run(sender) } }
        tasks.withLock { $0 = started }
    }

    var acceptedCount: Int { accepted.withLock { $0.count } }

    /// Lets every sender end the message at hand and returns the texts of what was accepted.
    func stop() async -> Set<String> {
        isStopped.withLock { $0 = true }
        for task in tasks.withLock({ $0 }) { await task.value }
        return accepted.withLock { $0 }
    }

    private func run(_ sender: Int) async {
        var number = 0
        while !isStopped.withLock({ $0 }) {
            let text = "message \(sender)-\(number)"
            let sid = "SM\(sender)-\(number)"
            let person = Self.people[(sender + number) % Self.people.count]
            let answer = try? await stage.send(.sms(sid, from: person, text: text))
            if answer?.status == 200 {
                accepted.withLock { _ = $0.insert(text) }
                number += 1
            } else {
                // The bridge is away: a provider waits before it tries again, and so does this.
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
