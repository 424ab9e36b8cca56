import Adapters
import BridgeCore
import Synchronization

/// Keeps refused requests as the store does, without bounds.
final class MemoryQuarantine: QuarantineStore {
    private struct State {
        var kept: [QuarantinedRequest] = []
        var commits = 0
        var fault: StoreError?
        var evicted = 0
        var expired: [Timestamp] = []
        var sealed: [[UInt8]: (texts: [[UInt8]], identity: Digest256)] = [:]
    }

    private let state = Mutex(State())
    private let key = (0..<32).map { _ in UInt8.random(in: 0...255) }

    var kept: [QuarantinedRequest] { state.withLock { $0.kept } }
    var commits: Int { state.withLock { $0.commits } }
    var expired: [Timestamp] { state.withLock { $0.expired } }
    /// As if the file with the key were lost.
    func loseKey() { state.withLock { $0.sealed = [:] } }
    /// The next commit says that it had to make room for so many.
    func evict(_ count: Int) { state.withLock { $0.evicted = count } }
    func fail(with fault: StoreError?) { state.withLock { $0.fault = fault } }

    func digest(of credential: [UInt8]) -> Digest256 {
        EventFingerprint.digest(of: key + credential)
    }

    /// A number by which the texts are known.
    func seal(_ texts: [[UInt8]], of identity: Digest256) throws(StoreError) -> [UInt8] {
        guard !texts.isEmpty else { return [] }
        return state.withLock { state in
            let handle = Array("sealed \(state.sealed.count)".utf8)
            state.sealed[handle] = (texts, identity)
            return handle
        }
    }

    func unseal(_ sealed: [UInt8], of identity: Digest256) -> [[UInt8]] {
        state.withLock { state in
            guard let kept = state.sealed[sealed], kept.identity == identity else { return [] }
            return kept.texts
        }
    }

    func keep(_ requests: [RefusedRequest], at now: Timestamp) async throws(StoreError) -> Int {
        let (evicted, fault) = state.withLock { state in
            state.commits += 1
            guard state.fault == nil else { return (0, state.fault) }
            for request in requests { Self.keep(request, in: &state.kept) }
            defer { state.evicted = 0 }
            return (state.evicted, nil)
        }
        if let fault { throw fault }
        return evicted
    }

    private static func keep(_ request: RefusedRequest, in kept: inout [QuarantinedRequest]) {
        let index = kept.firstIndex { $0.request.identity == request.identity }
        let first = index.map { kept[$0] }
        let record = QuarantineRecord(
            id: first?.record.id ?? request.id,
            hook: request.hook,
            source: request.source,
            receivedAt: first?.record.receivedAt ?? request.receivedAt,
            lastAt: request.receivedAt,
            times: (first?.record.times ?? 0) + 1,
            diagnosis: request.diagnosis,
            bodySize: request.bodySize,
            isBodyKept: request.body != nil
        )
        let last = first.map { $0.request.headers } == request.headers ? nil : request.headers
        let all = QuarantinedRequest(
            record: record,
            request: first?.request ?? request,
            lastHeaders: first == nil ? nil : last ?? first?.lastHeaders,
            lastSealed: last == nil ? first?.lastSealed ?? [] : request.sealed
        )
        if let index { kept[index] = all } else { kept.append(all) }
    }

    func expire(at now: Timestamp) async throws(StoreError) -> Int {
        state.withLock { $0.expired.append(now) }
        return 0
    }

    func quarantined(_ filter: QuarantineFilter, at now: Timestamp) async throws(StoreError) -> [QuarantineRecord] {
        kept.map(\.record)
    }

    func quarantined(_ id: QuarantineID, at now: Timestamp) async throws(StoreError) -> QuarantinedRequest {
        guard let request = kept.first(where: { $0.record.id == id }) else { throw StoreError(.notFound, "\(id)") }
        return request
    }

    func quarantined(
        hook: HookName?,
        since: Timestamp?,
        after cursor: QuarantineID?,
        limit: Int,
        at now: Timestamp
    ) async throws(StoreError) -> [QuarantinedRequest] {
        let all = kept.filter { request in
            (hook == nil || request.record.hook == hook) && (cursor.map { request.record.id > $0 } ?? true)
                && (since.map { request.record.receivedAt >= $0 } ?? true)
        }
        return Array(all.prefix(limit))
    }

    func leaveQuarantine(_ ids: [QuarantineID]) async throws(StoreError) {
        state.withLock { state in state.kept.removeAll { ids.contains($0.record.id) } }
    }

    func diagnose(_ diagnoses: [QuarantineID: String]) async throws(StoreError) {
        state.withLock { state in
            state.kept = state.kept.map { kept in
                guard let diagnosis = diagnoses[kept.record.id] else { return kept }
                return QuarantinedRequest(
                    record: kept.record.diagnosed(diagnosis),
                    request: kept.request,
                    lastHeaders: kept.lastHeaders,
                    lastSealed: kept.lastSealed
                )
            }
        }
    }

    func quarantineCounts(at now: Timestamp) async throws(StoreError) -> [HookName: QuarantineCount] {
        Dictionary(kept.map { ($0.record.hook, QuarantineCount(requests: 1)) }) { left, right in
            QuarantineCount(requests: left.requests + right.requests)
        }
    }
}

extension QuarantineRecord {
    fileprivate func diagnosed(_ diagnosis: String) -> QuarantineRecord {
        QuarantineRecord(
            id: id,
            hook: hook,
            source: source,
            receivedAt: receivedAt,
            lastAt: lastAt,
            times: times,
            diagnosis: diagnosis,
            bodySize: bodySize,
            isBodyKept: isBodyKept
        )
    }
}

extension QuarantinedRequest {
    /// Everything that is kept of it, as one text.
    var text: String {
        let headers = request.headers + (lastHeaders ?? [])
        let parts = [request.target.bytes] + headers.map(\.value.bytes) + [request.body?.bytes ?? []]
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + record.diagnosis
    }
}
