//! The words that the seeded books are made of. All of it is invented.

use crate::sandbox::i3d::render::Seller;

/// The hoster.
pub(super) const SELLER: Seller = Seller {
    name: "Serverhal Maasoever B.V.",
    address: "Kade 200",
    zip: "3000ZZ",
    city: "Rotterdam",
    country: "NL",
    phone: "+31 10 000 00 00",
    email: "finance@serverhal.example",
    url: "https://serverhal.example",
    iban: "NL00SAND0123456789",
    bic: "",
};

/// What the client was called over the years, newest first: number, person, company, email, address,
/// zip, city, country, VAT number.
pub(super) const CLIENTS: [[&str; 9]; 3] = [
    [
        "K204417",
        "Zoë van Dijk-Ångström",
        "Pixelpret Games B.V.",
        "ap@pixelpret.example",
        "Havenstraat 12 bg",
        "3024AA",
        "Rotterdam",
        "NL",
        "NL000123499B01",
    ],
    [
        "K204417",
        "Zoë van Dijk-Ångström",
        "Pixelpret V.O.F.",
        "zoe@pixelpret.example",
        "Zolder 3",
        "3015BB",
        "Rotterdam",
        "NL",
        "",
    ],
    [
        "K204417",
        "Zoë van Dijk",
        "",
        "zoe@thuis.example",
        "",
        "",
        "",
        "NL",
        "",
    ],
];

/// What invoices are about. One is empty, one is long.
pub(super) const DESCRIPTIONS: [&str; 8] = [
    "Dedicated servers",
    "Game hosting, prepaid",
    "Colocation rack 14 & power",
    "",
    "Bandwidth overage (95th percentile)",
    "DDoS-bescherming – maandelijks",
    "東京リージョン ベアメタル",
    "Combined monthly invoice: bare metal in Rotterdam, São Paulo and Tōkyō, cross connects, remote \
     hands, additional IPv4 space, traffic above the committed rate, licences and the setup of the \
     machines that were ordered during the month; see the items for the periods of each service, and \
     mind that services with a yearly term appear only in the month in which their term begins, and that credits for missed service levels follow later. 🚀",
];

/// What is paid for, and its price in hundredths of a euro cent.
pub(super) const ITEMS: [(&str, i64); 8] = [
    ("Bare metal \"R7-32\", monthly", 1_899_500),
    ("Colocation 10U", 2_450_000),
    ("Cross connect <meet-me room>", 1_000_000),
    ("Traffic, per GB", 85),
    ("IPv4 /28", 160_050),
    ("Remote hands, per quarter of an hour", 375_000),
    ("Windows licence; per core", 120_025),
    ("Korting / rebate", -250_000),
];

/// What hangs below an item; mostly nothing.
pub(super) const REMARKS: [&str; 6] = ["", "", "", "pro rata", "SLA credit: 2 h 10 min", ""];
