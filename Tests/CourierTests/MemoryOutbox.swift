import BridgeCore
import Synchronization

/// An outbox and a look-up queue in memory, for tests of the loop: the ports' contract without a disk.
final class MemoryOutbox: OutboxQueue, LookupQueue {
    struct Entry: Sendable {
        var claim: Claim
        var state: EntryState
        var dueAt: Timestamp
        var attempts: [Attempt] = []
        var failures = 0
        var unknowns = 0
    }

    struct State: Sendable {
        var entries: [Entry] = []
        var pauses: [DestinationName: String] = [:]
        var returned: [EntryID] = []
        /// Errors that the next exchanges throw.
        var faults: [StoreError] = []
        var exchanges = 0
        var mostInFlight = 0
        var lookups: [Address] = []
        var answers: [Address: LookupAnswer] = [:]
        /// Contacts to create, those that were claimed, and what was recorded of them.
        var creations: [ContactCreation] = []
        var claimed: [Address] = []
        var created: [Address: CreationAnswer] = [:]

        func count(_ state: EntryState) -> Int { entries.count { $0.state == state } }
    }

    private struct Waiter {
        let condition: @Sendable (State) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct Box {
        var state = State()
        var waiters: [Waiter] = []
    }

    private let box = Mutex(Box())
    private let (stream, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    var state: State { box.withLock { $0.state } }

    init(_ claims: [Claim] = [], lookups: [Address] = []) {
        change { state in
            state.entries = claims.map { Entry(claim: $0, state: .queued, dueAt: Fixture.start) }
            state.lookups = lookups
        }
    }

    /// Changes the state from outside, as a receiver or an operator does, and rings.
    func change(_ body: (inout State) -> Void) {
        update(body)
        bell.yield()
    }

    /// Returns once `condition` holds.
    func reaches(_ condition: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let holds = box.withLock { box in
                if condition(box.state) { return true }
                box.waiters.append(Waiter(condition: condition, continuation: continuation))
                return false
            }
            if holds { continuation.resume() }
        }
    }

    private func update<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, met) = box.withLock { box in
            let result = body(&box.state)
            let met = box.waiters.filter { $0.condition(box.state) }
            box.waiters.removeAll { $0.condition(box.state) }
            return (result, met)
        }
        for waiter in met { waiter.continuation.resume() }
        return result
    }

    func wakeups() -> AsyncStream<Void> { stream }

    func exchange(
        _ settlements: [Settlement],
        pausing pauses: [PauseOrder],
        claiming slots: [DestinationName: Int],
        at now: Timestamp
    ) async throws(StoreError) -> Exchange {
        let result: Swift.Result<Exchange, StoreError> = update { state in
            state.exchanges += 1
            if !state.faults.isEmpty { return .failure(state.faults.removeFirst()) }
            for settlement in settlements { Self.settle(settlement, in: &state) }
            for order in pauses { Self.pause(order, in: &state) }
            let claims = slots.flatMap { Self.claim($0.value, for: $0.key, in: &state, at: now) }
            state.mostInFlight = max(state.mostInFlight, state.count(.sending))
            let next = state.entries.filter { $0.state == .queued && $0.dueAt > now }.map(\.dueAt).min()
            return .success(Exchange(claims: claims, nextDue: next))
        }
        return try result.get()
    }

    private static func settle(_ settlement: Settlement, in state: inout State) {
        guard let index = state.entries.firstIndex(where: { $0.claim.entry == settlement.attempt.entry }) else {
            return
        }
        state.entries[index].attempts.append(settlement.attempt)
        switch settlement.verdict {
        case .delivered: state.entries[index].state = .delivered
        case .retry(let at, let counts):
            state.entries[index].state = .queued
            state.entries[index].dueAt = at
            if counts { state.entries[index].failures += 1 }
        case .resend(let at):
            state.entries[index].state = .queued
            state.entries[index].dueAt = at
            state.entries[index].unknowns += 1
        case .contactNotFound: state.entries[index].state = .unmatched
        case .memberNotFound: state.entries[index].state = .queued
        case .refused: state.entries[index].state = .refused
        case .unknown: state.entries[index].state = .unknown
        case .held: state.entries[index].state = .held
        }
    }

    private static func claim(
        _ slots: Int,
        for destination: DestinationName,
        in state: inout State,
        at now: Timestamp
    ) -> [Claim] {
        guard state.pauses[destination] == nil else { return [] }
        var blocked = Set(state.entries.filter { $0.state == .sending }.map(\.claim.contact))
        var claims: [Claim] = []
        for index in state.entries.indices where claims.count < slots {
            let entry = state.entries[index]
            guard entry.state == .queued, entry.claim.destination == destination,
                blocked.insert(entry.claim.contact).inserted,
                entry.dueAt <= now
            else { continue }
            state.entries[index].state = .sending
            let claim = entry.claim
            claims.append(
                Claim(
                    entry: claim.entry,
                    destination: destination,
                    contact: claim.contact,
                    contactName: claim.contactName,
                    member: claim.member,
                    memberName: claim.memberName,
                    draft: claim.draft,
                    receivedAt: claim.receivedAt,
                    attempt: entry.attempts.count + 1,
                    failures: entry.failures,
                    unknowns: entry.unknowns
                )
            )
        }
        return claims
    }

    private static func pause(_ order: PauseOrder, in state: inout State) {
        state.pauses[order.destination] = order.reason
        state.returned += order.returning
        for index in state.entries.indices where order.returning.contains(state.entries[index].claim.entry) {
            state.entries[index].state = .queued
        }
    }

    func dueLookups(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address] {
        Array(state.lookups.prefix(limit))
    }

    func record(
        _ answer: LookupAnswer,
        for address: Address,
        of destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) {
        update { state in
            state.lookups.removeAll { $0 == address }
            state.answers[address] = answer
        }
    }

    func nextLookup(of destination: DestinationName) async throws(StoreError) -> Timestamp? { nil }

    func dueCreations(
        of destination: DestinationName,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [Address] {
        state.creations.prefix(limit).map(\.address)
    }

    func claimCreation(
        of address: Address,
        in destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) -> ContactCreation? {
        update { state in
            guard let index = state.creations.firstIndex(where: { $0.address == address }) else { return nil }
            state.claimed.append(address)
            return state.creations.remove(at: index)
        }
    }

    func record(
        _ answer: CreationAnswer,
        for address: Address,
        of destination: DestinationName,
        at now: Timestamp
    ) async throws(StoreError) {
        update { $0.created[address] = answer }
    }
}
