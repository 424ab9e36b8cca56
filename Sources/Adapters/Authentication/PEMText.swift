/// The DER that a PEM text (RFC 7468) holds between the lines of a label such as `CERTIFICATE`; nil where it holds none.
///
/// Lines may have any length, and line ends may be lost: people paste keys into forms and environment variables.
func derBytes(inPEM text: String, label: String) -> [UInt8]? {
    guard let start = text.firstRange(of: "-----BEGIN \(label)-----")?.upperBound,
        let end = text[start...].firstRange(of: "-----END \(label)-----")?.lowerBound
    else { return nil }
    return SignatureEncoding.base64.decode(bytes: text[start..<end].utf8.filter { $0 > 0x20 })
}
