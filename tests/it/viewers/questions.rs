//! How each field of the schema's roots is asked about an account. A field that is new fails until it is here.

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use serde_json::{Value, json};

use super::{
    Question,
    subjects::{KINDS, Subject},
};

/// The fields of a type of the schema.
pub(super) fn fields(of: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");
    let text = std::fs::read_to_string(path).unwrap();
    let document = parse_schema(text).unwrap();
    let found = document.definitions.into_iter().find_map(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else {
            return None;
        };
        match definition.node.kind {
            TypeKind::Object(object) if definition.node.name.node == of => Some(object.fields),
            _ => None,
        }
    });
    let fields = found.unwrap_or_else(|| panic!("there is no {of}"));
    fields
        .iter()
        .map(|field| field.node.name.node.to_string())
        .collect()
}

/// The types that have an id of their own.
pub(super) fn kinds_of_nodes() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");
    let text = std::fs::read_to_string(path).unwrap();
    let document = parse_schema(text).unwrap();
    let definitions = document.definitions.into_iter();
    let kinds = definitions.filter_map(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else {
            return None;
        };
        let TypeKind::Object(object) = &definition.node.kind else {
            return None;
        };
        let mut interfaces = object.implements.iter();
        let is_node = interfaces.any(|interface| interface.node == "Node");
        is_node.then(|| definition.node.name.node.to_lowercase())
    });
    kinds.collect()
}

/// The questions that a field of `Query` can be asked about an account; none where it takes none.
pub(super) fn queries(field: &str, subject: &Subject) -> Vec<Question> {
    let Subject {
        account,
        number,
        reference,
        ..
    } = subject;
    let one = |query: &str, variables: Value| vec![Question::new(query, variables)];
    let by_kind = |query: &str| {
        let ask = |kind| Question::new(query, json!({"id": subject.id(kind)}));
        KINDS.map(ask).to_vec()
    };
    let in_account = json!({ "account": account });
    match field {
        "account" => one("query ($account: ID!) { account(id: $account) { id name } }", in_account),
        "customers" => one(
            "query ($account: ID!) { customers(account: $account) { totalCount nodes { name } } }",
            in_account,
        ),
        "invoice" => by_kind("query ($id: ID!) { invoice(id: $id) { id number } }"),
        "invoiceByNumber" => one(
            "query ($account: ID!, $is: String!) { invoiceByNumber(account: $account, number: $is) { id } }",
            json!({"account": account, "is": number}),
        ),
        "invoiceByReference" => one(
            "query ($account: ID!, $is: String!) { invoiceByReference(account: $account, reference: $is) { id } }",
            json!({"account": account, "is": reference}),
        ),
        "invoiceSummary" => one(
            "query ($account: ID!) { invoiceSummary(filter: {accounts: [$account]}) { complete groups { count } } }",
            in_account,
        ),
        "invoiceVersions" => one(
            "query ($account: ID!) { invoiceVersions(account: $account) { complete items { id } } }",
            in_account,
        ),
        "invoices" => ["", ", freshness: LIVE", ", freshness: CACHE_ONLY"]
            .map(|freshness| {
                let query = format!(
                    "query ($account: ID!) {{ invoices(filter: {{accounts: [$account]}}{freshness}) \
                     {{ totalCount complete nodes {{ id }} accounts {{ account {{ id }} }} }} }}"
                );
                Question::new(&query, in_account.clone())
            })
            .to_vec(),
        "node" => by_kind("query ($id: ID!) { node(id: $id) { __typename id } }"),
        "nodes" => by_kind("query ($id: ID!) { nodes(ids: [$id, $id]) { __typename id } }"),
        "payments" => one(
            "query ($account: ID!) { payments(filter: {accounts: [$account]}) { totalCount nodes { id } } }",
            in_account,
        ),
        // Held against a world without the account instead.
        "accounts" | "providers" => vec![],
        _ => panic!("Query.{field} is new: say how it is asked about an account"),
    }
}

/// What a field of `Mutation` is asked about an account, without doing it where that can be said.
pub(super) fn mutation(field: &str, subject: &Subject) -> Question {
    let Subject {
        account,
        invoice,
        payment,
        note,
        attachment,
        ..
    } = subject;
    let (kind, mut input) = match field {
        "addAttachment" => ("AddAttachmentInput", json!({"invoiceId": invoice})),
        "addNote" => ("AddNoteInput", json!({"invoiceId": invoice, "text": "x"})),
        "archiveInvoices" | "deleteInvoices" | "restoreInvoices" => (
            "InvoicesActionInput",
            json!({"invoiceIds": [invoice, invoice]}),
        ),
        "cancelInvoice"
        | "cloneInvoice"
        | "creditInvoice"
        | "markSent"
        | "pauseInvoice"
        | "resumeInvoice"
        | "settleCreditInvoice" => ("InvoiceActionInput", json!({"invoiceId": invoice})),
        "createInvoice" => (
            "CreateInvoiceInput",
            json!({"accountId": account, "lineItems": []}),
        ),
        "createInvoiceFromAttachment" => {
            ("CreateFromAttachmentInput", json!({"accountId": account}))
        }
        "createPayment" => (
            "CreatePaymentInput",
            json!({"invoiceId": invoice, "amount": "1", "date": "2026-01-01"}),
        ),
        "deleteAttachment" => ("AttachmentActionInput", json!({"attachmentId": attachment})),
        "deleteNote" => ("NoteActionInput", json!({"noteId": note})),
        "deletePayment" => ("PaymentActionInput", json!({"paymentId": payment})),
        "markDubious" | "markUncollectible" => ("MarkInvoiceInput", json!({"invoiceId": invoice})),
        "markPaid" => ("MarkPaidInput", json!({"invoiceId": invoice})),
        "refreshAccount" => ("RefreshInput", json!({"accountId": account})),
        "refreshReminderSchedule" => ("AccountActionInput", json!({"accountId": account})),
        "refundPayment" => (
            "RefundPaymentInput",
            json!({"paymentId": payment, "date": "2026-01-01"}),
        ),
        "scheduleInvoice" => (
            "ScheduleInvoiceInput",
            json!({"invoiceId": invoice, "date": "2099-01-01"}),
        ),
        "sendInvoice" => ("SendInvoiceInput", json!({"invoiceId": invoice})),
        "sendReminders" => ("SendRemindersInput", json!({"invoiceIds": [invoice]})),
        "updateInvoice" => (
            "UpdateInvoiceInput",
            json!({"invoiceId": invoice, "changes": {"reference": "x"}}),
        ),
        _ => panic!("Mutation.{field} is new: say how it is asked about an account"),
    };
    if field != "refreshAccount" {
        input["dryRun"] = json!(true);
    }
    let with_file = matches!(field, "addAttachment" | "createInvoiceFromAttachment");
    if with_file {
        input["file"] = Value::Null;
    }
    let results = match kind {
        "InvoicesActionInput" | "SendRemindersInput" => {
            "results { id outcome invoice { id } userErrors { code message field } }"
        }
        _ => "",
    };
    let query = format!(
        "mutation ($input: {kind}!) {{ {field}(input: $input) {{ outcome {results} \
         userErrors {{ code message field retryable }} }} }}"
    );
    Question {
        query,
        variables: json!({ "input": input }),
        with_file,
    }
}
