import BridgeCore

/// Where a request carries its signatures and the time of signing, and how fresh that time must be.
struct SignatureHeader: Sendable {
    enum TimeUnit: String, CaseIterable, Sendable {
        case seconds, milliseconds
    }

    /// More than any provider sends during a rotation of keys; keeps a long header from costing time.
    static let limit = 16

    /// In lower case.
    var name: String
    var encoding: SignatureEncoding
    /// What stands before every signature, such as `sha256=`; a candidate without it is not looked at.
    var prefix = ""
    /// What stands between several signatures or fields; nil where the whole header is one signature.
    var separator: Character?
    /// The field that holds the signature: a name (`v1` of `t=…,v1=…`) or a position from 1.
    var signatureField: String?
    /// The field that holds the time, likewise.
    var timestampField: String?
    /// The header that holds the time, in lower case.
    var timestampHeader: String?
    var timestampUnit = TimeUnit.seconds
    /// How far the time of signing may be from the time of arrival.
    var tolerance = Duration.seconds(300)

    var hasTimestamp: Bool { timestampField != nil || timestampHeader != nil }

    struct Content {
        let signatures: [[UInt8]]
        /// As written; nil where no timestamp is configured.
        let timestamp: String?
    }

    /// Reads the headers. Throws `noSignature` or `malformedSignature`; the freshness is judged by ``staleness(of:at:)``.
    func read(_ request: RawRequest, byteCount: Int) throws(Refusal) -> Content {
        guard let header = request.header(name), !header.isEmpty else {
            throw Refusal(.noSignature, "the header \(name) is missing")
        }
        let fields = separator.map { header.split(separator: $0) } ?? [header[...]]
        guard fields.count <= Self.limit else {
            throw Refusal(.malformedSignature, "the header \(name) has more than \(Self.limit) parts")
        }
        let candidates = signatureField.map { values(of: $0, in: fields) } ?? fields
        let signatures = candidates.compactMap { candidate -> [UInt8]? in
            let text = candidate.drop { $0 == " " }
            guard text.hasPrefix(prefix), let bytes = encoding.decode(text.dropFirst(prefix.count)) else { return nil }
            return bytes.count == byteCount ? bytes : nil
        }
        guard !signatures.isEmpty else {
            let form = prefix.isEmpty ? "" : " behind \"\(prefix)\""
            throw Refusal(
                .malformedSignature,
                "the header \(name) holds no \(encoding.rawValue) of \(byteCount) bytes\(form)"
            )
        }
        return Content(signatures: signatures, timestamp: try timestamp(request, fields))
    }

    /// `stale` where the time of signing is too far from the time of arrival, in either direction.
    func staleness(of timestamp: String?, at arrival: Timestamp) -> Refusal? {
        guard hasTimestamp else { return nil }
        guard let number = timestamp.flatMap({ Int64($0) }), number >= 0, number < 1 << 50 else {
            return Refusal(.malformedSignature, "the time of signing is not a number of \(timestampUnit.rawValue)")
        }
        let signed = timestampUnit == .seconds ? Timestamp(seconds: number) : Timestamp(milliseconds: number)
        let age = arrival.duration(since: signed)
        guard age > tolerance || age < .zero - tolerance else { return nil }
        let seconds = age.components.seconds
        let limit = tolerance.components.seconds
        return Refusal(
            .stale,
            "signed \(abs(seconds)) s \(seconds < 0 ? "after" : "before") its arrival, allowed are \(limit) s"
        )
    }

    private func timestamp(_ request: RawRequest, _ fields: [Substring]) throws(Refusal) -> String? {
        guard hasTimestamp else { return nil }
        if let timestampHeader, let value = request.header(timestampHeader) { return value }
        if let timestampField, let value = values(of: timestampField, in: fields).first { return String(value) }
        throw Refusal(.malformedSignature, "the time of signing is missing")
    }

    private func values(of field: String, in fields: [Substring]) -> [Substring] {
        if let position = Int(field) {
            return fields.indices.contains(position - 1) ? [fields[position - 1]] : []
        }
        return fields.compactMap { part in
            let pair = part.drop { $0 == " " }
            guard pair.hasPrefix(field), pair.dropFirst(field.count).first == "=" else { return nil }
            return pair.dropFirst(field.count + 1)
        }
    }
}

extension SignatureHeader {
    /// Reads the keys `prefix`, `separator`, `signature_field`, `timestamp_…` and `tolerance` of a scheme.
    init(name: String, encoding: SignatureEncoding, reader: inout MappingReader) {
        self.name = name.lowercased()
        self.encoding = encoding
        prefix = reader.string("prefix") ?? ""
        signatureField = reader.string("signature_field")
        timestampField = reader.string("timestamp_field")
        timestampHeader = reader.string("timestamp_header")?.lowercased()
        timestampUnit = reader.choice("timestamp_unit") ?? .seconds
        if let written = reader.string("separator") {
            separator = written.first
            if written.count != 1 {
                reader.report(reader.valuePlace("separator"), "\"separator\" must be one character")
            }
        } else if signatureField != nil {
            separator = ","
        }
        if let tolerance = reader.duration("tolerance") {
            self.tolerance = tolerance
            if !hasTimestamp {
                reader.report(
                    reader.valuePlace("tolerance"),
                    "a tolerance without a time of signing",
                    mend: "say where the time stands: timestamp_header or timestamp_field"
                )
            }
        }
    }
}
