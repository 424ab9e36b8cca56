import AsyncHTTPClient
import ServiceLifecycle

/// Runs what Amazon SNS needs of the outside beside the courier: certificates and confirmations.
package struct SNSService: Service {
    private let certificates: SNSCertificates
    private let confirmations: SNSConfirmations
    private let proxy: CourierConfiguration.Proxy?

    package init(
        certificates: SNSCertificates,
        confirmations: SNSConfirmations,
        proxy: CourierConfiguration.Proxy?
    ) {
        self.certificates = certificates
        self.confirmations = confirmations
        self.proxy = proxy
    }

    package func run() async throws {
        let configuration = ZyntroClient.httpConfiguration(proxy: proxy)
        try await HTTPClient.withHTTPClient(configuration: configuration) { http in
            let fetcher = SNSFetcher(http: http)
            await withGracefulShutdownHandler {
                async let fetching: Void = certificates.run(fetcher)
                await confirmations.run(fetcher)
                await fetching
            } onGracefulShutdown: {
                certificates.stop()
                confirmations.stop()
            }
        }
    }
}
