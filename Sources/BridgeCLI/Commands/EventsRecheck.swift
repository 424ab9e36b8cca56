import Adapters
import ArgumentParser
import BridgeCore
import JSON

extension Events {
    struct Recheck: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify refused requests again, after a secret was mended, and accept those that pass.",
            discussion: """
                Requests that were refused are kept for 72 hours, because most providers never send them again. Mend the \
                secret, reload, then recheck: every request is judged by the clock of its arrival and accepted as received \
                then, in the order of arrival; what the provider sent again meanwhile is a duplicate. What does not pass \
                stays, with its diagnosis. Handshakes are not answered, and bodies over 1 MB were not kept.
                """
        )

        @Option(help: "Only requests to this hook.") var hook: String?
        @Option(
            help: ArgumentHelp(
                "Only requests that arrived since: a time (2026-03-02T09:15:00Z), or how long ago (90m, 12h, 3d).",
                valueName: "time"
            )
        )
        var since: String?
        @Flag(help: "Tell which requests would pass, and accept none.") var dryRun = false
        @OptionGroup var options: AdminOptions

        func validate() throws {
            guard let since, Self.time(since, now: SystemWallClock().now()) == nil else { return }
            throw ValidationError("--since \(since) is neither a time such as 2026-03-02T09:15:00Z nor 90m, 12h or 3d")
        }

        func run() async throws {
            try await options.run { client in
                let total = try await recheck(client)
                options.show(total, as: Self.text)
            }
        }

        /// One answer of all parts: the service looks at a few hundred requests at a time.
        private func recheck(_ client: AdminClient) async throws -> JSONValue {
            let from = since.flatMap { Self.time($0, now: SystemWallClock().now()) }
            var body: JSONObject = ["dry_run": .bool(dryRun)]
            body["hook"] = hook.map(JSONValue.string)
            body["since"] = from.map { .string($0.rfc3339(in: .utc)) }
            var counts = ["examined": 0, "accepted": 0, "duplicates": 0]
            var remaining: [JSONValue] = []
            while true {
                let answer = try await client.post("quarantine/recheck", body: .object(body))
                for name in counts.keys { counts[name, default: 0] += answer[name]?.int ?? 0 }
                remaining += answer["remaining"]?.array ?? []
                guard let next = answer["next"]?.string else { break }
                body["after"] = .string(next)
            }
            return [
                "dry_run": .bool(dryRun), "examined": Self.number(counts["examined"]),
                "accepted": Self.number(counts["accepted"]), "duplicates": Self.number(counts["duplicates"]),
                "remaining": .array(remaining),
            ]
        }

        private static func number(_ count: Int?) -> JSONValue { .number(JSONNumber(count ?? 0)) }

        static func text(_ answer: JSONValue) -> String {
            func count(_ name: String) -> Int { answer[name]?.int ?? 0 }
            let remaining = answer["remaining"]?.array ?? []
            let outcome =
                answer["dry_run"] == true
                ? "\(count("accepted")) would pass, \(remaining.count) would stay"
                : "\(count("accepted")) accepted, \(count("duplicates")) accepted before, \(remaining.count) stay"
            guard !remaining.isEmpty else { return "\(count("examined")) refused requests: \(outcome)" }
            var table = Table(["REFUSED", "RECEIVED", "HOOK", "DIAGNOSIS"])
            table.rows = remaining.map { row in
                [row.cell("id"), row.cell("received_at"), row.cell("hook"), row.cell("diagnosis")]
            }
            return "\(table.text(empty: ""))\n\(count("examined")) refused requests: \(outcome)"
        }

        /// A time, or how long before `now`: a number of seconds, minutes, hours or days.
        static func time(_ text: String, now: Timestamp) -> Timestamp? {
            if let ago = Duration(written: text), ago <= .seconds(100_000 * 86_400) {
                return now.advanced(by: .zero - ago)
            }
            return Timestamp(rfc3339: text)
        }
    }
}
