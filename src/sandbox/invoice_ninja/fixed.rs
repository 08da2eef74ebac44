//! What never changes: paths, versions, and the ids of the one company and its one user.

/// Where everything of this vendor lives.
pub(super) const MOUNT: &str = "/invoice-ninja";

/// Where the API lives.
pub(super) const API: &str = "/invoice-ninja/api/v1";

/// The only credential that is accepted.
pub(super) const TOKEN: &str = "sandbox";

/// The password of the user whose token that is.
pub(super) const PASSWORD: &str = "sandbox-password";

/// The address that the server believes to have: a setting of its own, which need not be the
/// address that a client uses. Links inside records are made of it, so they may lead nowhere.
pub(super) const APP_URL: &str = "https://billing.example";

/// The server's version, which `X-App-Version` tells.
pub(super) const APP_VERSION: &str = "5.12.28";

/// The least version of clients; two headers tell it, one of them under the name of the API's version.
pub(super) const CLIENT_VERSION: &str = "5.0.16";

// Rows of other tables that every record refers to.
pub(super) const COMPANY: u32 = 1;
pub(super) const USER: u32 = 1;
pub(super) const DESIGN: u32 = 2;
pub(super) const COMPANY_GATEWAY: u32 = 1;

/// The currency of whoever sets none: EUR.
pub(super) const COMPANY_CURRENCY: &str = "3";

/// The name of the company.
pub(super) const COMPANY_NAME: &str = "Atelier Zand & Zee";

/// The name of the user.
pub(super) const USER_NAME: [&str; 2] = ["Noor", "Verhaegen"];

/// The most rows on a page; larger wishes are cut silently.
pub(super) const MOST_PER_PAGE: u64 = 5000;
