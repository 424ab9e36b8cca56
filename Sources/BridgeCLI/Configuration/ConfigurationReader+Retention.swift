import Adapters
import Storage

extension ConfigurationReader {
    /// Less would erase what late facts complete, and forget requests that providers still repeat.
    private static let shortestTerm = Duration.seconds(86_400)

    /// `retention:`, each term as long as the one before or longer: rows cannot go before the contents that hang on them,
    /// nor keys before the rows that they stand for.
    mutating func retention(_ node: SourceNode) -> RetentionTerms {
        var retention = RetentionTerms()
        var reader = MappingReader(node)
        retention.bodies = reader.duration("bodies") ?? retention.bodies
        retention.rows = reader.duration("rows") ?? max(retention.rows, retention.bodies)
        retention.keys = reader.duration("keys") ?? max(retention.keys, retention.rows)
        if retention.bodies < Self.shortestTerm {
            reader.report(
                reader.valuePlace("bodies"),
                "bodies are kept for a day at least: later facts and repeated requests come within hours",
                mend: "write bodies: 1d or more"
            )
        }
        if retention.rows < retention.bodies {
            reader.report(
                reader.valuePlace("rows"),
                "rows cannot go before the bodies that belong to them",
                mend: "write at least as long a time as for bodies"
            )
        }
        if retention.keys < retention.rows {
            reader.report(
                reader.valuePlace("keys"),
                "keys cannot go before the rows whose duplicates they stop",
                mend: "write at least as long a time as for rows"
            )
        }
        report(reader.finish())
        return retention
    }
}
