import Adapters
package import BridgeCore

/// Verifies refused requests again by the hooks that are in force now and by the clock of their arrival, and accepts those
/// that pass as if they had just come: through the same intake, under the same keys, in order of arrival.
package struct QuarantineRecheck: Rechecking {
    private static let pageSize = 50

    private let store: any QuarantineStore
    private let hooks: HookTable
    private let intake: Intake
    private let publicURL: PublicURL
    private let clock: any WallClock

    package init(
        store: any QuarantineStore,
        hooks: HookTable,
        intake: Intake,
        publicURL: PublicURL,
        clock: any WallClock
    ) {
        self.store = store
        self.hooks = hooks
        self.intake = intake
        self.publicURL = publicURL
        self.clock = clock
    }

    package func recheck(_ order: RecheckOrder) async throws(StoreError) -> RecheckReport {
        var report = RecheckReport()
        var cursor = order.after
        while report.examined < order.limit {
            let limit = min(Self.pageSize, order.limit - report.examined)
            let page = try await store.quarantined(
                hook: order.hook,
                since: order.since,
                after: cursor,
                limit: limit,
                at: clock.now()
            )
            try await recheck(page, isDryRun: order.isDryRun, into: &report)
            cursor = page.last?.record.id ?? cursor
            if page.count < limit { return report }
        }
        report.next = cursor
        return report
    }

    private func recheck(
        _ page: [QuarantinedRequest],
        isDryRun: Bool,
        into report: inout RecheckReport
    ) async throws(StoreError) {
        var left: [QuarantineID] = []
        var diagnoses: [QuarantineID: String] = [:]
        var fault: StoreError?
        for request in page {
            do throws(StoreError) {
                let verdict = try await verdict(on: request, isDryRun: isDryRun)
                report.examined += 1
                switch verdict {
                case .accepted: report.accepted += 1
                case .duplicate: report.duplicates += 1
                case .refused(let diagnosis):
                    diagnoses[request.record.id] = diagnosis
                    report.remaining.append(remaining(request.record, diagnosis))
                    continue
                }
                left.append(request.record.id)
            } catch {
                fault = error
                break
            }
        }
        if !isDryRun {
            try await store.leaveQuarantine(left)
            try await store.diagnose(diagnoses)
        }
        if let fault { throw fault }
    }

    private func remaining(_ record: QuarantineRecord, _ diagnosis: String) -> RecheckReport.Remaining {
        RecheckReport.Remaining(
            id: record.id,
            hook: record.hook,
            receivedAt: record.receivedAt,
            diagnosis: diagnosis
        )
    }

    /// As it came first; where that does not pass, as it came last.
    private func verdict(
        on kept: QuarantinedRequest,
        isDryRun: Bool
    ) async throws(StoreError) -> Intake.Readmission {
        guard let hook = hooks[kept.record.hook.rawValue] else {
            return .refused("there is no hook of that name any more")
        }
        guard let body = kept.request.body else {
            let size = kept.record.bodySize
            return .refused("its body of \(size) bytes was not kept; ask the provider to send it again")
        }
        let restoring = Restoring(kept, hook: hook, store: store)
        let target = restoring.text(kept.request.target)
        var verdict = Intake.Readmission.refused("")
        for (headers, arrival) in kept.proofs {
            let request = RawRequest(
                method: kept.request.method,
                url: publicURL.url(target: target),
                headers: headers.map { HeaderField(name: $0.name, value: restoring.text($0.value)) },
                body: body.filled(from: restoring.texts),
                remoteAddress: kept.request.remoteAddress,
                receivedAt: arrival
            )
            verdict = try await intake.readmit(
                request,
                target: target,
                receivedAt: kept.record.receivedAt,
                now: clock.now(),
                hook: hook,
                isDryRun: isDryRun
            )
            guard case .refused(let diagnosis) = verdict else { return verdict }
            let all = [kept.request.target, body] + headers.map(\.value)
            if restoring.lacksCredential(of: all), Self.isOfTheProof(diagnosis) {
                verdict = .refused("wrong secret: it came with a credential that is none of the hook's")
            }
        }
        return verdict
    }

    /// Diagnoses that speak of the gap that was left, and not of what came.
    private static func isOfTheProof(_ diagnosis: String) -> Bool {
        [Refusal.Code.noSignature, .malformedSignature, .wrongSecret].contains { diagnosis.hasPrefix($0.rawValue) }
    }
}

extension QuarantinedRequest {
    /// Headers and the time of their arrival.
    fileprivate var proofs: [(headers: [RefusedRequest.Header], arrival: Timestamp)] {
        let first = (request.headers, record.receivedAt)
        return lastHeaders.map { [first, ($0, record.lastAt)] } ?? [first]
    }
}

/// Puts back what was cut out: the secrets of the hook where the same stood, and what was sealed.
private struct Restoring {
    /// What may have been cut out, by its digest.
    let texts: [Digest256: [UInt8]]
    private let takesCredentials: Bool

    init(_ kept: QuarantinedRequest, hook: ServedHook, store: any QuarantineStore) {
        let identity = kept.request.identity
        let sealed = [kept.request.sealed, kept.lastSealed].flatMap { store.unseal($0, of: identity) }
        let all = SecretSpellings.all(of: hook.hook.secrets) + sealed
        texts = Dictionary(all.map { (store.digest(of: $0), $0) }) { first, _ in first }
        takesCredentials = hook.adapter.credentialPlaces.haveCredentials
    }

    func text(_ masked: MaskedBytes) -> String { String(decoding: masked.filled(from: texts), as: UTF8.self) }

    /// True where a hook that asks for a credential got one that is not its own.
    func lacksCredential(of all: [MaskedBytes]) -> Bool {
        takesCredentials && all.contains { $0.gaps.contains { texts[$0.digest] == nil } }
    }
}
