//! Lines to be made and changed.

use async_graphql::{ID, InputObject};

use crate::{
    domain::NativeId,
    graphql::input::action::native::NativeLineInput,
    provider::action::{LineChange, LineChanges, NewLine, Refusal},
    scalar::DecimalText,
};

/// A line to be made.
#[derive(Debug, InputObject)]
pub(crate) struct LineItemInput {
    /// What was delivered.
    description: Option<String>,
    /// How many; one when left out.
    quantity: Option<DecimalText>,
    /// Price of one, with or without tax as the invoice says.
    unit_price: Option<DecimalText>,
    /// The provider's id of the tax rate (Moneybird).
    tax_rate_id: Option<ID>,
    /// The tax's name, where the provider has names and no ids (Invoice Ninja).
    tax_name: Option<String>,
    /// The tax rate in percent, where the provider has rates and no ids (Invoice Ninja).
    tax_percentage: Option<DecimalText>,
    /// The provider's id or key of the product.
    product_id: Option<ID>,
    /// What only one provider knows of a line: that of the account.
    native: Option<NativeLineInput>,
}

impl From<LineItemInput> for NewLine {
    fn from(input: LineItemInput) -> Self {
        Self {
            description: input.description,
            quantity: input.quantity.map(|number| number.0),
            unit_price: input.unit_price.map(|number| number.0),
            tax_rate_id: input.tax_rate_id.as_deref().map(|id| NativeId::new(id)),
            tax_name: input.tax_name,
            tax_percentage: input.tax_percentage.map(|number| number.0),
            product_id: input.product_id.as_deref().map(|id| NativeId::new(id)),
            native: input.native.as_ref().map(NativeLineInput::told),
        }
    }
}

/// Changes of one line.
#[derive(Debug, InputObject)]
pub(crate) struct LineItemChange {
    /// The provider's id of the line, as `LineItem.nativeId` tells it.
    native_id: ID,
    /// What is to be said of it; what is left out stays.
    line: LineItemInput,
}

/// Changes of the lines: all of them by `replaceAll`, or single ones by the others.
#[derive(Debug, InputObject)]
pub(crate) struct LineItemChanges {
    /// These lines and no others.
    replace_all: Option<Vec<LineItemInput>>,
    /// Lines to be added at the end. Not at Invoice Ninja, whose lines have no ids.
    add: Option<Vec<LineItemInput>>,
    /// Lines to be changed. Not at Invoice Ninja.
    update: Option<Vec<LineItemChange>>,
    /// The provider's ids of lines to be removed. Not at Invoice Ninja.
    remove: Option<Vec<ID>>,
}

impl LineItemChanges {
    /// Reads it.
    pub(crate) fn read(self, path: &str) -> Result<LineChanges, Refusal> {
        let is_edit = self.add.is_some() || self.update.is_some() || self.remove.is_some();
        if let Some(lines) = self.replace_all {
            if is_edit {
                let message = "give either replaceAll or single changes, not both";
                return Err(Refusal::invalid(path, message));
            }
            let lines = lines.into_iter().map(Into::into);
            return Ok(LineChanges::ReplaceAll(lines.collect()));
        }
        let (add, update) = (
            self.add.unwrap_or_default(),
            self.update.unwrap_or_default(),
        );
        let remove = self.remove.unwrap_or_default();
        Ok(LineChanges::Edit {
            add: add.into_iter().map(Into::into).collect(),
            update: update
                .into_iter()
                .map(|change| LineChange {
                    id: NativeId::new(&change.native_id),
                    line: change.line.into(),
                })
                .collect(),
            remove: remove.iter().map(|id| NativeId::new(id)).collect(),
        })
    }
}
