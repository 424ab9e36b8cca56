package import JSON

/// What a translation yields for one `addCommsHistory` call: everything but who the contact and the member are.
package struct EntryDraft: Sendable, Equatable {
    /// The entry's key in the provider's own ids, as the adapter wrote it.
    package var key: String
    /// SHA-256 of provider and key, of a mail its Message-ID's; with destination and contact it is unique.
    package var keyDigest: Digest256
    /// The adapter's `provider:`, by default its name.
    package var provider: String
    package var commsType: CommsType
    package var commsSource: String
    package var contact: ContactHint
    package var member: MemberHint
    /// `comms_data` in the one shape, known keys in their order; without `summary`, `possible_duplicate`, `reference`.
    package var data: JSONObject
    package var sentiment: String?
    package var next: String?
    package var status: String?
    /// What a mail's provider says of its sender by SPF, DKIM and DMARC: false where From is not proven, nil where nobody
    /// checked. Who creates contacts or trusts a sender reads it.
    package var isAuthenticated: Bool?
    /// True for one leg of a call whose `key` names the call itself: it never makes a second entry of that call.
    package var isLeg: Bool
    /// Set where the entry waits for later facts of its subject; not kept with the draft.
    package var settling: Settling?

    package init(
        key: String,
        keyDigest: Digest256,
        provider: String,
        commsType: CommsType,
        commsSource: String,
        contact: ContactHint,
        member: MemberHint,
        data: JSONObject,
        sentiment: String? = nil,
        next: String? = nil,
        status: String? = nil,
        isAuthenticated: Bool? = nil,
        isLeg: Bool = false,
        settling: Settling? = nil
    ) {
        self.key = key
        self.keyDigest = keyDigest
        self.provider = provider
        self.commsType = commsType
        self.commsSource = commsSource
        self.contact = contact
        self.member = member
        self.data = data
        self.sentiment = sentiment
        self.next = next
        self.status = status
        self.isAuthenticated = isAuthenticated
        self.isLeg = isLeg
        self.settling = settling
    }
}

/// Zyntro's `comms_type`.
package enum CommsType: String, Sendable, CaseIterable {
    case email, sms, call, message
}

/// What an adapter knows of the person outside: addresses as the provider wrote them or normalised, a name, or Zyntro's id.
package struct ContactHint: Sendable, Equatable {
    package var phone: String?
    package var email: String?
    package var name: String?
    package var contactID: ContactID?

    package init(phone: String? = nil, email: String? = nil, name: String? = nil, contactID: ContactID? = nil) {
        self.phone = phone
        self.email = email
        self.name = name
        self.contactID = contactID
    }
}

/// What an adapter knows of our side: the line or mailbox that was reached, or Zyntro's id.
package struct MemberHint: Sendable, Equatable {
    package var phone: String?
    package var email: String?
    package var memberID: MemberID?

    package init(phone: String? = nil, email: String? = nil, memberID: MemberID? = nil) {
        self.phone = phone
        self.email = email
        self.memberID = memberID
    }
}
