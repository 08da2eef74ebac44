//! The words that the seeded books are made of. All of it is invented.

/// Name, street, postcode, city, country, VAT number. An empty text is unset.
pub(super) const COMPANIES: [[&str; 6]; 18] = [
    [
        "Conserverie du Littoral",
        "4 quai des Sardiniers",
        "29900",
        "Concarneau",
        "FR",
        "FR00412345001",
    ],
    [
        "Matériaux Beauséjour & Fils",
        "17 route de l'Écluse",
        "71100",
        "Chalon-sur-Saône",
        "FR",
        "",
    ],
    [
        "Brouwerij 't Groene Vat",
        "Kaai 8",
        "8000",
        "Brugge",
        "BE",
        "BE0000123499",
    ],
    [
        "Möbelwerk Süderholz GmbH",
        "Sägeweg 2",
        "24837",
        "Schleswig",
        "DE",
        "DE000123499",
    ],
    [
        "Hutnia Śląska Sp. z o.o.",
        "ul. Żelazna 5",
        "40-001",
        "Katowice",
        "PL",
        "PL0000123499",
    ],
    [
        "Aceites Peñalba, S.L.",
        "Camino del Molino s/n",
        "23400",
        "Úbeda",
        "ES",
        "",
    ],
    [
        "Vetreria Ca' d'Oro",
        "Fondamenta Nuova 31",
        "30141",
        "Murano",
        "IT",
        "IT00001234990",
    ],
    [
        "North Quay Timber Ltd",
        "Unit 3, Dock Road",
        "HU9 5PX",
        "Hull",
        "GB",
        "GB000123499",
    ],
    [
        "Fromagerie des Trois Cols",
        "Le Bourg",
        "05100",
        "Briançon",
        "FR",
        "FR00412345008",
    ],
    [
        "Papeterie L\"Encre\" <Dépôt>",
        "9 bis impasse Gutenberg",
        "16000",
        "Angoulême",
        "FR",
        "",
    ],
    [
        "Uhrenlogistik Jura AG",
        "Bahnhofplatz 1",
        "2800",
        "Delémont",
        "CH",
        "CHE000123499",
    ],
    [
        "Κρητικά Λάδια Α.Ε.",
        "Λεωφόρος 62 Μαρτύρων 10",
        "71304",
        "Ηράκλειο",
        "GR",
        "",
    ],
    [
        "Verger Bio 🍎 de la Loire",
        "Lieu-dit Les Pommiers",
        "49400",
        "Saumur",
        "FR",
        "FR00412345012",
    ],
    [
        "Sucrerie de la Plaine",
        "Chemin de Halage",
        "80200",
        "Péronne",
        "FR",
        "FR00412345013",
    ],
    ["Tuilerie Vieux-Four", "", "", "", "FR", ""],
    [
        "Agencement O'Brien",
        "22 Mill Lane",
        "T12 AB34",
        "Cork",
        "IE",
        "IE0001234AB",
    ],
    [
        "Carrières du Haut-Doubs",
        "Zone des Granges",
        "25300",
        "Pontarlier",
        "FR",
        "FR00412345016",
    ],
    [
        "Lavandes de Sault SARL",
        "Avenue de l'Oratoire",
        "84390",
        "Sault",
        "FR",
        "FR00412345017",
    ],
];

/// The company that invoices, in the same order.
pub(super) const ISSUER: [&str; 6] = [
    "Transports Kerouac",
    "1 rue du Bac à Sable",
    "44800",
    "Saint-Herblain",
    "FR",
    "FR00999888777",
];

/// Where goods are loaded and unloaded.
pub(super) const SITES: [&str; 8] = [
    "Plateforme Ouest",
    "Entrepôt n° 7",
    "Dépôt des Granges",
    "Quai froid",
    "Hub Łódź",
    "Lager Süd",
    "Usine « La Meule »",
    "Cross-dock 12",
];

/// Towns of those sites.
pub(super) const PLACES: [&str; 8] = [
    "Nantes",
    "Gap",
    "Dijon",
    "Liège",
    "Łódź",
    "Würzburg",
    "Besançon",
    "Sète",
];

/// What transports cost.
pub(super) const TRANSPORT_LINES: [&str; 7] = [
    "Unité de facturation : Palette",
    "Unité de facturation : Tonne",
    "Surcharge gazole",
    "Attente au déchargement",
    "Location de semi-remorque (à la journée)",
    "Péages",
    "Hayon élévateur",
];

/// What is invoiced without a transport. The last one is long.
pub(super) const BARE_LINES: [&str; 6] = [
    "Stockage du mois",
    "Gestion des palettes Europe",
    "Frais de dossier",
    "Étiquetage \"fragile\" & filmage",
    "",
    "Prestation logistique complète : réception, contrôle quantitatif et qualitatif, mise en stock en \
     température dirigée, préparation de commandes au colis, étiquetage, filmage, chargement et édition \
     des documents de transport, y compris le reporting hebdomadaire, la gestion des litiges et des \
     retours, l'inventaire tournant et la mise à disposition d'un interlocuteur dédié.\n\
     Conditions : tarif valable jusqu'au prochain avenant ; indexation gazole non comprise.",
];

/// What customers call an order.
pub(super) const REFERENCES: [&str; 7] = [
    "CDE-4417",
    "",
    "Affaire n° 12/B",
    "PO 88 & 89",
    "réf. « été »",
    "",
    "100 % recyclé ?",
];

/// How invoices are paid.
pub(super) const METHODS: [&str; 3] = ["Virement", "Prélèvement SEPA", "Chèque"];

/// Names of files beside the PDF.
pub(super) const FILES: [&str; 4] = [
    "relevé d'attente.pdf",
    "photo palette.png",
    "Détail (v2).xlsx",
    "CMR signée.pdf",
];

/// What lines can be of: the key in the issuer's accounting, and the name.
pub(super) const ITEMS: [[&str; 2]; 5] = [
    ["706100", "Transport national"],
    ["706200", "Transport international"],
    ["706300", "Surcharge gazole"],
    ["", "Stockage"],
    ["708500", "Frais annexes"],
];
