import Foundation
import NIOCore
import Receiver
import ServiceLifecycle

/// A service that listens, and says by its key in `bridge.yaml` where it cannot.
struct Listener: Service {
    let key: String
    let address: ListenAddress
    let service: any Service

    /// - Throws: ``ListenerError`` where the address cannot be listened on.
    func run() async throws {
        do {
            try await service.run()
        } catch let error as IOError {
            throw ListenerError(key: key, address: address, code: error.errnoCode, reason: "\(error)")
        } catch let error as ReceiverError {
            throw ListenerError(key: key, address: address, code: error.code, reason: error.cause)
        }
    }
}

/// The address of a listener cannot be used.
struct ListenerError: Error, CustomStringConvertible {
    let key: String
    let address: ListenAddress
    /// Of errno; nil where the system was not asked.
    let code: Int32?
    let reason: String

    var description: String {
        switch code {
        case EADDRINUSE:
            "\(key): \(address) is in use already; stop what listens there (ss -ltnp names it), or write another port"
        case EADDRNOTAVAIL: "\(key): \(address) is no address of this machine; write one, or 127.0.0.1"
        case EACCES: "\(key): \(address) may not be listened on; write a port from 1024 on"
        default: "\(key): \(address) cannot be listened on: \(reason)"
        }
    }
}
