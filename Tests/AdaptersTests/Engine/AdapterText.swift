import Adapters
import BridgeCore
import JSON

/// Small adapters for tests, written as operators write them.
enum AdapterText {
    /// A whole adapter around some rules; `rules` are indented as list elements of `translate:`.
    static func json(_ rules: String, letBlock: String = "", receive: String = "") -> String {
        """
        title: Example
        receive:
          body: json
          authenticate: { scheme: none }
        \(receive.isEmpty ? "" : receive + "\n")\(letBlock.isEmpty ? "" : letBlock + "\n")translate:
        \(rules)
        """
    }

    /// A rule that makes a text message; `extra` are further lines of `comms_data`, indented by eight.
    static func entry(key: String = "${{ id }}", extra: String = "") -> String {
        """
          - entry:
              key: \(key)
              comms_type: sms
              comms_source: Example
              contact: { phone: "${{ from }}" }
              comms_data:
                channel: sms
                direction: inbound
                body: ${{ text }}
        \(extra)
        """
    }

    static func compile(_ text: String) throws -> Adapter {
        let (adapter, problems) = AdapterCompiler.compile(text, name: "example", file: "adapter.yaml")
        guard let adapter else { throw RecordedRequestError(problems.map(\.description).joined(separator: "\n")) }
        return adapter
    }

    /// Translates a JSON body by an adapter's text.
    static func translate(
        _ text: String,
        _ body: JSONValue,
        url: String = "https://bridge.example.com/hooks/example",
        headers: [HeaderField] = [],
        settings: [String: String] = [:],
        zone: String = "UTC"
    ) throws -> Translation {
        let request = RawRequest(
            method: "POST",
            url: url,
            headers: headers,
            body: body.serialized(),
            receivedAt: Timestamp(seconds: 1_772_460_900)
        )
        return try translate(compile(text), request, settings: settings, zone: zone)
    }

    static func translate(
        _ adapter: Adapter,
        _ request: RawRequest,
        settings: [String: String] = [:],
        zone: String = "UTC"
    ) throws -> Translation {
        let hook = Hook(
            name: HookName("example"),
            adapter: "example",
            destination: DestinationName("test"),
            settings: settings,
            region: "US",
            zone: zone
        )
        guard case .authentic(let authentic) = adapter.authenticate(request, hook: hook) else {
            throw RecordedRequestError("refused")
        }
        return adapter.translate(authentic, hook: hook, event: EventID(rawValue: 1))
    }
}
