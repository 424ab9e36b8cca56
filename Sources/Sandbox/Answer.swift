import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What a call is answered: JSON or a web page with an HTTP status.
struct Answer: Sendable {
    enum Content: String, Sendable {
        case json = "application/json; charset=utf-8"
        case html = "text/html; charset=utf-8"
    }

    var status: HTTPResponse.Status = .ok
    var content: Content = .json
    var body: ByteBuffer

    /// Zyntro's answer to an addCommsHistory that worked, as documented.
    static func logged(id: Int) -> Answer {
        let data = #"{"ch_id":\#(id),"message":"Communication history logged successfully"}"#
        return Answer(body: ByteBuffer(string: #"{"data":\#(data),"status":"success"}"#))
    }

    /// Zyntro's shape of a success.
    static func success(_ data: some Encodable) throws -> Answer {
        try json(Envelope(data: data, status: "success"))
    }

    /// Zyntro's shape of an error: HTTP 200 all the same.
    static func error(_ messages: [String]) throws -> Answer {
        try json(Envelope(data: messages, status: "error"))
    }

    /// Any JSON, members in alphabetical order.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Answer(status: status, body: ByteBuffer(bytes: try encoder.encode(value)))
    }

    /// A page such as a web server or a proxy answers by itself.
    static func page(_ status: HTTPResponse.Status) -> Answer {
        let title = Page.escaped(status == .ok ? "Please stand by" : "\(status.code) \(status.reasonPhrase)")
        let text = "<!DOCTYPE html><html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
        return Answer(status: status, content: .html, body: ByteBuffer(string: text))
    }

    var response: Response {
        Response(status: status, headers: [.contentType: content.rawValue], body: ResponseBody(byteBuffer: body))
    }

    /// A response that announces the whole body, sends half of it and then closes the connection.
    var halfResponse: Response {
        let half = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer()
        let cut = ResponseBody(contentLength: body.readableBytes) { writer in
            try await writer.write(half)
            throw CutShort()
        }
        return Response(status: status, headers: [.contentType: content.rawValue], body: cut)
    }

    private struct Envelope<Payload: Encodable>: Encodable {
        let data: Payload
        let status: String
    }
}

/// Ends a connection in the middle of an answer: Hummingbird closes it when a body's writer throws.
struct CutShort: Error {}
