import HTTPTypes
import Hummingbird
import JSON

/// A JSON body with its status.
struct JSONAnswer: ResponseGenerator {
    let body: JSONValue
    var status: HTTPResponse.Status
    var headers: HTTPFields

    init(_ body: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.body = body
        self.status = status
        self.headers = headers
    }

    var response: Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let bytes = ByteBuffer(bytes: body.serialized() + [UInt8(ascii: "\n")])
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    func response(from request: Request, context: some RequestContext) -> Response { response }
}
