/// One call of Zyntro's API: the members of its JSON body and who sent it.
struct Call: Sendable {
    /// The caller's IP address without port, `nil` where there is no socket.
    let remoteAddress: String?
    /// Members of the body in the order of writing; empty if the body is no JSON object.
    let fields: [(key: String, value: JSONText)]

    init(fields: [(key: String, value: JSONText)], remoteAddress: String? = nil) {
        self.fields = fields
        self.remoteAddress = remoteAddress
    }

    init(body: [UInt8], remoteAddress: String? = nil) {
        self.init(fields: JSONText(body)?.members ?? [], remoteAddress: remoteAddress)
    }

    /// The member of that name.
    subscript(name: String) -> JSONText? {
        fields.last { $0.key == name }?.value
    }

    /// The member of that name if it is text and not empty.
    func text(_ name: String) -> String? {
        guard let text = self[name]?.string, !text.isEmpty else { return nil }
        return text
    }
}
