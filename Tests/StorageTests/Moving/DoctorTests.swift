import BridgeCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// What `doctor` says of a store, each time with something else wrong.
struct DoctorTests {
    private func closed() async throws -> StoreFixture {
        let fixture = try StoreFixture()
        for id in 1...20 { try await fixture.accept(Int64(id), [.known("\(id)", text: "\(id)")]) }
        try await fixture.accept(21, [.sample("b", phone: "+12015550101")])
        try await fixture.store.close()
        return fixture
    }

    private func findings(_ fixture: StoreFixture) -> [Finding] {
        var doctor = StoreDoctor(path: fixture.path, configured: [fixture.destination.name], now: fixture.now)
        doctor.minimumFreeBytes = 0
        return doctor.run().findings
    }

    private func fault(_ fixture: StoreFixture, _ subject: String) throws -> Finding {
        let findings = findings(fixture)
        return try #require(
            findings.first { $0.subject == subject && $0.severity >= .warning },
            "\(findings.map(\.what))"
        )
    }

    @Test func aWholeStoreHasNothingWrongAndIsNotChanged() async throws {
        let fixture = try await closed()
        let before = try Data(contentsOf: URL(fileURLWithPath: fixture.path))

        let findings = findings(fixture)

        #expect(findings.allSatisfy { $0.severity < .warning }, "\(findings.map(\.what))")
        let subjects = Set(findings.map(\.subject))
        #expect(
            subjects.isSuperset(of: [
                "file modes", "lock", "schema", "pages", "identity", "log", "counts", "lanes", "keys", "contents",
                "disk",
                "destination",
            ])
        )
        let destination = findings.first { $0.subject == "destination" }?.what
        #expect(destination == "main: 20 queued, 1 resolving; the oldest that waits to be sent has waited 0 s")
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path)) == before)
    }

    @Test func aStoreThatIsServedIsNotOpened() async throws {
        let fixture = try StoreFixture()

        let report = StoreDoctor(path: fixture.path, configured: nil, now: fixture.now).run()

        #expect(report.isServed)
        #expect(report.findings.contains { $0.subject == "lock" && $0.what.contains("a service runs") })
        #expect(!report.findings.contains { $0.subject == "pages" })
        let own = try await fixture.store.examine(at: fixture.now)
        #expect(own.map(\.subject) == ["counts", "lanes", "keys", "contents", "destination"])
    }

    @Test(arguments: [
        (
            "UPDATE state_count SET total = 5 WHERE state = 'queued'", "counts",
            "20 rows of entry are queued for main, 5"
        ),
        ("DELETE FROM lane", "lanes", "20 entries that are ready have no lane"),
        ("UPDATE lane SET head = 7", "lanes", "lanes lead to no entry"),
        ("DELETE FROM recent_entry_key; DELETE FROM entry_key", "keys", "21 entries that wait have no key"),
        ("UPDATE entry SET draft = NULL", "contents", "21 entries that wait have lost"),
        ("UPDATE destination SET paused_at = 1, pause_reason = 'wrong key'", "destination", "paused: wrong key"),
        ("INSERT INTO grdb_migrations VALUES ('99 of the future')", "schema", "newer version"),
        ("PRAGMA application_id = 7", "schema", "another program"),
        ("UPDATE store_identity SET copied_at = 0", "identity", "copy made by `backup` at 1970-01-01"),
    ])
    func saysWhatDoesNotFitTogether(change: String, subject: String, words: String) async throws {
        let fixture = try await closed()
        try await DatabaseQueue(path: fixture.path).writeWithoutTransaction { db in try db.execute(sql: change) }

        let finding = try fault(fixture, subject)

        #expect(finding.what.contains(words), "\(finding.what)")
        #expect(finding.meaning != nil && finding.mend != nil)
    }

    @Test func saysThatAPageIsDamaged() async throws {
        let fixture = try await closed()
        let root = try await DatabaseQueue(path: fixture.path).read { db in
            try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'entry_state'")
        }
        try overwrite(fixture.path, page: try #require(root))

        let finding = try fault(fixture, "pages")

        #expect(finding.severity == .error && finding.mend?.contains("zyntro-bridge restore") == true)
    }

    @Test func saysThatTheHeaderIsDamaged() async throws {
        let fixture = try await closed()
        try overwrite(fixture.path, page: 1)

        #expect(try fault(fixture, "header").what.contains("does not begin like a database"))
    }

    @Test func saysThatTheLogWasCutShort() async throws {
        let fixture = try await closed()
        try HighWaterMark(path: "\(fixture.path).mark").write(StoreLevel(event: EventID(rawValue: 99), commit: 0))

        let finding = try fault(fixture, "log")

        #expect(finding.what.contains("\(EventID(rawValue: 99))"))
        #expect(finding.mend?.contains("--accept-short-log") == true)
    }

    @Test func saysThatTheLogLostItsLastCommits() async throws {
        let fixture = try await closed()
        let level = fixture.store.writer.state.level
        try HighWaterMark(path: "\(fixture.path).mark").write(StoreLevel(event: level.event, commit: level.commit + 2))

        #expect(try fault(fixture, "log").what.contains("commit \(level.commit + 2) was made"))
    }

    @Test func saysThatOthersMayReadIt() async throws {
        let fixture = try await closed()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.path)

        #expect(try fault(fixture, "file modes").mend == "chmod 600 \(fixture.path)")
    }

    @Test func saysThatTheStoreIsGone() async throws {
        let fixture = try await closed()
        try FileManager.default.removeItem(atPath: fixture.path)

        #expect(try fault(fixture, "file").what.contains("is not there, but"))
    }

    @Test func saysThatTheDiskIsAlmostFull() async throws {
        let fixture = try await closed()
        var doctor = StoreDoctor(path: fixture.path, configured: nil, now: fixture.now)
        doctor.minimumFreeBytes = .max

        #expect(doctor.run().findings.contains { $0.subject == "disk" && $0.severity == .warning })
    }

    @Test func saysThatAFreshStoreAndANoteOfDamageAreLeft() async throws {
        let fixture = try await closed()
        try StoreDamage.note("page 7", beside: fixture.path, at: fixture.now)
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(fixture.path).fresh"))

        #expect(try fault(fixture, "damage").what.contains("page 7"))
        #expect(try fault(fixture, "fresh store").mend?.contains("RUNBOOK") == true)
    }
}
