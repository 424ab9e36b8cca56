import BridgeCore
import Foundation
import Logging

/// Writes one line of plain text to standard error: time, level, label, message, then the metadata by name.
///
/// Own code because swift-log's writes line breaks and escape sequences as they come, and a caller chooses some of them.
struct TextLogHandler: LogHandler {
    let label: String
    let clock: any WallClock
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, clock: any WallClock = SystemWallClock()) {
        self.label = label
        self.clock = clock
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { FileHandle.standardError.write(Data((line(event) + "\n").utf8)) }

    func line(_ event: LogEvent) -> String {
        let provided = metadataProvider?.get() ?? [:]
        let all = metadata.merging(provided) { $1 }.merging(event.metadata ?? [:]) { $1 }
        let facts = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        let time = clock.now().rfc3339(in: .utc)
        return "\(time) \(event.level) \(label): \(event.message)\(facts)".withoutControls(keeping: [])
    }

    /// In quotation marks where it would not stand for one value.
    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { $0 == " " || $0 == "=" || $0 == "\"" }) else { return value }
        return "\"" + value.replacing("\"", with: "\\\"") + "\""
    }
}
