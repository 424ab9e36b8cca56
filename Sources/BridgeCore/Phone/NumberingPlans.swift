extension NumberingPlan {
    /// Calling code, prefixes and lengths by region, a first cut: where a plan is narrower than the country's, a number is
    /// left unread, never misread. Of regions that share a code the largest comes first.
    static let table: [NumberingPlan] = northAmerica + europe + latinAmerica + asiaAndPacific + africaAndNearEast

    private static let northAmerica: [NumberingPlan] = [
        "US", "CA", "PR", "DO", "JM", "TT", "BS", "BB", "BM", "KY", "VI", "GU", "AG", "AI", "AS", "DM", "GD", "KN",
        "LC", "MP", "MS", "SX", "TC", "VC", "VG",
    ].map { NumberingPlan($0, "1", exit: "011", trunk: "1", bareFrom: 10, "2-9:10") }

    private static let britishNumbers = "1:9-10 2:10 3:10 5:10 7:10 8:9-10 9:10"

    private static let europe: [NumberingPlan] = [
        NumberingPlan("GB", "44", trunk: "0", bareFrom: 10, britishNumbers),
        NumberingPlan("GG", "44", trunk: "0", bareFrom: 10, britishNumbers),
        NumberingPlan("JE", "44", trunk: "0", bareFrom: 10, britishNumbers),
        NumberingPlan("IM", "44", trunk: "0", bareFrom: 10, britishNumbers),
        NumberingPlan("IE", "353", trunk: "0", "1:8 8:9 2-9:7-9"),
        NumberingPlan("DE", "49", trunk: "0", "15:11 16:10-11 17:10-11 1-9:6-13"),
        NumberingPlan("AT", "43", trunk: "0", "1-9:7-13"),
        NumberingPlan("CH", "41", trunk: "0", bareFrom: 9, "1-9:9"),
        NumberingPlan("LI", "423", "2-9:7"),
        NumberingPlan("FR", "33", trunk: "0", bareFrom: 9, "1-9:9"),
        NumberingPlan("MC", "377", "4:8-9 6:9 8-9:8"),
        NumberingPlan("IT", "39", "0:8-11 3:9-10 8:8-10 5:10"),
        NumberingPlan("VA", "39", "0:8-11 3:9-10 8:8-10 5:10"),
        NumberingPlan("ES", "34", "5-9:9"),
        NumberingPlan("PT", "351", "2-9:9"),
        NumberingPlan("NL", "31", trunk: "0", bareFrom: 9, "800:7-10 90:7-10 1-9:9"),
        NumberingPlan("BE", "32", trunk: "0", bareFrom: 9, "4:8-9 1-9:8"),
        NumberingPlan("LU", "352", "6:9 2-9:6-9"),
        NumberingPlan("SE", "46", trunk: "0", "7:9 1-9:7-9"),
        NumberingPlan("NO", "47", "2-9:8"),
        NumberingPlan("DK", "45", "2-9:8"),
        NumberingPlan("FI", "358", trunk: "0", "4:7-10 50:7-10 1-9:6-10"),
        NumberingPlan("IS", "354", "3:9 4-8:7"),
        NumberingPlan("PL", "48", "1-9:9"),
        NumberingPlan("CZ", "420", "2-9:9"),
        NumberingPlan("SK", "421", trunk: "0", bareFrom: 9, "2-9:9"),
        NumberingPlan("HU", "36", trunk: "06", "1:8 2-9:8-9"),
        NumberingPlan("RO", "40", trunk: "0", bareFrom: 9, "2-9:9"),
        NumberingPlan("BG", "359", trunk: "0", "2:8 4:9 8:9 9:8-9 3-7:7-8"),
        NumberingPlan("GR", "30", "2-9:10"),
        NumberingPlan("CY", "357", "2-9:8"),
        NumberingPlan("MT", "356", "2-9:8"),
        NumberingPlan("HR", "385", trunk: "0", "1:8 9:8-9 2-8:8-9"),
        NumberingPlan("SI", "386", trunk: "0", "1-9:8"),
        NumberingPlan("RS", "381", trunk: "0", "6:8-9 1-9:7-9"),
        NumberingPlan("EE", "372", "5:7-8 3-9:7-8"),
        NumberingPlan("LV", "371", "2-9:8"),
        NumberingPlan("LT", "370", trunk: "0", "3-9:8"),
        NumberingPlan("UA", "380", trunk: "0", bareFrom: 9, "3-9:9"),
        NumberingPlan("RU", "7", exit: "810", trunk: "8", bareFrom: 10, "3-9:10"),
        NumberingPlan("KZ", "7", exit: "810", trunk: "8", bareFrom: 10, "6-7:10"),
        NumberingPlan("TR", "90", trunk: "0", bareFrom: 10, "2-9:10"),
    ]

    /// Brazil's and Colombia's carrier codes are not read; Argentina's `15` cannot be told from a number.
    private static let latinAmerica: [NumberingPlan] = [
        NumberingPlan("MX", "52", trunk: "01", bareFrom: 10, formerMobile: "1", "2-9:10"),
        NumberingPlan("BR", "55", trunk: "0", bareFrom: 10, "1-9:10-11"),
        NumberingPlan("AR", "54", trunk: "0", "9:11 1-8:10"),
        NumberingPlan("CL", "56", "2-9:9"),
        NumberingPlan("CO", "57", "3:10 6:10 8:10"),
        NumberingPlan("PE", "51", trunk: "0", bareFrom: 9, "9:9 1:8 4-8:8"),
        NumberingPlan("UY", "598", trunk: "0", "2:8 4:8 9:8"),
        NumberingPlan("CR", "506", "2-8:8"),
        NumberingPlan("PA", "507", "6:8 2-9:7"),
    ]

    private static let asiaAndPacific: [NumberingPlan] = [
        NumberingPlan("AU", "61", exit: "0011", trunk: "0", bareFrom: 9, "1300:10 1800:10 2-5:9 7-8:9"),
        NumberingPlan("NZ", "64", trunk: "0", "800:9-10 508:9 2:8-10 3-9:8"),
        NumberingPlan(
            "JP",
            "81",
            exit: "010",
            trunk: "0",
            "20:10 50:10 60:10 70:10 80:10 90:10 1-9:9"
        ),
        NumberingPlan("KR", "82", trunk: "0", "10:9-10 2:8-9 3-6:8-9 7-8:9-11"),
        NumberingPlan("CN", "86", trunk: "0", bareFrom: 11, "1:10-11 2:10 3-9:10-11"),
        NumberingPlan("HK", "852", exit: "001", "2-9:8"),
        NumberingPlan("TW", "886", exit: "002", trunk: "0", "9:9 2-8:8-9"),
        NumberingPlan("SG", "65", exit: "000", "3-9:8"),
        NumberingPlan("MY", "60", trunk: "0", "1:9-10 3:9 4-9:8"),
        NumberingPlan("TH", "66", exit: "001", trunk: "0", "6:9 8:9 9:9 2-7:8"),
        NumberingPlan("ID", "62", exit: "001", trunk: "0", "8:9-12 2-9:8-11"),
        NumberingPlan("PH", "63", trunk: "0", "9:10 2:9 3-8:9-10"),
        NumberingPlan("VN", "84", trunk: "0", "2:10 3-9:9"),
        NumberingPlan("IN", "91", trunk: "0", bareFrom: 10, "1-9:10"),
        NumberingPlan("PK", "92", trunk: "0", "3:10 2-9:9-10"),
    ]

    private static let africaAndNearEast: [NumberingPlan] = [
        NumberingPlan("ZA", "27", trunk: "0", bareFrom: 9, "1-8:9"),
        NumberingPlan("NG", "234", exit: "009", trunk: "0", "7-9:10 1-9:8"),
        NumberingPlan("KE", "254", exit: "000", trunk: "0", bareFrom: 9, "1:9 7:9"),
        NumberingPlan("GH", "233", trunk: "0", bareFrom: 9, "2-9:9"),
        NumberingPlan("MA", "212", trunk: "0", bareFrom: 9, "5-8:9"),
        NumberingPlan("EG", "20", trunk: "0", "1:10 2-9:8-9"),
        NumberingPlan("AE", "971", trunk: "0", "5:9 2-9:8"),
        NumberingPlan("SA", "966", trunk: "0", bareFrom: 9, "1:9 5:9 8:9"),
        NumberingPlan("IL", "972", trunk: "0", "5:9 7:9 2-9:8"),
    ]
}
