/// Visits the URL by which a provider wants a subscription confirmed, off the request path.
package protocol SubscriptionConfirming: Sendable {
    /// Asks for the visit and never waits for it. Only for a request whose scheme vouched for it; the conformer decides
    /// which addresses it visits at all, and what it refuses it logs.
    func confirm(_ subscription: Subscription)
}

/// A subscription that a signed request asks to confirm.
package struct Subscription: Sendable, Equatable {
    /// Where to call; it holds a token and must not be logged.
    package let url: String
    /// What is subscribed to, such as an ARN.
    package let topic: String
    package let hook: HookName
    package let event: EventID

    package init(url: String, topic: String, hook: HookName, event: EventID) {
        self.url = url
        self.topic = topic
        self.hook = hook
        self.event = event
    }
}

/// Confirms nothing.
package struct NoConfirmations: SubscriptionConfirming {
    package init() {}
    package func confirm(_ subscription: Subscription) {}
}
