"""The classic flawed webhook receivers, each as a few changes of ours that the suite must notice.

A change replaces a text that must stand exactly once in its file. `tests` is the filter of the tests that should kill it. In the
order of the targets that they change, because building takes the time."""


class Mutant:
    def __init__(self, name, flaw, tests, *changes):
        self.name, self.flaw, self.tests, self.changes = name, flaw, tests, changes


MUTANTS = [
    Mutant(
        "ack-before-commit", "answers 200 before the event is on disk", "ReceiverTests.StatusTests",
        ("Sources/Receiver/Intake.swift", "return try await eventLog.append(submission)",
         """Task { [eventLog] in try await eventLog.append(submission) }
        return .accepted(id)"""),
    ),
    Mutant(
        "secrets-logged", "logs the headers of a request that it refuses", "ReceiverTests.HostileClientTests",
        ("Sources/Receiver/Intake.swift", '"diagnosis": "\\(refusal)"',
         '"diagnosis": "\\(refusal) \\(request.headers)"'),
    ),
    Mutant(
        "signature-after-effect", "stores a request before it believes it", "ReceiverTests.StatusTests",
        ("Sources/Receiver/Intake.swift", "case .refused(let refusal):\n",
         """case .refused(let refusal):
            let early = Translation(
                disposition: .untranslated,
                reason: "refused",
                drafts: [],
                storedBody: request.body,
                warnings: []
            )
            _ = await store(early, of: request, target: target, as: id, hook: hook)
"""),
    ),
    Mutant(
        "signature-over-reserialised", "checks the signature over the body as it writes it, not as it came",
        "AdaptersTests.HMACSchemeTests",
        ("Sources/Adapters/Authentication/HMACScheme.swift", "import BridgeCore\n",
         """import BridgeCore
import JSON

extension RawRequest {
    var reserialised: RawRequest {
        guard let value = try? JSONParser().parse(body).value else { return self }
        return RawRequest(
            method: method,
            url: url,
            headers: headers,
            body: value.serialized(),
            remoteAddress: remoteAddress,
            receivedAt: receivedAt
        )
    }
}
"""),
        ("Sources/Adapters/Authentication/HMACScheme.swift", "let context = SigningContext(\n                request: request,",
         "let context = SigningContext(\n                request: request.reserialised,"),
    ),
    Mutant(
        "stale-signature", "believes a signature however old it is", "AdaptersTests.HMACSchemeTests",
        ("Sources/Adapters/Authentication/SignatureSource.swift",
         "guard age > tolerance || age < .zero - tolerance else { return nil }",
         "guard age > tolerance * 1_000_000 else { return nil }"),
    ),
    Mutant(
        "check-then-insert", "asks whether an event is there, and inserts it in another transaction",
        "StorageTests.AppendTests",
        ("Sources/Storage/Outbox/SQLiteStore+EventLog.swift",
         "return try await writer.commit { transaction in try transaction.append(encoded) }",
         """let known = try await writer.commit { transaction in
            try transaction.eventKnown(by: encoded.event.fingerprint)
        }
        if let known { return .duplicate(of: known) }
        return try await writer.commit { transaction in try transaction.append(encoded) }"""),
        ("Sources/Storage/Outbox/Keys.swift", "if let known = try eventKnown(by: digest) { return known }", ""),
    ),
    Mutant(
        "no-idempotency-record", "keeps no key of what it has, so that a retry of the provider is a second entry",
        "StorageTests.AppendTests",
        ("Sources/Storage/Outbox/Keys.swift", "if let known = try eventKnown(by: digest) { return known }", ""),
        ("Sources/Storage/Outbox/Keys.swift",
         "if let owner = try owner(of: digest, party: party, in: row.destination) { return owner == row.id ? nil : owner }", ""),
    ),
    Mutant(
        "effect-before-dedupe", "makes the entries of a request before it looks whether it had it already",
        "StorageTests.AppendTests",
        ("Sources/Storage/Outbox/SQLiteStore+EventLog.swift", "        if let known = try takeFingerprint(of: event) {\n",
         """        let early = try file(submission, as: event.id, for: destination)
        if let known = try takeFingerprint(of: event) {
"""),
        ("Sources/Storage/Outbox/SQLiteStore+EventLog.swift",
         "let outcome = try file(submission, as: event.id, for: destination)", "let outcome = early"),
    ),
    Mutant(
        "crash-after-effect", "a stop between the send and its record is taken for an attempt that was never made",
        "StorageTests.RecoveryTests",
        ("Sources/Storage/Outbox/Recovery.swift", "        entry.unknowns += 1\n        try save(entry, from: .sending",
         "        try save(entry, from: .sending"),
    ),
    Mutant(
        "order-assumed", "delivers whatever entry of a contact comes to hand", "StorageTests.OrderTests",
        ("Sources/Storage/File/HotSQL.swift", "WHERE destination = ? AND lane = ? ORDER BY id LIMIT 1",
         "WHERE destination = ? AND lane = ? ORDER BY id DESC LIMIT 1"),
    ),
]
