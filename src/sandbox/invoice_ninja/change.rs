//! Changes to the books behind the API's back.

use serde_json::Value;

use crate::sandbox::invoice_ninja::hashid;
use crate::sandbox::invoice_ninja::ledger::Ledger;
use crate::sandbox::invoice_ninja::resource::Resource;
use crate::sandbox::invoice_ninja::{change_client, change_invoice, change_payment};

/// Adds rows; what is not given gets a plain default.
pub(super) fn add(
    ledger: &mut Ledger,
    resource: Resource,
    row: &Value,
    count: usize,
) -> Result<Vec<u32>, String> {
    let add = match resource {
        Resource::Invoices => change_invoice::add,
        Resource::Clients => change_client::add,
        Resource::Payments => change_payment::add,
    };
    (0..count).map(|_| add(ledger, row)).collect()
}

/// Edits rows; nothing is changed when one of them is unknown or the input is wrong.
pub(super) fn edit(
    ledger: &mut Ledger,
    resource: Resource,
    ids: &[String],
    set: &Value,
) -> Result<(), String> {
    for id in known(ledger, resource, ids)? {
        match resource {
            Resource::Invoices => change_invoice::edit(ledger, id, set)?,
            Resource::Clients => change_client::edit(ledger, id, set)?,
            Resource::Payments => change_payment::edit(ledger, id, set)?,
        }
    }
    Ok(())
}

/// Removes rows without a trace, which the vendor never does.
pub(super) fn remove(
    ledger: &mut Ledger,
    resource: Resource,
    ids: &[String],
) -> Result<(), String> {
    for id in known(ledger, resource, ids)? {
        match resource {
            Resource::Invoices => change_invoice::remove(ledger, id),
            Resource::Clients => {
                ledger.clients.remove(&id);
            }
            Resource::Payments => change_payment::remove(ledger, id),
        }
    }
    Ok(())
}

fn known(ledger: &Ledger, resource: Resource, ids: &[String]) -> Result<Vec<u32>, String> {
    let number = |id: &String| {
        let number = hashid::decode(id).filter(|number| match resource {
            Resource::Invoices => ledger.invoices.contains_key(number),
            Resource::Clients => ledger.clients.contains_key(number),
            Resource::Payments => ledger.payments.contains_key(number),
        });
        number.ok_or_else(|| format!("no row with id {id:?} in {}", resource.name()))
    };
    ids.iter().map(number).collect()
}
