import BridgeCore
import JMESPath
import JSON

/// What expressions of one request can see; a binding is made once and only when something reads it.
struct TranslationScope {
    private let bindings: [Binding]
    private let request: RawRequest
    private let body: JSONValue
    private let hook: Hook
    private let event: EventID
    private var isBound: [Bool]
    private(set) var scope = Scope.empty

    init(bindings: [Binding], request: RawRequest, body: JSONValue, hook: Hook, event: EventID) {
        self.bindings = bindings
        self.request = request
        self.body = body
        self.hook = hook
        self.event = event
        isBound = Array(repeating: false, count: bindings.count)
    }

    /// Evaluates a template of the adapter's own level over the body.
    mutating func evaluate(_ prepared: Prepared) throws(TranslationFault) -> JSONValue {
        try bind(prepared.needs)
        return try prepared.template.evaluate(body, scope: scope)
    }

    /// Makes the bindings at these indices.
    mutating func bind(_ needs: [Int]) throws(TranslationFault) {
        for index in needs where !isBound[index] {
            isBound[index] = true
            let binding = bindings[index]
            do {
                scope = scope.adding(binding.name, try value(of: binding))
            } catch {
                isBound[index] = false
                throw error
            }
        }
    }

    private func value(of binding: Binding) throws(TranslationFault) -> JSONValue {
        switch binding.source {
        case .body: return body
        case .headers: return .object(Self.headers(of: request))
        case .query: return .object(Self.query(of: request))
        case .event:
            let receivedAt = request.receivedAt.rfc3339(in: .utc)
            return ["id": .string(event.description), "received_at": .string(receivedAt)]
        case .hook: return Self.value(of: hook)
        case .template(let template):
            do {
                return try template.evaluate(body, scope: scope)
            } catch {
                throw TranslationFault(key: "let.\(binding.name)", line: error.line, message: error.message)
            }
        }
    }

    /// `$hook`: name, region, zone and settings; never its secrets.
    static func value(of hook: Hook) -> JSONValue {
        var settings = JSONObject()
        for (name, value) in hook.settings { settings[name] = .string(value) }
        return [
            "name": .string(hook.name.rawValue), "region": .string(hook.region), "zone": .string(hook.zone),
            "settings": .object(settings),
        ]
    }

    /// Names in lower case; the values of a repeated header become a list.
    private static func headers(of request: RawRequest) -> JSONObject {
        var headers = JSONObject()
        for header in request.headers {
            switch headers[header.name] {
            case nil: headers[header.name] = .string(header.value)
            case .array(let values)?: headers[header.name] = .array(values + [.string(header.value)])
            case let first?: headers[header.name] = .array([first, .string(header.value)])
            }
        }
        return headers
    }

    /// The parameters of the URL, as a form is decoded; none where they cannot be read.
    static func query(of request: RawRequest) -> JSONObject {
        let bytes = request.url.utf8
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "?")) else { return JSONObject() }
        let query = bytes[bytes.index(after: mark)...].prefix { $0 != UInt8(ascii: "#") }
        do {
            return try BodyDecoder(format: .form).decode(Array(query), contentType: nil).value.object ?? JSONObject()
        } catch {
            // More parameters than a form may have: an expression sees none, and the rule that asks for one decides.
            return JSONObject()
        }
    }
}
