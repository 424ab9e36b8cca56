/// Certificates by which providers sign, fetched and kept off the request path.
package protocol CertificateSource: Sendable {
    /// The PEM text of the certificate at an https URL, if it is at hand. Nil asks the source to get it: the request is
    /// answered with a 503, and finds the certificate here when it comes back.
    ///
    /// Never waits. Schemes ask only for URLs that they allow, since the URL itself is signed by nobody.
    func certificate(at url: String) -> String?
}

/// Holds no certificate and gets none.
package struct NoCertificates: CertificateSource {
    package init() {}
    package func certificate(at url: String) -> String? { nil }
}
