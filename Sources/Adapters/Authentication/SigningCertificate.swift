package import BridgeCore

/// What a scheme needs of an X.509 certificate (RFC 5280 §4.1): its public key and the time in which it holds.
///
/// Read here because nothing else of X.509 is needed: the certificate came over TLS from an allowed host, and no chain is
/// judged. Every length is checked against what is there.
package struct SigningCertificate {
    /// The SubjectPublicKeyInfo in DER.
    let publicKey: [UInt8]
    let validity: ClosedRange<Timestamp>

    /// Whether a text is a certificate in PEM that holds at this time.
    package static func isUsable(pem: String, at now: Timestamp) -> Bool {
        SigningCertificate(pem: pem)?.validity.contains(now) ?? false
    }

    /// The first certificate of a PEM text (RFC 7468); nil where there is none that can be read.
    init?(pem: String) {
        guard let der = derBytes(inPEM: pem, label: "CERTIFICATE") else { return nil }
        self.init(der: der)
    }

    private init?(der: [UInt8]) {
        var file = DERReader(der[...])
        guard var certificate = file.constructed(DERReader.sequence),
            var body = certificate.constructed(DERReader.sequence)
        else { return nil }
        // The version is optional; serial number, algorithm and issuer come before the validity, the subject after it.
        if body.nextTag == 0xA0 { _ = body.element() }
        guard body.element() != nil, body.element() != nil, body.element() != nil,
            var times = body.constructed(DERReader.sequence), body.element() != nil,
            let key = body.element(), key.tag == DERReader.sequence,
            let from = times.element().flatMap(Self.time), let until = times.element().flatMap(Self.time), from <= until
        else { return nil }
        publicKey = Array(key.whole)
        validity = from...until
    }

    /// UTCTime `YYMMDDHHMMSSZ` (1950 to 2049) or GeneralizedTime `YYYYMMDDHHMMSSZ`.
    private static func time(_ element: DERReader.Element) -> Timestamp? {
        var digits = String(decoding: element.content, as: UTF8.self)
        if element.tag == 0x17 { digits = (digits.prefix(2) < "50" ? "20" : "19") + digits }
        guard element.tag == 0x17 || element.tag == 0x18, digits.utf8.count == 15, digits.hasSuffix("Z"),
            digits.dropLast().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        let pairs = stride(from: 0, to: 14, by: 2).map { String(digits.dropFirst($0).prefix(2)) }
        return Timestamp(
            rfc3339: "\(pairs[0])\(pairs[1])-\(pairs[2])-\(pairs[3])T\(pairs[4]):\(pairs[5]):\(pairs[6])Z"
        )
    }
}

/// Walks the elements of DER (ITU-T X.690) side by side.
private struct DERReader {
    struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
        /// With tag and length.
        let whole: ArraySlice<UInt8>
    }

    static let sequence: UInt8 = 0x30

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var nextTag: UInt8? { rest.first }

    /// The elements inside the next one, which must have this tag.
    mutating func constructed(_ tag: UInt8) -> DERReader? {
        guard nextTag == tag else { return nil }
        return element().map { DERReader($0.content) }
    }

    /// Nil at the end and where the length leads beyond it.
    mutating func element() -> Element? {
        guard rest.count >= 2, let tag = rest.first else { return nil }
        let first = Int(rest[rest.startIndex + 1])
        var start = rest.startIndex + 2
        var length = first
        if first >= 0x80 {
            let count = first & 0x7F
            guard (1...3).contains(count), rest.endIndex - start >= count else { return nil }
            length = rest[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard rest.endIndex - start >= length else { return nil }
        let end = start + length
        defer { rest = rest[end...] }
        return Element(tag: tag, content: rest[start..<end], whole: rest[..<end])
    }
}
