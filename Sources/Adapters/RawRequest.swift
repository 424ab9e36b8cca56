package import BridgeCore
import Synchronization

/// A request as it came over the wire, before anybody knows whether to believe it.
package struct RawRequest: Sendable {
    /// Upper case, such as `POST`.
    package let method: String
    /// The public URL as the provider called it, byte for byte: scheme, host, port if any, path and query.
    package let url: String
    /// In the order received; names in lower case, values as received; a repeated header stands several times.
    package let headers: [HeaderField]
    package let body: [UInt8]
    /// The caller's address as the receiver believes it, for the `ip` scheme and logs.
    package let remoteAddress: String?
    package let receivedAt: Timestamp
    private let readForm = ReadForm()

    package init(
        method: String,
        url: String,
        headers: [HeaderField],
        body: [UInt8],
        remoteAddress: String? = nil,
        receivedAt: Timestamp
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.receivedAt = receivedAt
    }

    /// The same but for what is given; the form of a body is read anew.
    package func replacing(
        url: String? = nil,
        headers: [HeaderField]? = nil,
        body: [UInt8]? = nil,
        remoteAddress: String? = nil,
        receivedAt: Timestamp? = nil
    ) -> RawRequest {
        RawRequest(
            method: method,
            url: url ?? self.url,
            headers: headers ?? self.headers,
            body: body ?? self.body,
            remoteAddress: remoteAddress ?? self.remoteAddress,
            receivedAt: receivedAt ?? self.receivedAt
        )
    }

    /// Path and query of ``url``.
    package var target: String {
        let bytes = url.utf8
        guard let scheme = bytes.firstRange(of: "://".utf8) else { return url }
        let afterScheme = bytes[scheme.upperBound...]
        guard let start = afterScheme.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
            return "/"
        }
        return String(url[start...])
    }

    /// The body read as a form; once, however often it is asked for.
    func form() throws(DecodingError) -> DecodedForm { try readForm.form(of: body) }

    /// The first value of a header; `name` in lower case.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The value of a header that stands once; nil also for one that is repeated, of which a signature covers one and an
    /// expression may read another.
    func soleHeader(_ name: String) -> String? {
        var found: String?
        for field in headers where field.name == name {
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }
}

/// The form of one request, kept for whoever reads it next.
private final class ReadForm: Sendable {
    private let form = Mutex<DecodedForm?>(nil)

    func form(of body: [UInt8]) throws(DecodingError) -> DecodedForm {
        if let known = form.withLock({ $0 }) { return known }
        let read = try DecodedForm(body)
        form.withLock { $0 = read }
        return read
    }
}
