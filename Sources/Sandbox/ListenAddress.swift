import ArgumentParser

/// `HOST:PORT` as the command takes it; an IPv6 host stands in brackets.
struct ListenAddress: ExpressibleByArgument, Equatable, CustomStringConvertible {
    let host: String
    /// 0 lets the system choose.
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...])
        else {
            return nil
        }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
