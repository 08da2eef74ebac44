//! What is wrong with a body, in the shapes that the vendor answers: per field, as a list of texts and
//! a list of codes; for what belongs to no field likewise; in some places a single text instead.

use serde_json::{Map, Value, json};

use crate::sandbox::dashdoc::errors::Refusal;
use crate::sandbox::dashdoc::language::Language;

/// The field of mistakes that belong to none.
pub(super) const NO_FIELD: &str = "non_field_errors";

/// One kind of mistake: what machines read, and the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) code: &'static str,
    pub(super) french: &'static str,
    pub(super) english: &'static str,
}

impl Mistake {
    const fn new(code: &'static str, french: &'static str, english: &'static str) -> Self {
        Self {
            code,
            french,
            english,
        }
    }

    pub(super) const REQUIRED: Self = Self::new(
        "required",
        "Ce champ est obligatoire.",
        "This field is required.",
    );
    pub(super) const NULL: Self = Self::new(
        "null",
        "Ce champ ne peut être nul.",
        "This field may not be null.",
    );
    pub(super) const BLANK: Self = Self::new(
        "blank",
        "Ce champ ne peut être vide.",
        "This field may not be blank.",
    );
    pub(super) const NO_TEXT: Self = Self::new(
        "invalid",
        "Une chaîne de caractères est requise.",
        "Not a valid string.",
    );
    pub(super) const TOO_LONG: Self = Self::new(
        "max_length",
        "Ce champ est trop long.",
        "This field is too long.",
    );
    pub(super) const NO_DATE: Self = Self::new(
        "invalid",
        "La date doit être au format AAAA-MM-JJ.",
        "Enter a date as YYYY-MM-DD.",
    );
    pub(super) const NO_NUMBER: Self = Self::new(
        "invalid",
        "Un nombre est requis.",
        "A valid number is required.",
    );
    pub(super) const TOO_FINE: Self = Self::new(
        "max_decimal_places",
        "Ce nombre a trop de décimales.",
        "This number has too many decimal places.",
    );
    pub(super) const NO_UID: Self = Self::new(
        "invalid",
        "Un UUID valide est requis.",
        "Must be a valid UUID.",
    );
    pub(super) const UNKNOWN: Self = Self::new(
        "does_not_exist",
        "Cet objet n'existe pas.",
        "This object does not exist.",
    );
    pub(super) const NO_OBJECT: Self = Self::new(
        "invalid",
        "Un objet est requis.",
        "Invalid data. Expected an object.",
    );
    pub(super) const NO_FILE: Self = Self::new(
        "invalid",
        "La donnée soumise n'est pas un fichier.",
        "The submitted data was not a file.",
    );
    pub(super) const EMPTY_FILE: Self = Self::new(
        "empty",
        "Le fichier soumis est vide.",
        "The submitted file is empty.",
    );
    pub(super) const LARGE_FILE: Self = Self::new(
        "file_too_large",
        "Le fichier dépasse 10 Mo.",
        "The file is larger than 10 MB.",
    );
    pub(super) const WRONG_EXTENSION: Self = Self::new(
        "invalid_extension",
        "Seuls les fichiers PDF, JPEG et PNG sont acceptés.",
        "Only PDF, JPEG and PNG files are accepted.",
    );
    pub(super) const WRONG_FILE: Self = Self::new(
        "invalid_file_type",
        "Le contenu du fichier ne correspond pas à son extension.",
        "The content of the file does not match its extension.",
    );
    pub(super) const ONLY_DRAFTS: Self = Self::new(
        "invalid",
        "Seules les factures en brouillon peuvent être modifiées.",
        "Only draft invoices can be updated.",
    );
    pub(super) const ONLY_FINAL: Self = Self::new(
        "invalid",
        "Seules les factures finales peuvent être marquées comme payées.",
        "Only final invoices can be marked as paid.",
    );

    /// The refusal of one field with a single text and a single code.
    pub(super) fn alone(self, language: Language, field: &str) -> Refusal {
        let detail = language.choose(self.french, self.english);
        let body = json!({field: {"detail": detail, "code": self.code}});
        Refusal::wrong_body(language, body)
    }
}

/// The mistakes of one body, field by field.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<(&'static str, Mistake)>);

impl Mistakes {
    pub(super) fn add(&mut self, field: &'static str, mistake: Mistake) {
        self.0.push((field, mistake));
    }

    /// Refuses the body when there are any, with all of them at once.
    pub(super) fn check(self, language: Language) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut body = Map::new();
        for (field, _) in &self.0 {
            let here = self.0.iter().filter(|(other, _)| other == field);
            let (detail, code): (Vec<&str>, Vec<&str>) = here
                .map(|(_, mistake)| {
                    let text = language.choose(mistake.french, mistake.english);
                    (text, mistake.code)
                })
                .unzip();
            body.insert((*field).to_owned(), json!({"detail": detail, "code": code}));
        }
        Err(Refusal::wrong_body(language, Value::Object(body)))
    }
}
