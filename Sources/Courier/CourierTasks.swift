import BridgeCore
import Logging

/// What the courier does beside its loop: each function is the body of one task and ends with one report.
struct CourierTasks: Sendable {
    let client: ZyntroClient
    let table: ResponseTable
    let lookups: any LookupQueue
    let mailbox: Mailbox
    let wall: any WallClock
    let clock: any MonotonicClock
    let logger: Logger

    func now() -> Moment { Moment(wall: wall.now(), uptime: clock.now()) }

    /// Sends a claimed entry.
    func deliver(_ claim: Claim, to destination: Destination, round: Int) async {
        let startedAt = now()
        let reply = await client.addCommsHistory(claim, to: destination)
        let report = AttemptReport(
            claim: claim,
            round: round,
            startedAt: startedAt,
            endedAt: now(),
            httpStatus: reply.httpStatus,
            outcome: Outcome(reply, table: table, destination: destination)
        )
        mailbox.post(.attempt(report))
    }

    /// Asks Zyntro for an address until one of its spellings is found, and files the answer. `failures` are the
    /// destination's look-ups that failed running; they set when a failed one is asked again.
    func lookUp(_ address: Address, in destination: Destination, round: Int, failures: Int) async {
        let lookup = ContactLookup(address: address, destination: destination)
        let startedAt = now()
        var calls = 0
        var reply = Reply.notSent(reason: "nothing to search for")
        var outcome = LookupOutcome.notFound
        for search in lookup.searches {
            calls += 1
            reply = await client.lookupContact(search, in: destination)
            outcome = lookup.outcome(of: reply, table: table)
            guard outcome == .notFound else { break }
        }
        await record(outcome, for: address, of: destination.name, failures: failures)
        let report = LookupReport(
            destination: destination.name,
            address: address,
            round: round,
            startedAt: startedAt,
            calls: calls,
            reply: reply,
            outcome: outcome
        )
        mailbox.post(.lookup(report))
    }

    private func record(
        _ outcome: LookupOutcome,
        for address: Address,
        of destination: DestinationName,
        failures: Int
    ) async {
        let now = wall.now()
        var random = SystemRandomNumberGenerator()
        let answer: LookupAnswer
        switch outcome {
        case .found(let contact): answer = .found(contact)
        case .notFound: answer = .notFound
        case .credentials(let reason, _), .failed(let reason):
            let delay = RetryPolicy.lookup.delay(afterFailure: failures + 1, using: &random)
            answer = .failed(reason: reason, retryAt: now.advanced(by: delay))
        }
        do {
            try await lookups.record(answer, for: address, of: destination, at: now)
        } catch {
            // The address stays due in the queue and is asked for again: a read costs nothing but a call.
            logger.warning(
                "the store did not take a look-up's answer; it is asked for again",
                metadata: ["destination": "\(destination)", "error": "\(error)"]
            )
        }
    }

    /// Asks the queue which look-ups and creations are due.
    func fetchLookups(of destination: Destination) async {
        let name = destination.name
        do {
            let now = wall.now()
            let due = try await lookups.dueLookups(of: name, limit: LookupSchedule.fetchLimit, at: now)
            let creates = destination.unmatchedPolicy == .create
            let creations =
                creates ? try await lookups.dueCreations(of: name, limit: LookupSchedule.fetchLimit, at: now) : []
            let next = try await lookups.nextLookup(of: name)
            mailbox.post(.lookupsDue(name, due, creations: creations, next: next))
        } catch {
            // The store's trouble is logged where its commits fail; the schedule asks again.
            mailbox.post(.lookupsDue(name, nil, creations: [], next: nil))
        }
    }

    /// Asks Zyntro to create the contact of an address, once that it is asked is on disk.
    func createContact(at address: Address, in destination: Destination, round: Int) async {
        let startedAt = now()
        var reply = Reply.notSent(reason: "it was not due any more")
        var outcome: CreationOutcome?
        do {
            if let order = try await lookups.claimCreation(of: address, in: destination.name, at: startedAt.wall) {
                reply = await client.addContact(order, to: destination)
                let result = CreationOutcome(reply, table: table, destination: destination)
                outcome = result
                try await lookups.record(answer(to: result), for: address, of: destination.name, at: wall.now())
            }
        } catch {
            logger.warning(
                "the store did not take the creation of a contact; what became of it is looked up after the next start",
                metadata: ["destination": "\(destination.name)", "error": "\(error)"]
            )
        }
        let report = CreationReport(
            destination: destination.name,
            round: round,
            startedAt: startedAt,
            reply: reply,
            outcome: outcome
        )
        mailbox.post(.creation(report))
    }

    private func answer(to outcome: CreationOutcome) -> CreationAnswer {
        switch outcome {
        case .created(let id): return .created(id)
        case .refused(let text): return .refused(reason: text)
        case .unknown(let reason): return .unknown(reason: reason)
        case .notAsked, .credentials:
            var random = SystemRandomNumberGenerator()
            return .notAsked(
                retryAt: wall.now().advanced(by: RetryPolicy.creation.delay(afterFailure: 1, using: &random))
            )
        }
    }

    /// Reads something harmless from a suspect destination; any verdict of Zyntro's own says that it answers.
    func probe(_ destination: Destination) async {
        let reply = await client.lookupContact("zyntro-bridge", in: destination)
        var isAnswered = false
        if case .answered = reply { isAnswered = true }
        mailbox.post(.probe(destination.name, isAnswered: isAnswered))
    }
}
