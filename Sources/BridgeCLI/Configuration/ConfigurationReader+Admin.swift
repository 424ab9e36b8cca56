import Adapters
import BridgeCore
import Ops

extension ConfigurationReader {
    /// Who guesses tokens of fewer characters needs no luck.
    private static let shortestToken = 16

    mutating func admin(_ node: SourceNode) -> BridgeConfiguration.Admin {
        var admin = BridgeConfiguration.Admin()
        var reader = MappingReader(node)
        admin.listen = listen("listen", in: &reader) ?? admin.listen
        if !admin.listen.isLoopback {
            warn(
                reader.valuePlace("listen"),
                "the admin listener can be reached from other machines and speaks plain HTTP",
                mend: "write 127.0.0.1, or see that nothing but a TLS proxy of yours reaches it"
            )
        }
        for element in reader.list("tokens") ?? [] {
            var token = MappingReader(element)
            let name = token.required("name")
            let role = token.choice("role", of: OpsToken.Role.self)
            let secret = secret("token", in: &token)
            if let name, admin.tokens.contains(where: { $0.name == name }) {
                token.report(
                    token.valuePlace("name"),
                    "two tokens are called \"\(name)\", so that the log could not tell who acted",
                    mend: "give each its own name"
                )
            }
            if let secret, secret.revealed.count < Self.shortestToken {
                warn(
                    token.valuePlace("token"),
                    "this token has fewer than \(Self.shortestToken) characters and can be guessed",
                    mend: "make one with: openssl rand -hex 24"
                )
            }
            if let name, let secret {
                admin.tokens.append(OpsToken(name: name, role: role ?? .viewer, secret: secret))
            }
            report(token.finish())
        }
        report(reader.finish())
        return admin
    }
}
