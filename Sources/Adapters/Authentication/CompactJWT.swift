import JSON

/// A JSON Web Token in compact form (RFC 7515 §7.1): three base64url texts joined by dots, nothing verified yet.
struct CompactJWT {
    /// The members of the first part.
    let header: JSONValue
    /// The second part, decoded; JSON where the token is honest.
    let payload: [UInt8]
    let signature: [UInt8]
    /// What the signature covers: the first two parts as they were sent.
    let signed: [UInt8]

    /// Nil for anything but three parts of unpadded base64url of which the first is a JSON object.
    init?(_ text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.decoded(parts[0]), let payload = Self.decoded(parts[1]),
            let signature = Self.decoded(parts[2]), !payload.isEmpty
        else { return nil }
        do {
            self.header = try JSONParser(depthLimit: 8).parse(header).value
        } catch {
            return nil
        }
        guard self.header.object != nil else { return nil }
        self.payload = payload
        self.signature = signature
        signed = Array(parts[0]) + [UInt8(ascii: ".")] + Array(parts[1])
    }

    private static func decoded(_ part: some Collection<UInt8>) -> [UInt8]? {
        part.contains(UInt8(ascii: "=")) ? nil : SignatureEncoding.base64url.decode(bytes: part)
    }
}
