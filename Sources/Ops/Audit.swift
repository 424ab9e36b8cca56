import Logging

/// Writes one line for everything that somebody changed or opened: who, what, on which id. Contents and reasons that
/// people typed stay in the store.
struct Audit: Sendable {
    enum Action: String {
        case retry, release, discard, pause, resume, reload, assign, forget
        case exportDirectory = "export directory"
        case importDirectory = "import directory"
        case backUp = "back up"
        case lookUp = "look up an address"
        case openEvent = "open an event's contents"
        case openQuarantined = "open a refused request's contents"
        case recheck = "recheck the quarantine"
        case openEntry = "open an entry's contents"
    }

    let logger: Logger

    func record(_ action: Action, on subject: String, by caller: OpsToken, _ details: Logger.Metadata = [:]) {
        var metadata = details
        metadata["operator"] = "\(caller.name)"
        metadata["action"] = "\(action.rawValue)"
        metadata["subject"] = "\(subject)"
        logger.info("audit", metadata: metadata)
    }
}
