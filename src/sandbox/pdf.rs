//! A document to download, made on the spot.

/// Makes a small but complete PDF with one empty page; its title says what it is.
///
/// The title must be ASCII without parentheses or backslashes.
pub(crate) fn pdf(title: &str) -> Vec<u8> {
    let mut text = String::from("%PDF-1.4\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        format!("<< /Title ({title}) >>"),
    ];
    let mut offsets = Vec::with_capacity(objects.len());
    for (index, object) in objects.iter().enumerate() {
        offsets.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let table = text.len();
    text.push_str("xref\n0 5\n0000000000 65535 f \n");
    for offset in offsets {
        text.push_str(&format!("{offset:010} 00000 n \n"));
    }
    text.push_str(&format!(
        "trailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    text.into_bytes()
}
