import BridgeCore
import Hummingbird

/// Reads the query of a request strictly: a misspelt name or value is told, not ignored.
struct QueryReader {
    private var values: [String: String] = [:]

    init(_ request: Request, names: [String]) throws(OpsError) {
        for (name, value) in request.uri.queryParameters {
            guard names.contains(String(name)) else {
                let known = names.isEmpty ? "there is none here" : "known are \(names.joined(separator: ", "))"
                throw .badRequest("unknown parameter \"\(name)\"; \(known)")
            }
            guard values.updateValue(String(value), forKey: String(name)) == nil else {
                throw .badRequest("the parameter \"\(name)\" is given twice")
            }
        }
    }

    /// Nil where the parameter is absent or empty.
    func text(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    func required(_ name: String) throws(OpsError) -> String {
        guard let value = text(name) else { throw .badRequest("the parameter \"\(name)\" is missing") }
        return value
    }

    func flag(_ name: String) throws(OpsError) -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        default: throw .badRequest("\(name) is true or false")
        }
    }

    func state<State: RawRepresentable & CaseIterable>(
        _ type: State.Type
    ) throws(OpsError) -> State? where State.RawValue == String {
        guard let text = text("state") else { return nil }
        guard let state = State(rawValue: text) else {
            let known = State.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badRequest("there is no state \"\(text)\"; known are \(known)")
        }
        return state
    }

    /// How many records a page holds: 1 to 500, by default 50; `most` where a page may hold more.
    func limit(upTo most: Int = 500) throws(OpsError) -> Int {
        guard let text = text("limit") else { return 50 }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw .badRequest("limit is a number from 1 to \(most)")
        }
        return limit
    }

    func before<ID: RecordID>(_ type: ID.Type) throws(OpsError) -> ID? {
        guard let text = text("before") else { return nil }
        return try ID(checking: text)
    }
}

extension RecordID {
    init(checking text: String) throws(OpsError) {
        guard let id = Self(text) else {
            throw .badRequest("\"\(text)\" is no id; ids look like \(Self(rawValue: 1 << 59))")
        }
        self = id
    }
}
