extension StringProtocol where SubSequence == Substring {
    /// Without the characters at both ends that are surplus.
    func trimming(_ isSurplus: (Character) -> Bool) -> Substring {
        let start = drop(while: isSurplus)
        return start.lastIndex { !isSurplus($0) }.map { start[...$0] } ?? start
    }
}
