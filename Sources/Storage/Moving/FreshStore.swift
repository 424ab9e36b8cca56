/// A store beside a damaged one, which takes what providers send during the repair.
package enum FreshStore {
    package static func path(beside store: String) -> String { "\(store).fresh" }

    /// Whose numbers are whose, what came before and what waits stands in the damaged store alone.
    package static let pauseReason = """
        this store was made beside a damaged one, whose directory, keys and queue it does not know: what a provider sends \
        again may be a duplicate. Import the directory before zyntro-bridge destination resume (deploy/RUNBOOK.md)
        """
}
