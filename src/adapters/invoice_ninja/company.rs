//! What is the same for all invoices of an account: the server's tables and the company's own currency.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::Deserialize;
use tokio::{sync::Mutex, time::Instant};

use crate::{
    adapters::invoice_ninja::{amounts::Amounts, api::Api},
    domain::{Currency, Text},
    error::{ErrorKind, Result},
    list::List,
    native::{InvoiceNinjaClient, InvoiceNinjaPayment, decode, lenient},
    provider::Call,
    scalar::Json,
};

/// How often the company is read again. When its currency changed, all invoices are.
const COMPANY_AGE: Duration = Duration::from_secs(60 * 60);
/// The tables are read again when they lack an id, but not more often than this.
const TABLES_AGE: Duration = Duration::from_secs(10 * 60);

/// What a company's documents refer to by numbers.
#[derive(Debug, Default)]
pub struct Tables {
    currencies: HashMap<String, Amounts>,
    countries: HashMap<String, Text>,
    payment_types: HashMap<String, Text>,
    company_currency: Option<String>,
    lacking: AtomicBool,
}

/// Keeps them.
#[derive(Debug, Default)]
pub(super) struct Company(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    tables: Option<Arc<Tables>>,
    tables_at: Option<Instant>,
    company_at: Option<Instant>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Statics {
    #[serde(deserialize_with = "lenient::list")]
    currencies: Option<List<CurrencyRow>>,
    #[serde(deserialize_with = "lenient::list")]
    countries: Option<List<CountryRow>>,
    #[serde(deserialize_with = "lenient::list")]
    payment_types: Option<List<NamedRow>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CurrencyRow {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    code: Option<String>,
    #[serde(deserialize_with = "lenient::integer")]
    precision: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CountryRow {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    iso_3166_2: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NamedRow {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CompanyDocument {
    #[serde(deserialize_with = "lenient::json")]
    settings: Option<Json>,
}

impl Tables {
    /// Reads the server's tables (`/statics`) and the company, as they are inside their envelopes.
    ///
    /// # Errors
    /// `BadAnswer` where they are not as the vendor describes them.
    pub fn read(statics: &str, company: &str) -> Result<Self> {
        let company: CompanyDocument = decode(company)?;
        Ok(Self::of_statics(decode(statics)?).with_company(currency_id(company.settings.as_ref())))
    }

    fn of_statics(statics: Statics) -> Self {
        let currency = |row: CurrencyRow| {
            let amounts = Amounts {
                currency: Some(Currency::new(&row.code?)?),
                precision: row.precision.and_then(|digits| u32::try_from(digits).ok()),
            };
            Some((row.id?, amounts))
        };
        let country = |row: CountryRow| Some((row.id?, row.iso_3166_2?.into_boxed_str()));
        let named = |row: NamedRow| Some((row.id?, row.name?.into_boxed_str()));
        let rows = statics.currencies.into_iter().flatten();
        Self {
            currencies: rows.filter_map(currency).collect(),
            countries: statics
                .countries
                .into_iter()
                .flatten()
                .filter_map(country)
                .collect(),
            payment_types: statics
                .payment_types
                .into_iter()
                .flatten()
                .filter_map(named)
                .collect(),
            company_currency: None,
            lacking: AtomicBool::new(false),
        }
    }

    fn with_company(&self, currency: Option<String>) -> Self {
        Self {
            currencies: self.currencies.clone(),
            countries: self.countries.clone(),
            payment_types: self.payment_types.clone(),
            company_currency: currency,
            lacking: AtomicBool::new(false),
        }
    }

    /// The company's currency, as a number of the server's table.
    pub(super) fn company_currency(&self) -> Option<&str> {
        self.company_currency.as_deref()
    }

    /// The currency of a client's invoices, as the vendor finds it: the client's own, else its group's, else the
    /// company's. Never a guess: `None` where none of them names one that the table knows.
    pub(super) fn currency_of(&self, client: Option<&InvoiceNinjaClient>) -> Option<Currency> {
        self.amounts_of(client).currency
    }

    /// How the amounts of a client's invoices are to be read, which is by its currency.
    pub(super) fn amounts_of(&self, client: Option<&InvoiceNinjaClient>) -> Amounts {
        let id = client.and_then(|client| self.currency_id_of(client));
        id.map(|id| self.amounts_in(&id)).unwrap_or_default()
    }

    fn currency_id_of(&self, client: &InvoiceNinjaClient) -> Option<String> {
        let group = client.group_settings.as_ref();
        currency_id(client.settings.as_ref())
            .or_else(|| currency_id(group?.settings.as_ref()))
            .or_else(|| self.company_currency.clone())
    }

    /// How the amounts of a payment are to be read: in its own currency, which stays what it was when the client gets
    /// another; as the invoice's where it names none.
    pub(super) fn amounts_of_payment(
        &self,
        payment: &InvoiceNinjaPayment,
        invoice: &Amounts,
    ) -> Amounts {
        let id = payment.currency_id.as_deref().filter(|id| *id != "0");
        id.map_or(*invoice, |id| self.amounts_in(id))
    }

    /// How amounts in a currency are to be read.
    fn amounts_in(&self, id: &str) -> Amounts {
        let found = self.currencies.get(id).copied();
        if found.is_none() {
            self.lacking.store(true, Ordering::Relaxed);
        }
        found.unwrap_or_default()
    }

    /// The two letters of a country; `None` where the table does not say.
    pub(super) fn country(&self, id: Option<&str>) -> Option<Text> {
        self.countries.get(id?).cloned()
    }

    /// The name of a means of payment, or its number where the table does not say; `None` when there is none.
    pub(super) fn payment_type(&self, id: Option<&str>) -> Option<Text> {
        let id = id.filter(|id| *id != "0")?;
        let named = self.payment_types.get(id).cloned();
        Some(named.unwrap_or_else(|| id.into()))
    }

    /// Tells whether a currency was looked for that the table does not have.
    pub(super) fn is_lacking(&self) -> bool {
        self.lacking.load(Ordering::Relaxed)
    }
}

/// How many calls the tables and the company take.
const CALLS: usize = 2;

impl Company {
    /// How many calls `tables` would make now at most.
    pub(super) fn calls(&self) -> usize {
        // While somebody reads them, they may still have to be read again.
        let Ok(kept) = self.0.try_lock() else {
            return CALLS;
        };
        let young = kept.company_at.is_some_and(|at| at.elapsed() < COMPANY_AGE);
        match (&kept.tables, young) {
            (Some(_), true) => 0,
            (Some(_), false) => 1,
            (None, _) => CALLS,
        }
    }

    /// What is kept, read where it is not there or too old; asked once for all who wait.
    pub(super) async fn tables(&self, api: &Api, call: &Call) -> Result<Arc<Tables>> {
        let mut kept = self.0.lock().await;
        let now = Instant::now();
        let young = |at: Option<Instant>| at.is_some_and(|at| now - at < COMPANY_AGE);
        if let Some(tables) = kept.tables.clone().filter(|_| young(kept.company_at)) {
            return Ok(tables);
        }
        let tables = match &kept.tables {
            Some(tables) => Arc::clone(tables),
            None => {
                kept.tables_at = Some(now);
                Arc::new(Tables::of_statics(statics(api, call).await?))
            }
        };
        let currency = match company_currency(api, call).await {
            Ok(currency) => currency,
            // Not everybody may see the company, and an old answer is better than none.
            Err(error) if error.kind() == ErrorKind::ProviderAuth || kept.tables.is_some() => {
                tables.company_currency.clone()
            }
            Err(error) => return Err(error),
        };
        let tables = Arc::new(tables.with_company(currency));
        kept.company_at = Some(now);
        kept.tables = Some(Arc::clone(&tables));
        Ok(tables)
    }

    /// Reads the server's tables again, because they lacked a currency; `None` where that was tried a moment ago.
    pub(super) async fn renewed(&self, api: &Api, call: &Call) -> Result<Option<Arc<Tables>>> {
        let mut kept = self.0.lock().await;
        let now = Instant::now();
        if kept.tables_at.is_some_and(|at| now - at < TABLES_AGE) {
            return Ok(None);
        }
        kept.tables_at = Some(now);
        let tables = Tables::of_statics(statics(api, call).await?);
        let currency = kept
            .tables
            .as_ref()
            .and_then(|tables| tables.company_currency.clone());
        let tables = Arc::new(tables.with_company(currency));
        kept.tables = Some(Arc::clone(&tables));
        Ok(Some(tables))
    }
}

async fn statics(api: &Api, call: &Call) -> Result<Statics> {
    let answer = api.statics(call).await?;
    let statics: Statics = answer.whole()?;
    // They have no envelope, so that anything could be taken for tables without rows.
    match statics.currencies {
        Some(_) => Ok(statics),
        None => Err(answer.not_understood("the tables have no currencies")),
    }
}

async fn company_currency(api: &Api, call: &Call) -> Result<Option<String>> {
    let answer = api.company(call).await?;
    let company = decode::<CompanyDocument>(answer.item()?);
    let company = company.map_err(|error| answer.stamp(error))?;
    Ok(currency_id(company.settings.as_ref()))
}

/// The currency in anybody's settings; an empty one means that it is taken over from above.
fn currency_id(settings: Option<&Json>) -> Option<String> {
    let id = settings?.0.get("currency_id")?;
    let id = match id {
        serde_json::Value::String(id) => id.trim().to_owned(),
        serde_json::Value::Number(id) => id.to_string(),
        _ => return None,
    };
    (!id.is_empty() && id != "0").then_some(id)
}
