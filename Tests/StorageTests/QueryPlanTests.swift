import GRDB
import Testing

@testable import Storage

struct QueryPlanTests {
    static let statements =
        HotSQL.all + HotSQL.settling + HotSQL.keys + AgingSQL.all
        + AgingSweep.all.flatMap { sweep in
            [("\(sweep.subject) after", sweep.rowsAfter), ("\(sweep.subject) deleted", sweep.deleteRow)]
        }

    @Test(arguments: statements.map(\.name))
    func aHotStatementNeverScansATable(name: String) throws {
        let fixture = try StoreFixture()
        let sql = try #require(Self.statements.first { $0.name == name }?.sql)

        let plan = try fixture.store.pool.writeWithoutTransaction { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments(StatementArguments([Int](repeating: 1, count: 30)))
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }

        let costly = plan.filter { step in
            let scans = step.contains("SCAN") && !step.contains("json_each") && !step.contains("CONSTANT ROW")
            return scans || step.contains("TEMP B-TREE") || step.contains("AUTOMATIC")
        }
        #expect(costly == [], "\(name): \(plan)")
        // All of a destination's directory is as much as a table.
        let isOfAllContacts = plan.contains { $0.contains("contact_address") && $0.hasSuffix("(destination=?)") }
        #expect(!isOfAllContacts, "\(name): \(plan)")
    }
}
