/// What a test waited for did not come.
struct NotReached: Error, CustomStringConvertible {
    let description: String
}

/// Returns as soon as `condition` holds; processes are asked every few hundredths of a second, not more.
///
/// - Throws: ``NotReached`` with `what` when it does not hold within `limit`.
func wait(
    for what: @autoclosure () -> String,
    within limit: Duration = .seconds(60),
    until condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NotReached(description: "not within \(limit): \(what())") }
        try await Task.sleep(for: .milliseconds(25))
    }
}
