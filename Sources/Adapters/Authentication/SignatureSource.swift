import BridgeCore

/// Where a request carries its signatures and the time of signing, and how fresh that time must be.
///
/// Its keys in an adapter file, shared by `hmac`, `ecdsa` and `ed25519`:
/// - `header`: the header with the signature, or a list of headers of which any may hold one; or `field`: the name of a
///   form field, a query parameter (where there is no body) or the dotted path of a JSON member. Of a repeated field the
///   last counts, because providers append their own behind what others could add.
/// - `encoding`: hex, base64 or base64url. `prefix`: what stands before every signature, such as `sha256=`.
/// - `separator`: the character between several signatures or parts of a header.
/// - `signature_field`: which part is the signature, by name (`v1` of `t=…,v1=…`) or position from 1. Where parts have
///   positions, several signatures are separated by commas, and those with another time than the first do not count.
/// - `timestamp_field` (a part of the header, or a field beside `field`) or `timestamp_header`: the time of signing;
///   `timestamp_unit`: seconds (the default), milliseconds or `date` (as text, in UTC); `tolerance`: 5m by default.
struct SignatureSource: Sendable {
    enum TimeUnit: String, CaseIterable, Sendable {
        case seconds, milliseconds, date
    }

    enum Place: Sendable, Equatable {
        /// In lower case.
        case headers([String])
        case field(String)
    }

    /// More than any provider sends during a rotation of keys; keeps a long header from costing time.
    static let limit = 16

    var place: Place
    var encoding: SignatureEncoding
    /// What stands before every signature; a candidate without it is not looked at.
    var prefix = ""
    /// What stands between several signatures or parts; nil where the whole text is one signature.
    var separator: Character?
    var signatureField: String?
    var timestampField: String?
    /// In lower case.
    var timestampHeader: String?
    var timestampUnit = TimeUnit.seconds
    /// How far the time of signing may be from the time of arrival.
    var tolerance = Duration.seconds(300)

    var hasTimestamp: Bool { timestampField != nil || timestampHeader != nil }

    /// The field that holds the signature; nil where a header does.
    var field: String? {
        guard case .field(let name) = place else { return nil }
        return name
    }

    struct Content {
        let signatures: [[UInt8]]
        /// As written; nil where no timestamp is configured.
        let timestamp: String?
    }

    /// Finds signatures of an allowed length. Throws `noSignature` or `malformedSignature`; the freshness is judged by
    /// ``staleness(of:at:)``.
    func read(
        _ request: RawRequest,
        _ fields: RequestFields,
        byteCounts: ClosedRange<Int>
    ) throws(Refusal) -> Content {
        let texts = texts(request, fields).filter { !$0.isEmpty }
        guard !texts.isEmpty else { throw Refusal(.noSignature, "\(name) is missing") }
        let lists = texts.flatMap(lists(of:))
        let parts = lists.flatMap { $0 }
        guard parts.count <= Self.limit else {
            throw Refusal(.malformedSignature, "\(name) has more than \(Self.limit) parts")
        }
        let candidates = signatureField.map { field in
            hasPositions ? ofOneTime(lists).flatMap { values(of: field, in: $0) } : values(of: field, in: parts)
        }
        let signatures = (candidates ?? parts).compactMap { candidate -> [UInt8]? in
            let text = candidate.trimming(\.isWhitespace)
            guard text.hasPrefix(prefix), let bytes = encoding.decode(text.dropFirst(prefix.count)) else { return nil }
            return byteCounts.contains(bytes.count) ? bytes : nil
        }
        guard !signatures.isEmpty else {
            let form = prefix.isEmpty ? "" : " behind \"\(prefix)\""
            let count = byteCounts.count == 1 ? "\(byteCounts.lowerBound)" : "at most \(byteCounts.upperBound)"
            throw Refusal(.malformedSignature, "\(name) holds no \(encoding.rawValue) of \(count) bytes\(form)")
        }
        return Content(signatures: signatures, timestamp: try timestamp(request, fields, parts))
    }

