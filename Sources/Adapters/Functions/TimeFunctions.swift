import BridgeCore
import JMESPath
import JSON

extension DomainFunctions {
    static let times: [Function] = {
        var timestamp = moment
        timestamp.checkLiteral = { place, literal in
            guard place == 1, let name = literal.string, Zone(named: name) == nil else { return nil }
            return "there is no time zone \"\(name)\""
        }
        return [timestamp, secondsBetween]
    }()

    private static let zoneName = JSONKey("zone")

    private static let secondsBetween = Function(
        "seconds_between",
        [Parameter("start", .text), Parameter("end", .text)],
        summary:
            "Whole seconds from one moment to another, in any form that timestamp() reads; null where one is missing "
            + "or the end comes first.",
        example: "seconds_between('2026-03-02T09:15:00Z', '2026-03-02T09:18:04Z') → 184"
    ) { arguments in
        guard let start = Moment.read(arguments[0].value, zone: .utc),
            let end = Moment.read(arguments[1].value, zone: .utc), end >= start
        else { return .null }
        return .number(JSONNumber(Int((end.milliseconds - start.milliseconds + 500) / 1000)))
    }

    private static let moment =
        Function(
            lazy: "timestamp",
            [Parameter("value", .text), Parameter("zone", [.string, .null], .optional)],
            summary:
                "A moment as RFC 3339 in the hook's zone, out of RFC 3339, a mail date or Unix (milli)seconds; "
                + "a value without a zone is of the second argument's, else of the hook's. Null for anything else.",
            example: "timestamp('Tue, 3 Mar 2026 09:14:05 +0100') → \"2026-03-03T08:14:05Z\""
        ) { arguments in
            let value = try arguments[0].evaluate()
            let hookZone = arguments[0].scope.hook(zoneName).flatMap(Zone.init(named:)) ?? .utc
            var zone = hookZone
            if arguments.count > 1, let name = try arguments[1].evaluate().string {
                guard let named = Zone(named: name) else { throw FunctionError("the zone is not known") }
                zone = named
            }
            return JSONValue(Moment.read(value, zone: zone)?.rfc3339(in: hookZone))
        }
}

/// Reads the times that providers write.
enum Moment {
    /// From here on a bare number counts milliseconds: as seconds it would be in the year 5138.
    private static let leastMilliseconds = 100_000_000_000

    /// `zone` is for what carries none.
    static func read(_ value: JSONValue, zone: Zone) -> Timestamp? {
        switch value {
        case .number(let number): return number.double.isFinite ? unix(number.double) : nil
        case .string(let text):
            let text = text.unpadded
            guard let first = text.utf8.first else { return nil }
            if let moment = Timestamp(rfc3339: text, zone: zone) { return moment }
            if (48...57).contains(first), let number = Double(text) { return unix(number) }
            return Timestamp(rfc2822: text)
        case .array(let elements): return elements.firstText.flatMap { read(.string($0), zone: zone) }
        case .null, .bool, .object: return nil
        }
    }

    private static func unix(_ number: Double) -> Timestamp? {
        guard number > 0, number < 1e14 else { return nil }
        let milliseconds = number < Double(leastMilliseconds) ? number * 1000 : number
        return Timestamp(milliseconds: Int64(milliseconds.rounded()))
    }
}
