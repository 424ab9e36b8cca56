import BridgeCore
import Hummingbird
import JSON
import Logging

extension AdminAPI {
    /// `POST directory/{destination}/import {"rows": […]}`, `?dry_run=true` to check the rows and change nothing,
    /// `?remember=true` to know people again who were forgotten.
    ///
    /// Good rows are imported in one transaction, faulty ones are told by their place; rows as ``DirectoryRowReader``
    /// reads them.
    func importDirectory(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let query = try QueryReader(request, names: ["dry_run", "region", "remember"])
        let isDryRun = try query.flag("dry_run")
        let (destination, region) = try configured(destination(context), region: query.text("region"))
        guard let values = try await body(request, members: ["rows"], isImport: true)["rows"]?.array else {
            throw OpsError.badRequest("the body needs \"rows\", an array")
        }
        let remembers = try query.flag("remember")
        let named = hooks.hooks().filter { $0.destination == destination }.map(\.name)
        let reader = DirectoryRowReader(values, region: region, hooks: named)
        var report = ImportReport()
        if !reader.rows.isEmpty {
            report = try await store.importDirectory(
                reader.rows,
                into: destination,
                remembering: remembers,
                isDryRun: isDryRun,
                at: clock.now()
            )
        }
        if !isDryRun, !reader.rows.isEmpty {
            audit.record(
                .importDirectory,
                on: destination.rawValue,
                by: caller,
                ["rows": "\(reader.rows.count)", "faulty": "\(reader.problems.count)", "freed": "\(report.freed)"]
            )
        }
        var answer = report.json
        answer["valid"] = .count(reader.rows.count)
        answer["dry_run"] = .bool(isDryRun)
        let problems = reader.problems + report.forgotten.map(reader.forgotten)
        answer["errors"] = .array(problems.sorted { $0.row < $1.row }.map(\.json))
        return JSONAnswer(.object(answer))
    }

    /// `GET directory/{destination}/lookup?address=&region=`: who the directory says an address belongs to.
    func lookUp(_ request: Request, _ context: OpsContext) async throws -> JSONAnswer {
        let caller = try context.authenticatedCaller()
        let query = try QueryReader(request, names: ["address", "region"])
        let (destination, region) = try configured(destination(context), region: query.text("region"))
        let address = try address(try query.required("address"), region: region)
        let answer = try await store.lookup(address, in: destination)
        audit.record(.lookUp, on: destination.rawValue, by: caller)
        return JSONAnswer(answer.json)
    }

    func configured(
        _ destination: DestinationName,
        region: String?
    ) throws(OpsError) -> (DestinationName, region: String) {
        guard let home = hooks.region(of: destination) else {
            throw .notFound("there is no destination \"\(destination)\" in the configuration")
        }
        return (destination, region?.uppercased() ?? home)
    }
}
