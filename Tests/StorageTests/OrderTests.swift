import BridgeCore
import TestSupport
import Testing

@testable import Storage

/// Random runs against a model that knows only what was accepted and in which order.
struct OrderTests {
    /// What the run did, and what must hold at every step of it.
    struct Model {
        var accepted = 0
        var inFlight: [EntryID: Claim] = [:]
        /// The last entry of each contact that was delivered.
        var last: [ContactID: EntryID] = [:]
        var delivered: Set<EntryID> = []
        /// Entries that left the queue unordered: they were set aside and came back.
        var setAside: Set<EntryID> = []

        mutating func take(_ claims: [Claim]) {
            for claim in claims {
                let rival = inFlight.values.first { $0.contact == claim.contact }
                #expect(rival == nil, "two in flight for \(claim.contact)")
                inFlight[claim.entry] = claim
            }
        }

        mutating func deliver(_ claim: Claim) {
            inFlight[claim.entry] = nil
            if !setAside.contains(claim.entry) {
                if let last = last[claim.contact] { #expect(last < claim.entry, "\(claim.entry) overtaken") }
                last[claim.contact] = claim.entry
            }
            #expect(delivered.insert(claim.entry).inserted, "\(claim.entry) delivered twice")
        }
    }

    @Test(arguments: UInt64(1)...8)
    func nothingIsLostOrOvertakenAndNoContactHasTwoInFlight(seed: UInt64) async throws {
        let fixture = try StoreFixture()
        var random = SeededRandom(seed: seed)
        var model = Model()

        for _ in 0..<250 { try await step(fixture, &model, &random) }
        try await drain(fixture, &model)

        #expect(model.delivered.count == model.accepted)
        #expect(try await fixture.states().allSatisfy { $0 == .delivered })
    }

    private func step(_ fixture: StoreFixture, _ model: inout Model, _ random: inout SeededRandom) async throws {
        let name = fixture.destination.name
        switch Int.random(in: 0..<10, using: &random) {
        case 0...4:
            model.accepted += 1
            let number = Int.random(in: 101...106, using: &random)
            try await fixture.accept(
                Int64(model.accepted),
                [.sample("k\(model.accepted)", phone: "+12015550\(number)")]
            )
        case 5:
            let number = Int.random(in: 101...106, using: &random)
            let contact = KnownContact(id: ContactID("c\(number)"))
            if Bool.random(using: &random) {
                try await fixture.store.record(.found(contact), for: .phone(number), of: name, at: fixture.now)
            } else {
                _ = try await fixture.store.importDirectory(
                    [.contact(contact, .phone(number))],
                    into: name,
                    at: fixture.now
                )
            }
        case 6: try await fixture.store.pause(name, reason: "test", at: fixture.now)
        case 7: try await fixture.store.resume(name, at: fixture.now)
        default: try await exchange(fixture, &model, &random)
        }
        fixture.clock.advance(by: .seconds(1))
    }

    private func exchange(_ fixture: StoreFixture, _ model: inout Model, _ random: inout SeededRandom) async throws {
        var settlements: [Settlement] = []
        for claim in model.inFlight.values.sorted(by: { $0.entry < $1.entry }) where Bool.random(using: &random) {
            let verdict: Verdict
            switch Int.random(in: 0..<6, using: &random) {
            case 0: verdict = .retry(at: fixture.now.advanced(by: .seconds(5)), countsAsFailure: true)
            case 1: verdict = .resend(at: fixture.now)
            case 2: verdict = .refused(reason: "test")
            default: verdict = .delivered
            }
            settlements.append(claim.settled(verdict, at: fixture.now))
            switch verdict {
            case .delivered: model.deliver(claim)
            case .refused:
                model.setAside.insert(claim.entry)
                model.inFlight[claim.entry] = nil
            default: model.inFlight[claim.entry] = nil
            }
        }
        let slots = [fixture.destination.name: Int.random(in: 0...4, using: &random)]
        model.take(try await fixture.store.exchange(settlements, claiming: slots, at: fixture.now).claims)
    }

    /// Frees everything, then delivers until nothing is left.
    private func drain(_ fixture: StoreFixture, _ model: inout Model) async throws {
        let name = fixture.destination.name
        let rows = (101...106).map { DirectoryRow.contact(KnownContact(id: ContactID("c\($0)")), .phone($0)) }
        _ = try await fixture.store.importDirectory(rows, into: name, at: fixture.now)
        try await fixture.store.resume(name, at: fixture.now)
        for id in model.setAside.subtracting(model.delivered).sorted() {
            if try await fixture.store.entry(id).record.state == .refused {
                try await fixture.store.retry(id, by: "test", at: fixture.now)
            }
        }
        for _ in 0..<1000 {
            let claims = model.inFlight.values.sorted { $0.entry < $1.entry }
            for claim in claims { model.deliver(claim) }
            fixture.clock.advance(by: .seconds(10))
            let next = try await fixture.claim(claims.map { $0.settled(.delivered, at: fixture.now) })
            guard !next.isEmpty || !claims.isEmpty else { return }
            model.take(next)
        }
    }
}
