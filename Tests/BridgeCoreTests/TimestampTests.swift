import TestSupport
import Testing

@testable import BridgeCore

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-03-02T14:15:00Z", 1_772_460_900_000),
        ("2026-03-02T09:15:00-05:00", 1_772_460_900_000), ("2026-03-02 09:15:00 -0500", 1_772_460_900_000),
        ("2026-03-02t14:15:00z", 1_772_460_900_000), ("2026-03-02T14:15Z", 1_772_460_900_000),
        ("2026-03-02T14:15:00.5Z", 1_772_460_900_500), ("2026-03-02T14:15:00.123456789Z", 1_772_460_900_123),
        ("2026-03-02T14:15:00,25+00:00", 1_772_460_900_250), ("20260302T141500Z", 1_772_460_900_000),
        ("2026-03-02T14:15:00", 1_772_460_900_000), ("2026-03-02 14:15:00 UTC", 1_772_460_900_000),
        ("2026-03-02T19:45:00+05:30", 1_772_460_900_000), ("2026/03/02 14:15:00 +0000", 1_772_460_900_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T12:00:00Z", 951_825_600_000),
        ("1969-12-31T23:59:59.999Z", -1), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000), (" 2026-03-02T14:15:00Z ", 1_772_460_900_000),
    ])
    func readsRFC3339AndItsRelations(_ text: String, _ expected: Int) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == Int64(expected))
    }

    @Test(arguments: [
        "", "2026-03-02", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T14:60:00Z", "2026-03-02T14:15:61Z",
        "2026-03-02T14:15:00+25:00", "2026-03-02T14:15:00.Z", "2026-03-02T14:15:00Zx", "2026-3-2T14:15:00Z",
        "0000-01-01T00:00:00Z", "yesterday", "2026-03-02T14:15:00+", "2026-03/02T14:15:00Z",
    ])
    func refusesWhatIsNoTime(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
        #expect(Timestamp(parsing: text) == nil)
    }

    /// The plain form is read in a way of its own, and so is what differs from it by a space.
    @Test(arguments: [
        "Mon, 2 Mar 2026 09:15:00 -0500", "2 Mar 2026 09:15:00 +0530", "Sun, 29 Feb 2026 09:15:00 +0000",
        "Fri, 31 Dec 9999 23:59:60 -0000", "Tue, 09 Sep 1952 00:00:00 -2359", "Sat, 12 Dec 2026 24:00:00 +0000",
        "Sat, 12 Dec 2026 12:00:00 +0060", "Sat, 12 Dec 2026 12:00:00 +2400", "Sat, 123 Dec 2026 12:00:00 +0000",
        "Xyz, 12 Dec 2026 12:00:00 +0000", "Sat, 12 Dez 2026 12:00:00 +0000", "Sat, 12 Dec 2026 12:00:00 +00000",
        "Sat, 12 Dec 2026 12:00:00 0000", "Sat,", "", "Sat, 12 Dec 2026 12:00:00 +01:00",
    ])
    func aPlainDateIsReadAsAnyOther(_ text: String) {
        #expect(Timestamp(rfc2822: text) == Timestamp(rfc2822: text + " "))
        #expect(MailDateReader.plain(text + " ") == nil)
    }

    @Test(arguments: [
        ("Mon, 02 Mar 2026 09:15:00 -0500", 1_772_460_900), ("Mon, 2 Mar 2026 09:15:00 -0500 (EST)", 1_772_460_900),
        ("2 Mar 2026 14:15:00 GMT", 1_772_460_900), ("2 Mar 2026 14:15 +0000", 1_772_460_900),
        ("Mon,02 Mar 26 09:15:00 EST", 1_772_460_900), ("Mon, 2 Mar 2026 09:15:00 EST", 1_772_460_900),
        ("Mon, 2 Mar 2026 (a (nested) comment) 06:15:00 PST", 1_772_460_900), ("21 Nov 97 09:55:06 -0600", 880_127_706),
        ("Monday, 2 March 2026 14:15:00 UT", 1_772_460_900), ("2 Mar 2026 14:15:00 Z", 1_772_460_900),
        ("Mon, 02 Mar 2026 15:15:00 +0100", 1_772_460_900), ("2 Mar 2026 14:15:00", 1_772_460_900),
        ("2 Mar 2026 14:15:00 A", 1_772_460_900),
    ])
    func readsTheDatesOfMails(_ text: String, _ expected: Int) {
        #expect(Timestamp(rfc2822: text)?.seconds == Int64(expected))
        #expect(Timestamp(parsing: text)?.seconds == Int64(expected))
    }

    @Test(arguments: [
        "", "Mon", "32 Mar 2026 09:15:00 GMT", "2 Foo 2026 09:15:00 GMT", "2 Mar 2026", "2 Mar 2026 9h GMT",
        "2 Mar 2026 09:15:00 NOWHERE",
    ])
    func refusesWhatIsNoMailDate(_ text: String) {
        #expect(Timestamp(rfc2822: text) == nil)
    }

    @Test(arguments: [
        ("1772460900", 1_772_460_900_000), ("1772460900.25", 1_772_460_900_250), ("1772460900250", 1_772_460_900_250),
        ("1772460900250123", 1_772_460_900_250),
    ])
    func readsUnixTimeByItsMagnitude(_ text: String, _ expected: Int) {
        #expect(Timestamp(unix: text)?.milliseconds == Int64(expected))
    }

    @Test(arguments: ["", "12", "-1772460900", "1772460900.", "1772460900x", "99999999999999999999"])
    func refusesWhatIsNoUnixTime(_ text: String) {
        #expect(Timestamp(unix: text) == nil)
    }

    @Test
    func everySecondSurvivesTheRoundTrip() throws {
        var random = SeededRandom(seed: 3)
        let zones = try ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"].map {
            try #require(Zone(named: $0))
        }
        for _ in 0..<3000 {
            let time = Timestamp(seconds: Int64.random(in: 0...4_102_444_800, using: &random))
            let zone = zones[Int.random(in: 0..<zones.count, using: &random)]
            #expect(Timestamp(rfc3339: time.rfc3339(in: zone)) == time, "\(time.seconds) in \(zone.name)")
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 253_402_300_800_000, .max])
    func formatsEveryMomentWithoutACrash(_ milliseconds: Int64) {
        #expect(!Timestamp(milliseconds: milliseconds).rfc3339(in: .utc).isEmpty)
    }
}

