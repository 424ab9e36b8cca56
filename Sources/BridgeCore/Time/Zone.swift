import Foundation
import Synchronization

/// A time zone of the IANA database (`America/New_York`), with what it said kept until its next transition.
package struct Zone: Sendable, Equatable {
    package let name: String
    private let spans: ZoneSpans?

    /// Nil when the database does not know the name.
    package init?(named name: String) {
        guard name != "UTC", !Zone.utcNames.contains(name) else {
            self = .utc
            return
        }
        guard let spans = Zone.known.withLock({ $0.spans(of: name) }) else { return nil }
        self.name = name
        self.spans = spans
    }

    private init() {
        name = "UTC"
        spans = nil
    }

    package static let utc = Zone()

    private static let utcNames: Set<String> = ["UTC", "Etc/UTC", "GMT", "Z", "Etc/GMT", "Zulu", "Etc/Zulu"]
    private static let known = Mutex(KnownZones())

    package static func == (left: Zone, right: Zone) -> Bool { left.name == right.name }

    /// Seconds to add to UTC.
    package func offset(at time: Timestamp) -> Int { spans?.span(at: time.seconds).offset ?? 0 }

    /// `EST`, `CET`, or `GMT+5:30` where English knows no letters for it.
    package func abbreviation(at time: Timestamp) -> String { spans?.span(at: time.seconds).abbreviation ?? "UTC" }

    /// The moment at which clocks there show the local time: the first of two, and past a gap as far as it is wide.
    func time(atLocal localSeconds: Int64) -> Int64 {
        guard let spans else { return localSeconds }
        let before = localSeconds - Int64(spans.span(at: localSeconds - 86_400).offset)
        if before + Int64(spans.span(at: before).offset) == localSeconds { return before }
        let after = localSeconds - Int64(spans.span(at: localSeconds + 86_400).offset)
        return after + Int64(spans.span(at: after).offset) == localSeconds ? after : before
    }
}

/// Zones that were asked for, so that each is built once.
private struct KnownZones {
    private var zones: [String: ZoneSpans] = [:]

    mutating func spans(of name: String) -> ZoneSpans? {
        if let spans = zones[name] { return spans }
        guard name.contains("/") || name.count > 2, let zone = TimeZone(identifier: name) else { return nil }
        let spans = ZoneSpans(zone)
        zones[name] = spans
        return spans
    }
}

/// The stretches between transitions of one zone that were asked for so far.
private final class ZoneSpans: Sendable {
    struct Span {
        var start: Int64
        let end: Int64
        let offset: Int
        let abbreviation: String
    }

    private let zone: TimeZone
    private let spans = Mutex<[Span]>([])

    init(_ zone: TimeZone) { self.zone = zone }

    func span(at seconds: Int64) -> Span {
        spans.withLock { spans in
            if let last = spans.last, last.start <= seconds, seconds < last.end { return last }
            if let index = spans.firstIndex(where: { $0.start <= seconds && seconds < $0.end }) {
                spans.swapAt(index, spans.count - 1)
                return spans[spans.count - 1]
            }
            let made = makeSpan(at: seconds)
            if let index = spans.firstIndex(where: { $0.end == made.end && $0.offset == made.offset }) {
                spans.remove(at: index)
            }
            // A zone has about 140 stretches between 1970 and 2040.
            if spans.count > 400 { spans.removeAll() }
            spans.append(made)
            return made
        }
    }

    /// English has letters for a zone where people live in it: `EST` in the United States, `CET` in Great Britain.
    private static let locales = ["en_US", "en_GB", "en_AU", "en_NZ", "en_IN", "en_ZA"].map(Locale.init(identifier:))

    private func abbreviation(at date: Date) -> String {
        let style: NSTimeZone.NameStyle = zone.isDaylightSavingTime(for: date) ? .shortDaylightSaving : .shortStandard
        let names = ZoneSpans.locales.lazy.compactMap { self.zone.localizedName(for: style, locale: $0) }
        let letters = names.first { $0 == "GMT" || !$0.hasPrefix("GMT") }
        return letters ?? zone.abbreviation(for: date) ?? zone.identifier
    }

    private func makeSpan(at seconds: Int64) -> Span {
        let date = Date(timeIntervalSince1970: Double(seconds))
        let offset = zone.secondsFromGMT(for: date)
        let next = zone.nextDaylightSavingTimeTransition(after: date)
        var end = next.map { Int64($0.timeIntervalSince1970.rounded()) } ?? seconds + 86_400
        // A stretch is only as long as the offset stays the same, whatever the library takes for a transition.
        let last = Date(timeIntervalSince1970: Double(end - 1))
        if end <= seconds || zone.secondsFromGMT(for: last) != offset { end = seconds + 1 }
        return Span(start: seconds, end: end, offset: offset, abbreviation: abbreviation(at: date))
    }
}
