package import Adapters
import BridgeCore

/// Why a request was turned away before an adapter saw it.
package enum Rejection: Error, Sendable, Equatable {
    case unclearFraming
    case unknownHook
    case wrongMethod
    case tooLarge
    case unsupportedEncoding
    case malformedBody
    case rateLimited
    case overloaded
    case tooSlow

    /// How ``HookMetrics`` counts it.
    var outcome: RequestOutcome {
        switch self {
        case .unclearFraming: .malformed
        case .unknownHook: .unknownHook
        case .wrongMethod: .wrongMethod
        case .tooLarge: .tooLarge
        case .unsupportedEncoding: .unsupported
        case .malformedBody: .malformed
        case .rateLimited: .rateLimited
        case .overloaded: .overloaded
        case .tooSlow: .tooSlow
        }
    }

    /// What operators read in the log: why, and the setting that decides about it.
    var reason: String {
        switch self {
        case .unclearFraming: "where its body ends is not certain, by Transfer-Encoding and HTTP version"
        case .unknownHook: "no hook has this path"
        case .wrongMethod: "the hook's adapter does not take this method; see its receive.methods"
        case .tooLarge: "its body is larger than the hook's adapter takes; see its receive.limit"
        case .unsupportedEncoding: "its Content-Encoding is none that is undone here: gzip, deflate"
        case .malformedBody: "its body is not what its Content-Encoding says"
        case .rateLimited: "the hook's rate_limit is used up"
        case .overloaded: "there is no room for it now; see limits.bytes_in_flight and limits.connections"
        case .tooSlow: "it was not there in time; see limits.request_deadline and limits.stall_timeout"
        }
    }

    /// Whether nothing more is read from this connection: its body is too much to wait for, or its end not certain.
    var endsConnection: Bool { self == .tooLarge || self == .unclearFraming }

    /// What the caller hears; the adapter's own answer where it has one. Nothing in it tells an unknown hook from a
    /// path that was never there.
    package func answer(from hook: ServedHook?) -> Answer {
        switch self {
        case .unclearFraming: .plain(400, "send Transfer-Encoding: chunked, or a Content-Length\n")
        case .unknownHook: .plain(404, "not found\n")
        case .wrongMethod:
            .plain(405, "method not allowed\n", [HeaderField(name: "allow", value: hook?.allow ?? "POST")])
        case .tooLarge: hook?.answers.tooLarge ?? .plain(413, "content too large\n")
        case .unsupportedEncoding:
            .plain(415, "unsupported encoding\n", [HeaderField(name: "accept-encoding", value: "gzip, deflate")])
        case .malformedBody: .plain(400, "the body is not what its Content-Encoding says\n")
        case .rateLimited: Answer.plain(429, "too many requests\n").askingToRetry(after: 60)
        case .overloaded: (hook?.answers.overloaded ?? .plain(503, "try again later\n")).askingToRetry(after: 5)
        case .tooSlow: .plain(408, "the request took too long\n")
        }
    }
}

extension Answer {
    static func plain(_ status: Int, _ body: String, _ headers: [HeaderField] = []) -> Answer {
        Answer(status: status, headers: [HeaderField(name: "content-type", value: "text/plain")] + headers, body: body)
    }

    /// The same answer with a Retry-After, unless the adapter gave one.
    func askingToRetry(after seconds: Int) -> Answer {
        guard !headers.contains(where: { $0.name.lowercased() == "retry-after" }) else { return self }
        var answer = self
        answer.headers.append(HeaderField(name: "retry-after", value: String(seconds)))
        return answer
    }
}
