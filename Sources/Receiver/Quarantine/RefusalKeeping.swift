package import Adapters
package import BridgeCore

/// Takes requests that were refused. It never waits: what there is no room for is dropped and counted.
package protocol RefusalKeeping: Sendable {
    func keep(_ refused: Refused)
}

/// A request that an adapter refused, still as it came.
package struct Refused: Sendable {
    /// Beginning of a large body, by which the same request is known again.
    static let sampleSize = 4096

    let id: QuarantineID
    let hook: ServedHook
    let request: RawRequest
    let target: String
    let diagnosis: String
    /// Of the body as received; the request has only the beginning of one that is too large to be kept.
    let bodySize: Int

    /// `event` is the id under which the log tells of the request.
    package init(_ request: RawRequest, target: String, hook: ServedHook, event: EventID, refusal: Refusal) {
        id = QuarantineID(rawValue: event.rawValue)
        self.hook = hook
        self.target = target
        diagnosis = "\(refusal)"
        bodySize = request.body.count
        // A copy, so that the large body itself is let go.
        self.request =
            bodySize <= QuarantineLimits.bodyLimit
            ? request : request.replacing(body: Array(request.body.prefix(Self.sampleSize)))
    }

    var isBodyKept: Bool { bodySize <= QuarantineLimits.bodyLimit }

    /// What it takes of memory while it waits to be kept.
    var size: Int {
        request.headers.reduce(request.body.count + target.utf8.count + 512) { total, field in
            total + field.name.utf8.count + field.value.utf8.count
        }
    }

    var source: String { request.remoteAddress.flatMap(NetworkAddress.init)?.sourceName ?? "unknown" }
}

extension NetworkAddress {
    /// The address; of IPv6 the first 64 bits, all of which one subscriber has (RFC 6177).
    var sourceName: String {
        guard !isIPv4 else { return description }
        let groups = [48, 32, 16, 0].map { String(high >> UInt64($0) & 0xFFFF, radix: 16) }
        return groups.joined(separator: ":") + "::/64"
    }
}

/// Keeps nothing.
package struct NoRefusalsKept: RefusalKeeping {
    package init() {}
    package func keep(_ refused: Refused) {}
}
