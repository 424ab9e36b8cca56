import BridgeCore
import Foundation
import JSON
import Logging

/// Writes one line to standard error: time, level, label, message, then the metadata by name; as a JSON object or as text.
///
/// Own code because swift-log brings plain text only, and writes line breaks and escape sequences as they come: a caller
/// chooses some of them.
struct LineLogHandler: LogHandler {
    let label: String
    let format: BridgeConfiguration.Log.Format
    let clock: any WallClock
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, format: BridgeConfiguration.Log.Format, clock: any WallClock = SystemWallClock()) {
        self.label = label
        self.format = format
        self.clock = clock
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        FileHandle.standardError.write(Data((line(event) + "\n").utf8))
    }

    func line(_ event: LogEvent) -> String {
        let provided = metadataProvider?.get() ?? [:]
        let all = metadata.merging(provided) { $1 }.merging(event.metadata ?? [:]) { $1 }
        let facts = all.sorted { $0.key < $1.key }
        let time = clock.now().rfc3339(in: .utc)
        let line =
            switch format {
            case .json: json(event, time, facts)
            case .text: text(event, time, facts)
            }
        return line.withoutControls(keeping: [])
    }

    private func json(
        _ event: LogEvent,
        _ time: String,
        _ facts: [(key: String, value: Logger.MetadataValue)]
    ) -> String {
        var object: JSONObject = [
            "time": .string(time),
            "level": .string(event.level.rawValue),
            "label": .string(label),
            "message": .string(event.message.description),
        ]
        for (name, value) in facts { object[name] = Self.json(value) }
        return JSONValue.object(object).text()
    }

    private func text(
        _ event: LogEvent,
        _ time: String,
        _ facts: [(key: String, value: Logger.MetadataValue)]
    ) -> String {
        let facts = facts.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        return "\(time) \(event.level) \(label): \(event.message)\(facts)"
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let values):
            .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
        }
    }

    /// In quotation marks where it would not stand for one value.
    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { $0 == " " || $0 == "=" || $0 == "\"" }) else { return value }
        return "\"" + value.replacing("\"", with: "\\\"") + "\""
    }
}
