//! The filters that are tried, each with its plain meaning over the books.

use invoice_gateway::domain::Decimal;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{papers::Paper, ranges};

/// A filter, and which papers it must let through.
pub(super) struct Case {
    pub(super) filter: Value,
    pub(super) wants: Box<dyn Fn(&Paper) -> bool>,
    /// Whether nothing fits.
    pub(super) is_empty: bool,
}

/// The cases so far.
pub(super) struct Cases(Vec<Case>);

impl Cases {
    /// Adds a filter over what is not deleted.
    pub(super) fn add(&mut self, filter: Value, wants: impl Fn(&Paper) -> bool + 'static) {
        self.raw(filter, move |paper| !paper.deleted && wants(paper));
    }

    fn raw(&mut self, filter: Value, wants: impl Fn(&Paper) -> bool + 'static) {
        self.0.push(Case {
            filter,
            wants: Box::new(wants),
            is_empty: false,
        });
    }

    /// Adds a filter for one of several texts.
    fn one_of(&mut self, key: &str, texts: Vec<String>, told: fn(&Paper) -> Option<&String>) {
        self.add(json!({key: texts}), move |paper| {
            told(paper).is_some_and(|text| texts.contains(text))
        });
    }

    /// Adds a switch, on and off.
    fn switch(&mut self, key: &str, is_on: impl Fn(&Paper) -> bool + Clone + 'static) {
        let is_off = is_on.clone();
        self.add(json!({key: true}), is_on);
        self.add(json!({key: false}), move |paper| !is_off(paper));
    }
}

/// All cases. Their values are taken from the books, some from every account.
pub(super) fn cases(papers: &[Paper], today: Date) -> Vec<Case> {
    let mut cases = Cases(Vec::new());
    words(&mut cases, papers);
    ranges::days(&mut cases, papers, today);
    ranges::amounts(&mut cases);
    switches(&mut cases, today);
    searches(&mut cases);
    together(&mut cases, today);
    cases.0
}

/// The values that a field has, a few of each account.
fn values(papers: &[Paper], told: fn(&Paper) -> Option<&String>) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for account in [
        "moneybird",
        "moneybird-external",
        "invoice-ninja",
        "dashdoc",
        "i3d",
    ] {
        let of_account = papers
            .iter()
            .filter(|paper| paper.account == account && !paper.deleted);
        values.extend(of_account.filter_map(told).step_by(7).take(3).cloned());
    }
    values.push("nobody has this".to_owned());
    values
}

fn words(cases: &mut Cases, papers: &[Paper]) {
    cases.add(json!({"accounts": ["dashdoc"]}), |paper| {
        paper.account == "dashdoc"
    });
    cases.add(json!({"accounts": ["moneybird", "i3d"]}), |paper| {
        ["moneybird", "i3d"].contains(&paper.account)
    });
    cases.add(
        json!({"accounts": ["moneybird-external", "invoice-ninja"]}),
        |paper| ["moneybird-external", "invoice-ninja"].contains(&paper.account),
    );
    let providers = ["INVOICE_NINJA", "DASHDOC"];
    cases.add(json!({"providers": providers}), move |paper| {
        providers.contains(&paper.provider)
    });
    let providers = ["MONEYBIRD", "MONEYBIRD_EXTERNAL", "I3D"];
    cases.add(json!({"providers": providers}), move |paper| {
        providers.contains(&paper.provider)
    });
    for status in [
        "DRAFT",
        "SCHEDULED",
        "OPEN",
        "PARTIALLY_PAID",
        "PENDING_PAYMENT",
        "PAID",
        "UNCOLLECTIBLE",
        "CANCELLED",
        "REVERSED",
        "UNKNOWN",
    ] {
        cases.add(json!({"status": [status]}), move |paper| {
            paper.status == status
        });
    }
    // No vendor says a word that nobody knows.
    cases.0.last_mut().expect("one was added").is_empty = true;
    let status = ["DRAFT", "PAID", "REVERSED"];
    cases.add(json!({"status": status}), move |paper| {
        status.contains(&paper.status)
    });
    cases.one_of(
        "nativeStatus",
        ["late", "new", "4", "final", "0"]
            .map(str::to_owned)
            .to_vec(),
        |paper| Some(&paper.native_status),
    );
    cases.one_of(
        "number",
        values(papers, |paper| paper.number.as_ref()),
        |paper| paper.number.as_ref(),
    );
    cases.one_of(
        "reference",
        values(papers, |paper| paper.reference.as_ref()),
        |paper| paper.reference.as_ref(),
    );
    fn customer(paper: &Paper) -> Option<&String> {
        paper.customer.as_ref()?.id.as_ref()
    }
    cases.one_of("customer", values(papers, customer), customer);
    cases.one_of("currency", ["EUR"].map(str::to_owned).to_vec(), |paper| {
        paper.currency.as_ref()
    });
    cases.one_of(
        "currency",
        ["USD", "JPY", "PLN", "KWD"].map(str::to_owned).to_vec(),
        |paper| paper.currency.as_ref(),
    );
    let ids = |told: fn(&Paper) -> Option<&String>| papers.iter().filter_map(told).cloned();
    let workflow = ids(|paper| paper.workflow.as_ref())
        .next_back()
        .expect("a workflow");
    let recurring: Vec<String> = ids(|paper| paper.recurring.as_ref()).collect();
    cases.add(json!({"workflowId": workflow}), move |paper| {
        paper.workflow.as_ref() == Some(&workflow)
    });
    for id in [recurring[0].clone(), recurring[recurring.len() - 1].clone()] {
        cases.add(json!({"recurringId": id}), move |paper| {
            paper.recurring.as_ref() == Some(&id)
        });
    }
    for (asked, part) in [
        ("HOSTING", "hosting"),
        ("é", "é"),
        ("20", "20"),
        ("vielen dank", "vielen dank"),
        ("CDE", "cde"),
    ] {
        cases.add(json!({"description": asked}), move |paper| {
            let description = paper.description.as_ref();
            description.is_some_and(|text| text.to_lowercase().contains(part))
        });
    }
}

