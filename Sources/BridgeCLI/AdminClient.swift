import AsyncHTTPClient
import BridgeCore
import Foundation
import JSON
import NIOCore
import NIOHTTP1

/// Speaks to the admin API of the running service. Commands change things through it and never touch the store's file.
struct AdminClient: Sendable {
    /// Why a command could not be carried out, in the service's words.
    struct Failure: Error, CustomStringConvertible {
        enum Kind {
            case unreachable, refused
        }

        let kind: Kind
        let description: String
    }

    let baseURL: String
    let token: Secret

    func get(_ path: String, query: [(String, String?)] = []) async throws(Failure) -> JSONValue {
        try await send("GET", path, query: query, body: nil)
    }

    func post(
        _ path: String,
        query: [(String, String?)] = [],
        body: JSONValue = .object([:])
    ) async throws(Failure) -> JSONValue {
        try await send("POST", path, query: query, body: body)
    }

    private func send(
        _ method: String,
        _ path: String,
        query: [(String, String?)],
        body: JSONValue?
    ) async throws(Failure) -> JSONValue {
        let answer: (status: Int, bytes: [UInt8])
        do {
            answer = try await exchange(method, url(path, query), body: body)
        } catch {
            throw Failure(
                kind: .unreachable,
                description:
                    "the service does not answer at \(baseURL): is zyntro-bridge serve running, and is admin.listen right?"
            )
        }
        let value = try? JSONParser().parse(answer.bytes).value
        guard (200..<300).contains(answer.status), let value else {
            let message = value?["error"]?["message"]?.string ?? "the service answered with status \(answer.status)"
            throw Failure(kind: .refused, description: message)
        }
        return value
    }

    private func exchange(
        _ method: String,
        _ url: String,
        body: JSONValue?
    ) async throws -> (status: Int, bytes: [UInt8]) {
        var request = HTTPClientRequest(url: url)
        request.method = .RAW(value: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token.revealed)")
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body.serialized())
        }
        return try await HTTPClient.withHTTPClient(configuration: Self.httpConfiguration) { [request] http in
            let response = try await http.execute(request, timeout: .seconds(60))
            let buffer = try await response.body.collect(upTo: 64 << 20)
            return (Int(response.status.code), Array(buffer.readableBytesView))
        }
    }

    /// A service that is not there is said at once, not after a minute of trying.
    private static var httpConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private func url(_ path: String, _ query: [(String, String?)]) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }
        return baseURL + "/api/v1/" + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isUnreserved =
                character.isASCII && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isUnreserved
                ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
