import BridgeCore
import Foundation
import JSON
import Logging

/// Writes one JSON object a line to standard error: time, level, label, message, then the metadata by name.
///
/// Own code because swift-log brings plain text only; it is forty lines and uses the project's own writer.
struct JSONLogHandler: LogHandler {
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

    func log(event: LogEvent) {
        FileHandle.standardError.write(Data((line(event) + "\n").utf8))
    }

    func line(_ event: LogEvent) -> String {
        var object: JSONObject = [
            "time": .string(clock.now().rfc3339(in: .utc)),
            "level": .string(event.level.rawValue),
            "label": .string(label),
            "message": .string(event.message.description),
        ]
        let provided = metadataProvider?.get() ?? [:]
        let all = metadata.merging(provided) { $1 }.merging(event.metadata ?? [:]) { $1 }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { object[name] = Self.json(value) }
        return JSONValue.object(object).text().withoutControls(keeping: [])
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let values):
            .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
        }
    }
}
