import BridgeCore

/// A refused request with everything written out that the writer need not do.
struct EncodedRefusal: Sendable {
    let request: RefusedRequest
    let target: String
    let headers: String
    let gaps: String
    let encoding: StoredContent.Encoding
    let size: Int
    let bytes: [UInt8]

    init(_ request: RefusedRequest) {
        self.request = request
        target = MaskedCoding.target(request.target)
        headers = MaskedCoding.headers(request.headers)
        gaps = MaskedCoding.gaps(request.body?.gaps ?? [])
        switch StoredContent(request.body?.bytes ?? []) {
        case .inline(let content): (encoding, size, bytes) = (.identity, content.count, content)
        case .apart(let encoding, let size, let content): (self.encoding, self.size, bytes) = (encoding, size, content)
        }
    }

    /// Of what is kept, as the bound of the quarantine counts it: headers and what is sealed twice, for those of a later try.
    var keptSize: Int {
        let twice = headers.utf8.count + request.sealed.count
        return bytes.count + target.utf8.count + 2 * twice + gaps.utf8.count + 300
    }
}