struct TimestampBoundsTests {
    @Test(arguments: [
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "31 Dec 9999 23:59:59 -0100",
    ])
    func refusesWhatHasNoYearOfFourDigitsSomewhere(_ text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test(arguments: [
        "1880-06-01T12:00:00Z", "1900-10-25T18:29:30-05:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    ])
    func writesOddOffsetsOfLongAgoAsTheSameMoment(_ text: String) throws {
        let time = try #require(Timestamp(rfc3339: text))
        for name in ["America/New_York", "Asia/Kathmandu", "Europe/Amsterdam"] {
            let zone = try #require(Zone(named: name))

            #expect(Timestamp(rfc3339: time.rfc3339(in: zone)) == time)
        }
    }
}

struct ZoneTests {
    @Test(arguments: [
        ("America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59-05:00"),
        ("America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00-04:00"),
        ("America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59-04:00"),
        ("America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00-05:00"),
        ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"),
        ("Asia/Kolkata", "2026-03-02T14:15:00Z", "2026-03-02T19:45:00+05:30"),
        ("Europe/Moscow", "2012-01-01T00:00:00Z", "2012-01-01T04:00:00+04:00"),
        ("Europe/Moscow", "2026-01-01T00:00:00Z", "2026-01-01T03:00:00+03:00"),
        ("America/Phoenix", "2026-07-01T00:00:00Z", "2026-06-30T17:00:00-07:00"),
        ("UTC", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
    ])
    func writesLocalTimeOnBothSidesOfATransition(_ name: String, _ utc: String, _ local: String) throws {
        let zone = try #require(Zone(named: name))
        let time = try #require(Timestamp(rfc3339: utc))

        #expect(time.rfc3339(in: zone) == local)
        #expect(Timestamp(rfc3339: local) == time)
    }

    @Test(arguments: [
        ("2026-03-02T09:15:00", "2026-03-02T09:15:00-05:00"), ("2026-03-08T02:30:00", "2026-03-08T03:30:00-04:00"),
        ("2026-11-01T01:30:00", "2026-11-01T01:30:00-04:00"), ("2026-07-01T12:00:00", "2026-07-01T12:00:00-04:00"),
    ])
    func readsLocalTimeAlsoInGapsAndOverlaps(_ local: String, _ expected: String) throws {
        let zone = try #require(Zone(named: "America/New_York"))
        #expect(Timestamp(rfc3339: local, zone: zone)?.rfc3339(in: zone) == expected)
    }

    @Test
    func namesTheZoneAsPeopleDo() throws {
        let zone = try #require(Zone(named: "America/New_York"))
        #expect(Timestamp(seconds: 1_772_460_900).readable(in: zone) == "Mon 2 Mar 2026 09:15 EST")
        #expect(Timestamp(seconds: 1_783_000_000).readable(in: zone) == "Thu 2 Jul 2026 09:46 EDT")
        #expect(Timestamp(seconds: 1_772_460_900).readable(in: .utc) == "Mon 2 Mar 2026 14:15 UTC")
    }

    @Test(arguments: ["", "Mars/Olympus", "New York", "EST5", "../etc/passwd"])
    func refusesUnknownNames(_ name: String) {
        #expect(Zone(named: name) == nil)
    }
}