    /// `stale` where the time of signing is too far from the time of arrival, in either direction.
    func staleness(of timestamp: String?, at arrival: Timestamp) -> Refusal? {
        guard hasTimestamp else { return nil }
        guard let signed = timestamp.flatMap(moment) else {
            return Refusal(.malformedSignature, "the time of signing is not written in \(timestampUnit.rawValue)")
        }
        let age = arrival.duration(since: signed)
        guard age > tolerance || age < .zero - tolerance else { return nil }
        let seconds = age.components.seconds
        let limit = tolerance.components.seconds
        return Refusal(
            .stale,
            "signed \(abs(seconds)) s \(seconds < 0 ? "after" : "before") its arrival, allowed are \(limit) s"
        )
    }

    private func moment(_ text: String) -> Timestamp? {
        guard timestampUnit != .date else { return Timestamp(parsing: text) }
        guard let number = Int64(text), number >= 0, number < 1 << 50 else { return nil }
        return timestampUnit == .seconds ? Timestamp(seconds: number) : Timestamp(milliseconds: number)
    }

    private var name: String {
        switch place {
        case .headers(let names): "the header \(names.joined(separator: " or "))"
        case .field(let name): "the field \(name)"
        }
    }

    private func texts(_ request: RawRequest, _ fields: RequestFields) -> [String] {
        switch place {
        case .headers(let names): names.compactMap { request.header($0) }
        case .field(let name): fields.text(name).map { [$0] } ?? []
        }
    }

    /// Whether the parts of a signature are known by their place, such as in `hmac;1;1772460900000;…`.
    private var hasPositions: Bool { signatureField.flatMap(Int.init) != nil && separator != "," }

    /// The parts of each signature where they have positions, else all parts as one list.
    private func lists(of text: String) -> [[Substring]] {
        guard let separator else { return [[text[...]]] }
        let signatures = hasPositions ? text.split(separator: ",").map { $0.drop { $0 == " " } } : [text[...]]
        return signatures.map { $0.split(separator: separator) }
    }

    private func ofOneTime(_ lists: [[Substring]]) -> [[Substring]] {
        guard let timestampField, let first = lists.first else { return lists }
        let time = values(of: timestampField, in: first)
        return lists.filter { values(of: timestampField, in: $0) == time }
    }

    private func timestamp(
        _ request: RawRequest,
        _ fields: RequestFields,
        _ parts: [Substring]
    ) throws(Refusal) -> String? {
        guard hasTimestamp else { return nil }
        if let timestampHeader, let value = request.soleHeader(timestampHeader) { return value }
        if let timestampField {
            if field != nil, let value = fields.text(timestampField) { return value }
            if field == nil, let value = values(of: timestampField, in: parts).first { return String(value) }
        }
        throw Refusal(.malformedSignature, "the time of signing is missing, or stands more than once")
    }

    private func values(of field: String, in parts: [Substring]) -> [Substring] {
        if let position = Int(field) {
            return parts.indices.contains(position - 1) ? [parts[position - 1]] : []
        }
        return parts.compactMap { part in
            let pair = part.drop { $0 == " " }
            guard pair.hasPrefix(field), pair.dropFirst(field.count).first == "=" else { return nil }
            return pair.dropFirst(field.count + 1)
        }
    }
}

extension SignatureSource {
    /// Reads the keys of the type's description; nil where there is no place for the signature.
    init?(encoding: SignatureEncoding, reader: inout MappingReader) {
        let headers = reader.strings("header").map { $0.map { $0.lowercased() } }
        let field = reader.string("field")
        self.encoding = encoding
        place = field.map { .field($0) } ?? .headers(headers ?? [])
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
        readTolerance(&reader)
        guard headers?.isEmpty == false || field != nil else {
            reader.report(reader.place, "the key \"header\" is missing", mend: "add \"header:\", or \"field:\"")
            return nil
        }
        if headers != nil, field != nil {
            reader.report(reader.valuePlace("field"), "the signature has two places", mend: "keep header or field")
        }
    }

    private mutating func readTolerance(_ reader: inout MappingReader) {
        guard let tolerance = reader.duration("tolerance") else { return }
        self.tolerance = tolerance
        guard !hasTimestamp else { return }
        reader.report(
            reader.valuePlace("tolerance"),
            "a tolerance without a time of signing",
            mend: "say where the time stands: timestamp_header or timestamp_field"
        )
    }
}
