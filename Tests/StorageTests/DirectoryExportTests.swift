import BridgeCore
import GRDB
import TestSupport
import Testing

@testable import Storage

struct DirectoryExportTests {
    private let ana = KnownContact(id: ContactID("ana"), name: "Ana Ruiz")
    private let bob = KnownContact(id: ContactID("bob"))
    private let main = DestinationName("main")

    private func all(_ fixture: StoreFixture, lookups: Bool = false, limit: Int) async throws -> [DirectoryPage.Row] {
        var rows: [DirectoryPage.Row] = []
        var cursor: String?
        repeat {
            let page = try await fixture.store.exportDirectory(
                of: main,
                includingLookups: lookups,
                after: cursor,
                limit: limit
            )
            #expect(page.rows.count <= limit)
            rows += page.rows
            cursor = page.next
        } while cursor != nil
        return rows
    }

    @Test(arguments: [1, 2, 3, 100])
    func everyDecisionIsWrittenOnceHoweverLongThePartsAre(limit: Int) async throws {
        let fixture = try StoreFixture()
        let lines = ["a", "b"].map { Line(kind: .drop, address: .email($0)) }
        let rows: [DirectoryRow] =
            lines.map(DirectoryRow.line) + [.contact(ana, .phone(101)), .contact(bob, .phone(101))]
        _ = try await fixture.store.importDirectory(rows, into: main, at: fixture.now)
        _ = try await fixture.store.assign(.phone(102), to: ana, in: main, at: fixture.now)
        try await fixture.accept(1, [.sample("x", phone: "+12015550103")])
        try await fixture.store.record(.found(bob), for: .phone(103), of: main, at: fixture.now)

        let exported = try await all(fixture, limit: limit)

        #expect(exported.map(\.row) == rows + [.contact(ana, .phone(102))])
        #expect(exported.map(\.source) == [nil, nil, "import", "import", "assign"])
        #expect(try await all(fixture, lookups: true, limit: limit).count == 6)
    }

    @Test func aPlaceThatNoPartGaveIsRefused() async throws {
        let fixture = try StoreFixture()

        await #expect(throws: StoreError.self) {
            try await fixture.store.exportDirectory(of: main, includingLookups: false, after: "somewhere", limit: 1)
        }
    }

    @Test func aDryRunOfAnImportCountsAndChangesNothing() async throws {
        let fixture = try StoreFixture()
        try await fixture.accept(1, [.sample("a", phone: "+12015550101")])

        let dry = try await fixture.store.importDirectory(
            [.contact(ana, .phone(101))],
            into: main,
            isDryRun: true,
            at: fixture.now
        )

        #expect((dry.added, dry.freed) == (1, 1))
        #expect(try await fixture.states() == [.resolving])
        #expect(try await fixture.store.statistics(at: fixture.now).entries[main] == [.resolving: 1])
        #expect(try await fixture.store.lookup(.phone(101), in: main).contacts.isEmpty)
        let real = try await fixture.store.importDirectory(
            [.contact(ana, .phone(101))],
            into: main,
            at: fixture.now
        )
        #expect(real == dry)
    }

    @Test func aStoreOfTheFirstReleaseIsTakenOver() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("store.sqlite")
        do {
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            }
            try Schema.migrator.migrate(queue, upTo: "1 outbox, event log, directory")
            try await queue.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO contact_address VALUES ('main', 'tel:+12015550101', 'ana', 'Ana Ruiz', 'import', 0)
                        """
                )
            }
            try queue.close()
        }

        let fixture = try StoreFixture(in: directory)

        #expect(try await fixture.store.lookup(.phone(101), in: main).contacts == [ana])
        _ = try await fixture.store.forget(.contact(ana.id), of: main, isDryRun: false, at: fixture.now)
        #expect(try await fixture.store.lookup(.phone(101), in: main).isForgotten)
    }
}
