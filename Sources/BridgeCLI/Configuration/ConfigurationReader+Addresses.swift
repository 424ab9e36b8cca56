import Adapters
import BridgeCore
import Courier
import Foundation
import Receiver

/// Where the service listens, what it is called by, and whom it goes through.
extension ConfigurationReader {
    func listen(_ key: String, in reader: inout MappingReader) -> ListenAddress? {
        guard let text = reader.string(key) else { return nil }
        guard let address = ListenAddress(text) else {
            reader.report(
                reader.valuePlace(key),
                "\"\(text)\" is not an address to listen on",
                mend: "write host:port, such as 127.0.0.1:8080"
            )
            return nil
        }
        return address
    }

    /// Two listeners on one address: the second would not start.
    mutating func checkListeners(_ configuration: BridgeConfiguration, _ root: inout MappingReader) {
        let (listen, admin) = (configuration.listen, configuration.admin.listen)
        guard listen.collides(with: admin) else { return }
        let place = root.mapping("admin").map { MappingReader($0) }.flatMap { reader in
            reader.names.contains("listen") ? reader.valuePlace("listen") : nil
        }
        root.report(
            place ?? root.valuePlace("listen"),
            "listen (\(listen)) and admin.listen (\(admin)) cannot share a port",
            mend: "give admin.listen another port, such as 127.0.0.1:8081"
        )
    }

    func publicURL(in reader: inout MappingReader) -> PublicURL? {
        guard let text = reader.required("public_url") else { return nil }
        let place = reader.valuePlace("public_url")
        guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host()?.isEmpty == false, Self.isPort(url.port), url.query() == nil, url.fragment() == nil,
            url.path().allSatisfy({ $0 == "/" })
        else {
            reader.report(
                place,
                "public_url must be a scheme, a host and a port if it is not the usual one",
                mend: "write https://hooks.example.com; the path /hooks/<name> is added by the bridge"
            )
            return nil
        }
        guard url.user() == nil, url.password() == nil, let publicURL = PublicURL(text) else {
            let message = "public_url holds more than a scheme, a host and a port"
            reader.report(place, message, mend: "take the user and the password out: providers call the URL as it is")
            return nil
        }
        return publicURL
    }

    func trustedProxies(in reader: inout MappingReader) -> [NetworkRange]? {
        reader.list("trusted_proxies")?.compactMap { element in
            if case .scalar(let text, _) = element.content, let range = NetworkRange(text) { return range }
            reader.report(
                element.place,
                "\"trusted_proxies\" holds what is no address range",
                mend: "write 10.0.0.0/8, \"::1/128\" or an address"
            )
            return nil
        }
    }

    func outboundProxy(in reader: inout MappingReader) -> CourierConfiguration.Proxy? {
        guard let text = reader.string("outbound_proxy") else { return nil }
        guard let url = URL(string: text), url.scheme == "http", let host = url.host(), !host.isEmpty,
            Self.isPort(url.port), url.user() == nil, url.query() == nil, url.fragment() == nil,
            ["", "/"].contains(url.path())
        else {
            reader.report(
                reader.valuePlace("outbound_proxy"),
                "\"outbound_proxy\" is no proxy that can be used",
                mend: "write http://host:port, without a user or a path"
            )
            return nil
        }
        return CourierConfiguration.Proxy(host: host, port: url.port ?? 3128)
    }

    /// True where no port is given.
    static func isPort(_ port: Int?) -> Bool { port.map { (1...65_535).contains($0) } ?? true }
}

extension ListenAddress {
    private var isWildcard: Bool { host == "0.0.0.0" || host == "::" }

    /// True where not both can be listened on.
    func collides(with other: ListenAddress) -> Bool {
        guard port == other.port, port != 0 else { return false }
        if isWildcard || other.isWildcard {
            return host == "::" || other.host == "::" || host.contains(":") == other.host.contains(":")
        }
        let names = ["localhost": "127.0.0.1"]
        let (own, theirs) = (host.lowercased(), other.host.lowercased())
        return (names[own] ?? own) == (names[theirs] ?? theirs)
    }
}
