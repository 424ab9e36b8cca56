import BridgeCore
import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOCore

/// Why a request to the admin API was not carried out, in words for its sender.
struct OpsError: Error, Equatable {
    let status: HTTPResponse.Status
    /// For programs; stays the same while the message may be reworded.
    let code: String
    let message: String
    var headers: HTTPFields = [:]

    static func badRequest(_ message: String) -> OpsError {
        OpsError(status: .badRequest, code: "bad_request", message: message)
    }

    static func notFound(_ message: String) -> OpsError {
        OpsError(status: .notFound, code: "not_found", message: message)
    }

    static func forbidden(_ code: String, _ message: String) -> OpsError {
        OpsError(status: .forbidden, code: code, message: message)
    }

    static func unauthorized(_ message: String) -> OpsError {
        OpsError(
            status: .unauthorized,
            code: "unauthorized",
            message: message,
            headers: [.wwwAuthenticate: #"Bearer realm="zyntro-bridge""#]
        )
    }

    var answer: JSONAnswer {
        let body: JSONValue = ["error": ["code": .string(code), "message": .string(message)]]
        return JSONAnswer(body, status: status, headers: headers)
    }
}

extension OpsError {
    init(_ error: StoreError) {
        switch error.code {
        case .notFound: self = .notFound(error.detail)
        case .conflict: self.init(status: .conflict, code: "conflict", message: error.detail)
        case .full, .failing, .damaged, .overloaded, .closed:
            self.init(
                status: .serviceUnavailable,
                code: "store_\(error.code.rawValue)",
                message: "the store cannot do this now: \(error.detail)",
                headers: [.retryAfter: "5"]
            )
        }
    }
}

/// Answers everything that is thrown with the one error shape; what nobody foresaw is logged once as an error.
struct ErrorAnswers: RouterMiddleware {
    func handle(
        _ request: Request,
        context: OpsContext,
        next: (Request, OpsContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(to: error, request, context).response
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    private func answer(to error: any Error, _ request: Request, _ context: OpsContext) -> JSONAnswer {
        switch error {
        case let error as OpsError: return error.answer
        case let error as StoreError: return OpsError(error).answer
        case let error as HTTPError where error.status == .notFound:
            return OpsError.notFound("there is no \(request.method) \(request.uri.path) here").answer
        case is NIOTooManyBytesError:
            return OpsError(
                status: .contentTooLarge,
                code: "too_large",
                message: "the body is larger than this request takes; send it in parts"
            ).answer
        default:
            context.logger.error(
                "admin request failed",
                metadata: ["path": "\(request.uri.path)", "error": "\(error)"]
            )
            return OpsError(
                status: .internalServerError,
                code: "internal",
                message: "something went wrong here; the log of the service says what"
            ).answer
        }
    }
}
