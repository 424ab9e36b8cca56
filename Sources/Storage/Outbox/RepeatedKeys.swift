import BridgeCore
import JSON

/// What becomes of an entry whose key another has already.
extension StoreTransaction {
    /// A `duplicate`, visible and never sent; but mail programs repeat Message-IDs, and a mail that says something else
    /// than the one that is there is `held`, for a person to look at. Where that one's contents have aged out, nobody could
    /// tell: it is taken for the same.
    func repeatKey(of older: EntryID, in row: inout EntryRow, draft: EntryDraft) throws {
        let isAged = try row.commsType == .email && db.agedAt(older) != nil
        guard row.commsType == .email, !isAged, let original = try entry(older),
            !SameMail.holds(draft, try self.draft(of: original))
        else { return row.leave(for: .duplicate, reason: "its key was there already, in \(older)") }
        row.leave(for: .held, reason: "its Message-ID was there already, in \(older), with another content")
    }
}

/// Tells one mail that came two ways (two hooks, two providers, two mailboxes) from two mails under one Message-ID.
enum SameMail {
    /// True for the same sender and subject where one text is the beginning of the other: providers strip quotations and
    /// signatures differently.
    static func holds(_ draft: EntryDraft, _ other: EntryDraft) -> Bool {
        guard folded(draft, .from) == folded(other, .from), folded(draft, .subject) == folded(other, .subject) else {
            return false
        }
        let (text, otherText) = (folded(draft, .body), folded(other, .body))
        return text.starts(with: otherText) || otherText.starts(with: text)
    }

    /// The letters and digits alone: line ends, quotation marks and spaces are made anew on each way.
    private static func folded(_ draft: EntryDraft, _ key: CommsDataKey) -> String {
        let text = draft.data[key.rawValue]?.string ?? ""
        // Behind this stands how much was cut.
        let end = text.firstRange(of: " … [cut, ")?.lowerBound ?? text.endIndex
        var folded = String.UnicodeScalarView()
        for scalar in text[..<end].lowercased().unicodeScalars
        where scalar.properties.isAlphabetic || scalar.properties.numericType != nil { folded.append(scalar) }
        return String(folded)
    }
}
