//! The words that the seeded books are made of. All of it is invented.

/// A client: name, street, postal code, city, country id, first name, last name.
pub(super) type Words = [&'static str; 7];

/// Clients; one without a name is a private person.
pub(super) const CLIENTS: [Words; 24] = [
    [
        "Kustwacht & Kabels B.V.",
        "Havenkade 7",
        "4381NA",
        "Vlissingen",
        "528",
        "Joost",
        "van der Meulen",
    ],
    [
        "Blaauwhof Bloembollen",
        "Zandweg 112",
        "2211BX",
        "Noordwijkerhout",
        "528",
        "Geertje",
        "Blaauw",
    ],
    [
        "Bäckerei Süßmilch GmbH",
        "Königsallee 4",
        "40212",
        "Düsseldorf",
        "276",
        "Jörg",
        "Süßmilch",
    ],
    [
        "Lumière d'Été SPRL",
        "Rue de l'Église 18",
        "4000",
        "Liège",
        "56",
        "Zoé",
        "Lefèvre",
    ],
    [
        "Nørrebro Cykler ApS",
        "Åboulevard 33",
        "2200",
        "København",
        "208",
        "Søren",
        "Ågaard",
    ],
    [
        "東京折紙株式会社",
        "神田神保町1-2-3",
        "101-0051",
        "東京",
        "392",
        "花子",
        "折原",
    ],
    [
        "Kuwait Pearl Trading W.L.L.",
        "Gulf Street 90",
        "13001",
        "Kuwait City",
        "414",
        "Noura",
        "Al-Sabah",
    ],
    [
        "Tisza Hajózási Kft.",
        "Rakpart 5",
        "6720",
        "Szeged",
        "348",
        "Ödön",
        "Kővári",
    ],
    [
        "Harbour Lights Ltd",
        "12 Quay Street",
        "BS1 4QA",
        "Bristol",
        "826",
        "Imogen",
        "Fairweather",
    ],
    [
        "Prairie Wind Energy, Inc.",
        "4410 Meadow Lane",
        "66044",
        "Lawrence",
        "840",
        "Wyatt",
        "O'Connell",
    ],
    [
        "Alpenglühn AG",
        "Seestrasse 201",
        "8002",
        "Zürich",
        "756",
        "Reto",
        "Ammann",
    ],
    [
        "Żabka i Wnuki Sp. z o.o.",
        "ul. Świętojańska 9",
        "81-368",
        "Gdynia",
        "616",
        "Łucja",
        "Żabińska",
    ],
    [
        "",
        "Dorpsstraat 3",
        "1391AA",
        "Abcoude",
        "528",
        "Pleun",
        "de Wit",
    ],
    [
        "Gulf Horizon Marine",
        "Corniche Road 55",
        "",
        "Manama",
        "",
        "Yusuf",
        "Haddad",
    ],
    ["מרכז אור בע\"מ", "הרצל 10", "", "חיפה", "", "Tamar", "Levi"],
    [
        "Stichting Het Lange Verhaal over de Bescherming van Trekvogels, Weidevogels en Overige Zangvogels",
        "Vogelweg 1",
        "8251PM",
        "Dronten",
        "528",
        "Wiebe",
        "Hoekstra",
    ],
    [
        "Outback Solar Pty Ltd",
        "7 Wattle Road",
        "0870",
        "Alice Springs",
        "36",
        "Kirra",
        "Nolan",
    ],
    [
        "Verhuisd & Hernoemd VOF",
        "Nieuwe Gracht 21",
        "3512LC",
        "Utrecht",
        "528",
        "Sanne",
        "Kuipers",
    ],
    [
        "Oude Klant (archief) B.V.",
        "Stationsplein 2",
        "6811KG",
        "Arnhem",
        "528",
        "Henk",
        "Oud",
    ],
    [
        "Verwijderde Klant B.V.",
        "Eindweg 99",
        "9711AA",
        "Groningen",
        "528",
        "Ria",
        "Weg",
    ],
    [
        "Skärgårdens Bryggeri AB",
        "Sjövägen 14",
        "185 31",
        "Vaxholm",
        "",
        "Björn",
        "Öberg",
    ],
    [
        "O'Malley \"Quick\" Repairs <24/7>",
        "1 Shannon View",
        "V94 T9PX",
        "Limerick",
        "",
        "Aoife",
        "O'Malley",
    ],
    [
        "Café ☕ Zonnestraal",
        "Markt 40",
        "5611EC",
        "Eindhoven",
        "528",
        "Daan",
        "Zon",
    ],
    [
        "Rijnmond Koeltechniek",
        "Maasboulevard 300",
        "3011TX",
        "Rotterdam",
        "528",
        "Fatima",
        "El Idrissi",
    ],
];

/// Products: key, description, cost in cents, kind (1 product, 2 service).
pub(super) const PRODUCTS: [(&str, &str, i64, u8); 12] = [
    ("ONTWERP", "Ontwerp huisstijl", 48_500, 2),
    ("UUR", "Advies, per uur", 9_250, 2),
    ("DRUK-A5", "Flyers A5, 170 grams, full colour", 1, 1),
    ("HOSTING", "Hosting en onderhoud :MONTH", 4_995, 2),
    (
        "FOTO",
        "Fotografie op locatie\ninclusief nabewerking",
        32_500,
        2,
    ),
    ("BANIER", "Banier 2 × 1 m", 7_849, 1),
    ("LICENTIE", "Licentie lettertype « Zeewind »", 12_000, 1),
    ("REIS", "Reiskosten (km)", 23, 6),
    ("WORKSHOP", "Workshop Schrijven & Tekenen", 40_300, 2),
    ("STICKER", "Stickers Ø 50 mm", 37, 1),
    ("VERTAAL", "Vertaling NL → EN/DE/日本語", 18, 2),
    ("ADMIN", "Administratiekosten", 750, 1),
];

/// Notes that the client sees.
pub(super) const PUBLIC_NOTES: [&str; 5] = [
    "",
    "Bedankt voor de opdracht!",
    "Graag onder vermelding van het factuurnummer.\nVragen? Bel ons gerust.",
    "Vielen Dank für Ihren Auftrag — 毎度ありがとうございます。",
    "",
];

/// Notes that the client does not see.
pub(super) const PRIVATE_NOTES: [&str; 4] = [
    "",
    "Let op: betaalt altijd te laat, eerst bellen.",
    "",
    "Afgesproken korting geldt tot eind van het jaar; zie mail van Pleun.",
];

/// Terms, with the markup that the vendor allows.
pub(super) const TERMS: [&str; 3] = [
    "",
    "<p>Betaling binnen <strong>14 dagen</strong>.</p>",
    "Payment due within 30 days.\n\n* Goods remain our property until paid.",
];

/// What users wrote about invoices.
pub(super) const ACTIVITY_NOTES: [&str; 4] = [
    "Gebeld, betaalt eind van de week",
    "Kunde möchte Rechnung per Post",
    "Asked for a copy of the signed quote; sent it again to their accounts department.",
    "👍 akkoord van de directie",
];

/// Names of documents, with the extension that the vendor finds, size and pixels.
pub(super) const DOCUMENTS: [(&str, &str, i64, i64, i64); 5] = [
    ("opdrachtbevestiging.pdf", "pdf", 48_213, 0, 0),
    ("foto's locatie (1).jpg", "jpg", 1_204_551, 1920, 1080),
    ("Übersicht Stunden März.xlsx", "xlsx", 18_004, 0, 0),
    ("leeg.txt", "txt", 0, 0, 0),
    ("schéma.png", "png", 70_111, 800, 600),
];
