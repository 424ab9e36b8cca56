extension Timestamp {
    /// RFC 3339 to the second with the zone's offset, `2026-03-02T09:15:00-05:00`; `Z` for UTC.
    package func rfc3339(in zone: Zone) -> String {
        // Before they had standard time, zones were off by odd seconds, which RFC 3339 cannot write.
        var offset = zone.offset(at: self) / 60 * 60
        var local = CivilTime(localSeconds: seconds &+ Int64(offset))
        if !(1...9999).contains(local.year) {
            // On the first and the last day of all years only UTC has a year that can be written.
            offset = 0
            local = CivilTime(localSeconds: seconds)
        }
        return String(unsafeUninitializedCapacity: 40) { buffer in
            var line = FixedLine(buffer: buffer)
            line.number(max(0, local.year), digits: local.year > 9999 ? 6 : 4)
            line.put("-", local.month)
            line.put("-", local.day)
            line.put("T", local.hour)
            line.put(":", local.minute)
            line.put(":", local.second)
            if offset == 0 {
                line.byte("Z")
            } else {
                line.put(offset < 0 ? "-" : "+", abs(offset) / 3600)
                line.put(":", abs(offset) / 60 % 60)
            }
            return line.count
        }
    }

    /// As a person writes it: `Mon 2 Mar 2026 09:15 EST`.
    package func readable(in zone: Zone) -> String {
        let localSeconds = seconds &+ Int64(zone.offset(at: self))
        let local = CivilTime(localSeconds: localSeconds)
        let weekday = CivilTime.weekdayNames[CivilTime.weekday(localSeconds: localSeconds)]
        let minute = local.minute < 10 ? "0\(local.minute)" : "\(local.minute)"
        let hour = local.hour < 10 ? "0\(local.hour)" : "\(local.hour)"
        return "\(weekday) \(local.day) \(CivilTime.monthNames[local.month - 1]) \(local.year) \(hour):\(minute)"
            + " \(zone.abbreviation(at: self))"
    }
}

/// Writes ASCII into a buffer that is large enough for any date.
private struct FixedLine {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var count = 0

    mutating func byte(_ character: Unicode.Scalar) {
        buffer[count] = UInt8(truncatingIfNeeded: character.value)
        count += 1
    }

    mutating func put(_ separator: Unicode.Scalar, _ value: Int) {
        byte(separator)
        number(value, digits: 2)
    }

    mutating func number(_ value: Int, digits: Int) {
        var rest = value
        var place = digits
        while place > 0 {
            place -= 1
            buffer[count + place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}
