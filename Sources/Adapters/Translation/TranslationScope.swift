import BridgeCore
import JMESPath
import JSON

/// What a translation is about; handed on as it is.
final class TranslationSubject: Sendable {
    let request: RawRequest
    let body: JSONValue
    let hook: Hook
    let event: EventID

    init(request: RawRequest, body: JSONValue, hook: Hook, event: EventID) {
        self.request = request
        self.body = body
        self.hook = hook
        self.event = event
    }
}

/// What expressions of one request can see; a binding is made once and only when something reads it.
struct TranslationScope {
    let subject: TranslationSubject
    private let bindings: [Binding]
    private var isBound: BindingSet
    var scope = Scope.empty

    init(bindings: [Binding], request: RawRequest, body: JSONValue, hook: Hook, event: EventID) {
        self.bindings = bindings
        subject = TranslationSubject(request: request, body: body, hook: hook, event: event)
        isBound = BindingSet(count: bindings.count)
        // Room for the names of an entry, too.
        scope.reserveCapacity(bindings.count + 8)
    }

    /// Evaluates a template of the adapter's own level over the body; `key` is where it stands, for faults.
    mutating func evaluate(_ prepared: Prepared, key: String) throws(TranslationFault) -> JSONValue {
        try bind(prepared.needs)
        do {
            return try prepared.template.evaluate(subject.body, scope: scope)
        } catch {
            throw error.at(key)
        }
    }

    /// Whether the value of a template of the adapter's own level counts as true.
    mutating func holds(_ prepared: Prepared, key: String) throws(TranslationFault) -> Bool {
        try bind(prepared.needs)
        do {
            return try prepared.template.holds(subject.body, scope: scope)
        } catch {
            throw error.at(key)
        }
    }

    /// Makes the bindings at these indices.
    mutating func bind(_ needs: [Int]) throws(TranslationFault) {
        for index in needs where !isBound[index] {
            let binding = bindings[index]
            let value = try value(of: binding)
            isBound[index] = true
            scope.add(binding.key, value)
        }
    }

    private mutating func value(of binding: Binding) throws(TranslationFault) -> JSONValue {
        switch binding.source {
        case .body: return subject.body
        case .headers: return .object(Self.headers(of: subject.request))
        case .query: return .object(Self.query(of: subject.request))
        case .event:
            let receivedAt = subject.request.receivedAt.rfc3339(in: .utc)
            return ["id": .string(subject.event.description), "received_at": .string(receivedAt)]
        case .hook: return subject.hook.facts
        case .template(let template):
            do {
                return try template.evaluate(subject.body, scope: scope)
            } catch {
                throw TranslationFault(key: "let.\(binding.name)", line: error.line, message: error.message)
            }
        }
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

/// Which bindings are made; the first 64, which are all of most adapters, in one word.
private struct BindingSet {
    private var first: UInt64 = 0
    private var others: [Bool]

    init(count: Int) { others = Array(repeating: false, count: max(0, count - 64)) }

    subscript(index: Int) -> Bool {
        get { index < 64 ? first >> UInt64(index) & 1 == 1 : others[index - 64] }
        set {
            guard index < 64 else {
                others[index - 64] = newValue
                return
            }
            if newValue { first |= 1 << UInt64(index) } else { first &= ~(1 << UInt64(index)) }
        }
    }
}
