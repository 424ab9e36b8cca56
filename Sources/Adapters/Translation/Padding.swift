extension String {
    /// Without white space at either end; the same text, uncopied, where there is none.
    var unpadded: String {
        let isBare = utf8.withContiguousStorageIfAvailable { bytes in
            guard let first = bytes.first else { return true }
            return first &- 0x21 < 0x5E && bytes[bytes.count &- 1] &- 0x21 < 0x5E
        }
        if isBare == true { return self }
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return self }
        guard first.properties.isWhitespace || last.properties.isWhitespace else { return self }
        var scalars = unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(scalars)
    }
}
