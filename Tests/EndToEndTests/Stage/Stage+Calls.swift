import AsyncHTTPClient
import Foundation
import JSON
import NIOCore

/// Requests to the three listeners of a stage.
extension Stage {
    @discardableResult
    func send(_ webhook: Webhook) async throws -> WebAnswer {
        try await exchange("POST", port, webhook.target, webhook.headers, webhook.body)
    }

    /// A call of the admin API; the answer's JSON. Fails on other statuses than 2xx.
    @discardableResult
    func admin(_ path: String, post body: JSONValue? = nil) async throws -> JSONValue {
        let answer = try await adminAnswer("/api/v1/" + path, post: body)
        guard (200..<300).contains(answer.status) else {
            throw NotReached(description: "\(path) answered \(answer.status): \(answer.text.prefix(300))")
        }
        return try JSONParser().parse(answer.body).value
    }

    func adminAnswer(_ path: String, post body: JSONValue? = nil) async throws -> WebAnswer {
        let token = currentSettings.adminToken
        let headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        return try await exchange(body == nil ? "GET" : "POST", adminPort, path, headers, body?.serialized() ?? [])
    }

    /// Replaces the faults of the sandbox; none clears them.
    func setFaults(_ faults: JSONValue = [:]) async throws {
        let headers = [("Content-Type", "application/json")]
        let answer = try await exchange("PUT", sandboxPort, "/faults", headers, faults.serialized())
        guard answer.status < 300 else { throw NotReached(description: "faults refused: \(answer.text)") }
    }

    /// The sandbox's contacts, or one more of them.
    @discardableResult
    func contacts(adding contact: JSONValue? = nil) async throws -> [JSONValue] {
        let headers = [("Content-Type", "application/json")]
        if let contact {
            let answer = try await exchange("POST", sandboxPort, "/contacts", headers, contact.serialized())
            guard answer.status < 300 else { throw NotReached(description: "contact refused: \(answer.text)") }
        }
        let answer = try await exchange("GET", sandboxPort, "/contacts", [], [])
        return try JSONParser().parse(answer.body).value["contacts"]?.array ?? []
    }

    func removeContact(_ id: String) async throws {
        let answer = try await exchange("DELETE", sandboxPort, "/contacts/\(id)", [], [])
        guard answer.status < 300 else { throw NotReached(description: "contact not removed: \(answer.text)") }
    }

    private func exchange(
        _ method: String,
        _ port: Int,
        _ target: String,
        _ headers: [(String, String)],
        _ body: [UInt8]
    ) async throws -> WebAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(target)")
        request.method = .RAW(value: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        var fields: [String: String] = [:]
        for (name, value) in response.headers { fields[name.lowercased()] = value }
        return WebAnswer(status: Int(response.status.code), headers: fields, body: Array(buffer.readableBytesView))
    }
}

/// What the two services have.
extension Stage {
    func timeline() async throws -> [JSONValue] {
        let answer = try await exchange("GET", sandboxPort, "/timeline", [], [])
        return try JSONParser().parse(answer.body).value["entries"]?.array ?? []
    }

    func entries(_ query: String = "limit=500") async throws -> [JSONValue] {
        try await admin("outbox?\(query)")["entries"]?.array ?? []
    }

    func events(_ query: String = "limit=500") async throws -> [JSONValue] {
        try await admin("events?\(query)")["events"]?.array ?? []
    }

    /// How many entries are in each state.
    func states() async throws -> [String: Int] {
        let rows = try await admin("status")["statistics"]?["entries"]?.array ?? []
        let pairs = rows.compactMap { row in
            row["state"]?.string.flatMap { state in row["count"]?.int.map { (state, $0) } }
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    /// Waits until nothing is under way to Zyntro any more.
    @discardableResult
    func drained(within limit: Duration = .seconds(60)) async throws -> [String: Int] {
        var states: [String: Int] = [:]
        try await wait(for: "nothing under way, but there is \(states)", within: limit) {
            states = try await self.states()
            return ["queued", "sending", "resolving"].allSatisfy { states[$0, default: 0] == 0 }
        }
        return states
    }

    /// Waits until that many entries are in a state, and returns them.
    @discardableResult
    func entries(_ count: Int, in state: String, within limit: Duration = .seconds(60)) async throws -> [JSONValue] {
        try await wait(for: "\(count) entries \(state)", within: limit) {
            try await states()[state, default: 0] == count
        }
        return try await entries("state=\(state)&limit=500")
    }
}
