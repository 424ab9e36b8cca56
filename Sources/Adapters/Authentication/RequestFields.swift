import BridgeCore
import JSON

/// The named values of a request, for schemes that find their proof among them: the fields of a form, of a multipart or
/// JSON body, or the parameters of the URL where there is no body.
struct RequestFields {
    typealias Pair = (name: [UInt8], value: [UInt8])

    /// Null for a body that is no JSON.
    let json: JSONValue
    /// In the order sent, decoded; of a JSON object its scalars as text.
    let pairs: [Pair]
    /// False where the body says more than the pairs do, so that a signature over them does not cover it: files, lists, a
    /// charset in which their bytes are other texts.
    let areWhole: Bool

    static let none = RequestFields(json: .null, pairs: [])

    private init(json: JSONValue, pairs: [Pair], areWhole: Bool = true) {
        self.json = json
        self.pairs = pairs
        self.areWhole = areWhole
    }

    /// Reads what can be read; a body of another kind has no fields. `format` is that of the adapter, so that the fields
    /// are those that will be translated.
    init(_ request: RawRequest, as format: BodyFormat = .auto) {
        if request.body.isEmpty {
            self.init(json: .null, pairs: Self.query(of: request))
            return
        }
        switch format.resolved(for: request) {
        case .form:
            let pairs = Self.pairs(of: try? request.form())
            self.init(json: .null, pairs: pairs ?? [], areWhole: pairs != nil)
        case .multipart: self.init(multipart: request.body, request.header("content-type"))
        case .json, .jwt, .auto:
            let value = (try? JSONParser().parse(request.body))?.value ?? .null
            let members = value.object ?? JSONObject()
            let scalars = members.compactMap { name, value in Self.bytes(of: value).map { (Array(name.utf8), $0) } }
            let areWhole =
                value.object != nil && members.allSatisfy { $0.value.isNull || Self.bytes(of: $0.value) != nil }
            self.init(json: value, pairs: scalars, areWhole: areWhole)
        }
    }

    private init(multipart body: [UInt8], _ type: String?) {
        guard let multipart = MultipartBody(body, contentType: type, hashesFiles: false),
            let parts = try? multipart.parts()
        else {
            self.init(json: .null, pairs: [], areWhole: false)
            return
        }
        let pairs = parts.compactMap { part -> Pair? in
            guard part.file == nil, let name = part.name else { return nil }
            return (Array(name.utf8), multipart.content(of: part))
        }
        let areWhole = parts.allSatisfy { $0.file == nil && ["utf-8", "utf8"].contains($0.charset ?? "utf-8") }
        self.init(json: .null, pairs: pairs, areWhole: areWhole)
    }

    /// The last value of that name; in a JSON body a dotted path leads to it.
    func value(_ path: String) -> [UInt8]? {
        if let pair = pairs.last(where: { $0.name.elementsEqual(path.utf8) }) { return pair.value }
        var value = json
        for name in path.split(separator: ".") {
            guard let next = value[String(name)] else { return nil }
            value = next
        }
        return Self.bytes(of: value)
    }

    func text(_ path: String) -> String? { value(path).map { String(decoding: $0, as: UTF8.self) } }

    /// The decoded parameters of the URL, in the order sent.
    static func query(of request: RawRequest) -> [Pair] {
        let url = CalledURL(request.url)
        return pairs(of: try? DecodedForm(Array(url.bytes[url.query]))) ?? []
    }

    /// The decoded fields of a form body, in the order sent; none where there is no body, nil for a body of which they are
    /// not the whole.
    static func form(of request: RawRequest, as format: BodyFormat) -> [Pair]? {
        guard !request.body.isEmpty else { return [] }
        switch format.resolved(for: request) {
        case .form, .multipart:
            let fields = RequestFields(request, as: format)
            return fields.areWhole ? fields.pairs : nil
        case .json, .jwt, .auto: return nil
        }
    }

    private static func pairs(of form: DecodedForm?) -> [Pair]? {
        form.map { form in form.fields.map { (Array(form.name($0)), Array(form.value($0))) } }
    }

    private static func bytes(of value: JSONValue) -> [UInt8]? {
        switch value {
        case .string(let text): Array(text.utf8)
        case .number, .bool: Array(value.interpolated.utf8)
        case .null, .array, .object: nil
        }
    }
}

extension BodyFormat {
    /// What a body is read as.
    func resolved(for request: RawRequest) -> BodyFormat {
        guard self == .auto else { return self }
        return BodyDecoder.format(of: request.body, contentType: request.header("content-type"))
    }
}