fn switches(cases: &mut Cases, today: Date) {
    cases.switch("overdue", move |paper| paper.is_overdue(today));
    cases.switch("payable", Paper::can_be_paid);
    cases.switch("upcoming", move |paper| {
        paper.can_be_paid() && !paper.is_overdue(today)
    });
    cases.switch("archived", |paper| paper.archived);
    cases.switch("hasAttachments", |paper| paper.files > 0);
    cases.switch("customerDeleted", |paper| {
        paper
            .customer
            .as_ref()
            .is_some_and(|customer| customer.deleted)
    });
    cases.raw(json!({"deleted": true}), |paper| paper.deleted);
    cases.raw(json!({"deleted": false}), |paper| !paper.deleted);
    cases.add(json!({"kind": "CREDIT_NOTE"}), |paper| paper.is_credit);
    cases.add(json!({"kind": "INVOICE"}), |paper| !paper.is_credit);
    cases.add(json!({"direction": "PAYABLE"}), |paper| paper.is_payable);
    cases.add(json!({"direction": "RECEIVABLE"}), |paper| {
        !paper.is_payable
    });
}

/// All texts of a paper that a search looks through.
fn has_word(paper: &Paper, word: &str) -> bool {
    let customer = paper.customer.as_ref();
    let of_customer = customer
        .into_iter()
        .flat_map(|customer| [&customer.name, &customer.email, &customer.number]);
    let own = [
        &paper.number,
        &paper.reference,
        &paper.description,
        &paper.private_note,
    ];
    let texts = own
        .into_iter()
        .chain(of_customer)
        .flatten()
        .chain(&paper.lines);
    texts
        .map(|text| text.to_lowercase())
        .any(|text| text.contains(word))
}

fn searches(cases: &mut Cases) {
    for search in [
        // In numbers, references, lines, names, addresses, numbers of customers and notes.
        "F26-9",
        "po/",
        "colocation",
        "Transport",
        "VÄRME",
        "東京",
        "@klant.example",
        "K000",
        "hosting",
        "2026",
        "Pixelpret  Colocation",
        "  b.v.\t2026 ",
        "a e i",
    ] {
        let words: Vec<String> = search
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        cases.add(json!({"search": search}), move |paper| {
            words.iter().all(|word| has_word(paper, word))
        });
    }
    cases.add(json!({"search": "no paper says this"}), |_| false);
    cases.0.last_mut().expect("one was added").is_empty = true;
}

fn together(cases: &mut Cases, today: Date) {
    cases.add(
        json!({"direction": "RECEIVABLE", "overdue": true, "currency": ["EUR"], "kind": "INVOICE"}),
        move |paper| {
            !paper.is_payable
                && !paper.is_credit
                && paper.is_overdue(today)
                && paper.currency.as_deref() == Some("EUR")
        },
    );
    cases.add(
        json!({"status": ["PAID"], "hasAttachments": false, "total": {"from": "100"}, "search": "e"}),
        |paper| {
            paper.status == "PAID" && paper.files == 0 && paper.total >= Some(Decimal::ONE_HUNDRED) && has_word(paper, "e")
        },
    );
    cases.raw(
        json!({"deleted": true, "providers": ["INVOICE_NINJA"], "archived": false}),
        |paper| paper.deleted && !paper.archived,
    );
    cases.add(
        json!({"accounts": ["dashdoc"], "providers": ["I3D"]}),
        |_| false,
    );
    cases.0.last_mut().expect("one was added").is_empty = true;
}
