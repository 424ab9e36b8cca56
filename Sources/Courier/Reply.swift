package import JSON

/// What came of one call to Zyntro, before its words are weighed.
package enum Reply: Sendable, Equatable {
    /// The body was never asked for.
    case notSent(reason: String)
    /// JSON with a verdict of its own, whatever the HTTP status.
    case answered(Answer)
    /// 429 or 503 without a verdict of success.
    case busy(status: Int, retryAfter: Duration?)
    /// The body was asked for and no trusted answer came.
    case unknown(reason: String)
}

/// Zyntro's own words: `{"status": "success" | "error", "data": …}`.
package struct Answer: Sendable, Equatable {
    package let httpStatus: Int
    package let isSuccess: Bool
    package let data: JSONValue

    package init(httpStatus: Int, isSuccess: Bool, data: JSONValue) {
        self.httpStatus = httpStatus
        self.isSuccess = isSuccess
        self.data = data
    }

    /// The texts of an error in one line: `data` is a list of texts [DOC]; one text or an object with texts is read too.
    package var text: String {
        var texts: [String] = []
        Self.collect(data, into: &texts)
        return texts.joined(separator: "; ")
    }

    private static func collect(_ value: JSONValue, into texts: inout [String]) {
        switch value {
        case .string(let text): texts.append(text)
        case .array(let elements): for element in elements { collect(element, into: &texts) }
        case .object(let object): for (_, element) in object { collect(element, into: &texts) }
        case .null, .bool, .number: break
        }
    }
}

extension Reply {
    /// The HTTP status of an answer; 0 where none was read.
    package var httpStatus: Int {
        switch self {
        case .answered(let answer): answer.httpStatus
        case .busy(let status, _): status
        case .notSent, .unknown: 0
        }
    }

    /// Reads an answer that arrived whole. The verdict is `status` in the JSON, never the HTTP status: errors come as 200.
    package static func read(httpStatus: Int, retryAfter: Duration?, body: [UInt8]) -> Reply {
        let isBusy = httpStatus == 429 || httpStatus == 503
        let answer = answer(httpStatus: httpStatus, body: body)
        if let answer, answer.isSuccess || !isBusy { return .answered(answer) }
        if isBusy { return .busy(status: httpStatus, retryAfter: retryAfter) }
        return .unknown(reason: "HTTP \(httpStatus) without a readable verdict")
    }

    private static func answer(httpStatus: Int, body: [UInt8]) -> Answer? {
        let document: JSONParser.Document
        do {
            document = try JSONParser(depthLimit: 64).parse(body)
        } catch {
            // What is not JSON has no verdict; the caller says so by the HTTP status.
            return nil
        }
        switch document.value["status"]?.string?.lowercased() {
        case "success": return Answer(httpStatus: httpStatus, isSuccess: true, data: document.value["data"] ?? .null)
        case "error":
            return Answer(httpStatus: httpStatus, isSuccess: false, data: document.value["data"] ?? document.value)
        default: return nil
        }
    }
}
