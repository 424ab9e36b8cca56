import BridgeCore
import Courier
import JSON
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// The whole courier against an outbox in memory and a server on the loopback.
@Suite(.timeLimit(.minutes(1)))
struct CourierTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a courier while `body` runs, then stops it gracefully and waits for its end.
    private func run(
        _ outbox: MemoryOutbox,
        _ destination: Destination,
        wall: any WallClock = ManualWallClock(Fixture.start),
        clock: any MonotonicClock = SystemMonotonicClock(),
        logger: Logger? = nil,
        shutdownLimit: Duration = .seconds(20),
        during body: @Sendable (Courier) async throws -> Void
    ) async throws {
        let logger = logger ?? self.logger
        let courier = try Courier(
            configuration: CourierConfiguration(destinations: [destination], shutdownLimit: shutdownLimit),
            outbox: outbox,
            lookups: outbox,
            logger: logger,
            wall: wall,
            clock: clock
        )
        let group = ServiceGroup(configuration: .init(services: [.init(service: courier)], logger: self.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(courier)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func deliversInOrderPerContactWithinTheConcurrency() async throws {
        let outbox = MemoryOutbox(try (1...300).map { try Fixture.claim($0, contact: "contact-\($0 % 30)") })
        try await ScriptedZyntro.serve { _ in
            .success()
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL, concurrency: 8)) { _ in
                await outbox.reaches { $0.count(.delivered) == 300 }
            }

            #expect(outbox.state.mostInFlight == 8)
            #expect(server.requests.count == 300)
        }
        let byContact = Dictionary(grouping: outbox.state.entries, by: \.claim.contact)
        for entries in byContact.values {
            let starts = entries.sorted { $0.claim.entry < $1.claim.entry }.compactMap { $0.attempts.first?.chID }
            #expect(starts.count == 10)
        }
    }

    @Test func oneContactHasOneEntryInFlight() async throws {
        let outbox = MemoryOutbox(try (1...40).map { try Fixture.claim($0, contact: "contact-\($0 % 2)") })
        let order = Mutex<[String: [String]]>([:])
        try await ScriptedZyntro.serve { request in
            let reference = request.body["comms_data"]?["reference"]?.string ?? ""
            order.withLock { $0[request.contact, default: []].append(reference) }
            return .success()
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL, concurrency: 8)) { _ in
                await outbox.reaches { $0.count(.delivered) == 40 }
            }
        }

        #expect(outbox.state.mostInFlight == 2)
        for references in order.withLock({ $0 }).values { #expect(references == references.sorted()) }
    }

    @Test func deliversWhatArrivesLater() async throws {
        let outbox = MemoryOutbox()
        let claim = try Fixture.claim()
        try await ScriptedZyntro.serve { _ in
            .success(17)
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL)) { _ in
                await outbox.reaches { $0.exchanges > 0 }
                outbox.change { $0.entries = [.init(claim: claim, state: .queued, dueAt: Fixture.start)] }
                await outbox.reaches { $0.count(.delivered) == 1 }
            }
        }

        #expect(outbox.state.entries.first?.attempts.first?.chID == 17)
    }

    @Test func refusedCredentialsPauseAndKeepTheQueue() async throws {
        let outbox = MemoryOutbox(try (1...5).map { try Fixture.claim($0) })
        try await ScriptedZyntro.serve { _ in
            .error("Invalid API key")
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL, concurrency: 1)) { _ in
                await outbox.reaches { !$0.pauses.isEmpty }
            }
            #expect(server.requests.count == 1)
        }

        #expect(outbox.state.count(.queued) == 5)
        #expect(outbox.state.entries.allSatisfy { $0.failures == 0 })
        #expect(outbox.state.pauses[Fixture.destinationName]?.contains("api_key") == true)
    }

    @Test func fiveAlikeRefusalsPauseAndReturnToTheQueue() async throws {
        let outbox = MemoryOutbox(try (1...9).map { try Fixture.claim($0) })
        try await ScriptedZyntro.serve { _ in
            .error("Contact not found in this organization")
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL, concurrency: 1)) { _ in
                await outbox.reaches { !$0.pauses.isEmpty }
            }
        }

        #expect(outbox.state.returned.count == 5)
        #expect(outbox.state.count(.queued) == 9)
    }

    @Test func anUnknownOutcomeIsSentOnceMoreAndMarked() async throws {
        let outbox = MemoryOutbox([try Fixture.claim()])
        let (wall, clock) = (ManualWallClock(Fixture.start), ManualMonotonicClock())
        try await ScriptedZyntro.serve { _ in
            .close
        } during: { server in
            let destination = Fixture.destination(baseURL: server.baseURL)
            try await run(outbox, destination, wall: wall, clock: clock) { _ in
                await outbox.reaches { $0.entries[0].attempts.count == 1 && $0.entries[0].state == .queued }
                wall.advance(by: .seconds(60))
                clock.advance(by: .seconds(60))
                await outbox.reaches { $0.count(.unknown) == 1 }
            }
            #expect(server.requests.count == 2)
            #expect(server.requests.last?.body["comms_data"]?["possible_duplicate"] == true)
        }
    }

    @Test func settlementsOutliveAFailingStore() async throws {
        let outbox = MemoryOutbox([try Fixture.claim()])
        try await ScriptedZyntro.serve { _ in
            outbox.change { $0.faults = [StoreError(.full, "disk full"), StoreError(.failing, "still")] }
            return .success()
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL)) { _ in
                await outbox.reaches { $0.count(.delivered) == 1 }
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func shutdownFinishesWhatIsInFlight() async throws {
        let outbox = MemoryOutbox(try (1...10).map { try Fixture.claim($0) })
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        try await ScriptedZyntro.serve { _ in
            for await _ in gate {}
            return .success()
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL, concurrency: 1)) { _ in
                await outbox.reaches { $0.count(.sending) == 1 }
                Task {
                    // Opens once the shutdown has begun or is about to: either way the answer counts.
                    opener.finish()
                }
            }
        }

        #expect(outbox.state.count(.sending) == 0)
        #expect(outbox.state.count(.delivered) >= 1)
    }

    @Test func shutdownCutsOffWhatDoesNotEndAndRecordsIt() async throws {
        let outbox = MemoryOutbox([try Fixture.claim()])
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let reached = Mutex(false)
        try await ScriptedZyntro.serve { _ in
            reached.withLock { $0 = true }
            for await _ in gate {}
            return .success()
        } during: { server in
            try await run(
                outbox,
                Fixture.destination(baseURL: server.baseURL, unknownPolicy: .hold),
                shutdownLimit: .milliseconds(300)
            ) { _ in
                await outbox.reaches { $0.count(.sending) == 1 }
            }
        }
        opener.finish()

        #expect(outbox.state.count(.sending) == 0)
        #expect(outbox.state.entries[0].attempts.count == 1)
    }

    @Test func looksUpAnAddressAndFilesTheAnswer() async throws {
        let (known, stranger) = (
            try #require(Address(uri: "tel:+12025550123")), try #require(Address(uri: "tel:+12025550199"))
        )
        let outbox = MemoryOutbox(lookups: [known, stranger])
        try await ScriptedZyntro.serve { _ in
            .json(#"{"data":{"notes":[],"contact_id":"c-1","primary_phone":"+12025550123"},"status":"success"}"#)
        } during: { server in
            let destination = Fixture.destination(baseURL: server.baseURL, looksUpContacts: true)
            try await run(outbox, destination) { _ in
                await outbox.reaches { $0.answers.count == 2 }
            }
            #expect(server.requests.allSatisfy { $0.path.hasSuffix("/lookupContact") })
        }

        #expect(outbox.state.answers[known] == .found(KnownContact(id: ContactID("c-1"))))
        #expect(outbox.state.answers[stranger] == .notFound)
    }

    @Test func aReloadPutsOtherCredentialsInForce() async throws {
        let outbox = MemoryOutbox()
        let claim = try Fixture.claim()
        try await ScriptedZyntro.serve { _ in
            .success()
        } during: { server in
            try await run(outbox, Fixture.destination()) { courier in
                courier.update(destinations: [Fixture.destination(baseURL: server.baseURL)])
                outbox.change { $0.entries = [.init(claim: claim, state: .queued, dueAt: Fixture.start)] }
                await outbox.reaches { $0.count(.delivered) == 1 }
            }
        }
    }

    @Test(arguments: [
        "Invalid API key: key-of-the-organisation", "odd zdk_secret-of-the-developer", "Contact not found",
    ])
    func logsHoldNeitherSecretsNorContents(text: String) async throws {
        let outbox = MemoryOutbox([try Fixture.claim()])
        let recorder = LogRecorder()
        let logger = Logger(label: "courier") { _ in recorder.handler }
        try await ScriptedZyntro.serve { _ in
            .error(text)
        } during: { server in
            try await run(outbox, Fixture.destination(baseURL: server.baseURL), logger: logger) { _ in
                await outbox.reaches { $0.entries[0].attempts.count == 1 }
            }
        }

        let lines = recorder.lines.joined(separator: "\n")
        #expect(lines.contains("ent_"))
        for secret in ["key-of", "zdk_", "private", "Ana", "+1555"] { #expect(!lines.contains(secret)) }
        let stored = outbox.state.entries[0].attempts.map { "\($0.outcome)" }.joined()
        #expect(!stored.contains("key-of") && !stored.contains("zdk_"))
    }
}
