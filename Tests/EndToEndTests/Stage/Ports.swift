import Foundation
import Synchronization

/// Ports that stay free until a program takes them, so that it can be started again on the same one.
enum Ports {
    /// Below the range from which systems give outgoing connections their ports; each test process starts elsewhere.
    private static let next = Mutex(20_000 + Int(ProcessInfo.processInfo.processIdentifier) * 37 % 10_000)

    static func take() throws -> Int {
        for _ in 0..<2_000 {
            let port = next.withLock { port in
                port = port >= 32_000 ? 20_000 : port + 1
                return port
            }
            if isFree(port) { return port }
        }
        throw NotReached(description: "a free port from 20000 to 32000")
    }

    private static func isFree(_ port: Int) -> Bool {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
    }
}
