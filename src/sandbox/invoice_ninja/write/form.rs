//! Forms with brackets in their names: `invoices[0][amount]=5` and `ids[]=a&ids[]=b`.

use serde_json::{Map, Value};

use crate::sandbox::invoice_ninja::write::input::pairs;

/// A form that is being read.
#[derive(Debug, Default)]
pub(super) struct Form(Map<String, Value>);

impl Form {
    /// Reads encoded pairs.
    pub(super) fn read(&mut self, text: &[u8]) {
        for (key, value) in pairs(text) {
            self.put(&key, &value);
        }
    }

    /// Puts one value in its place.
    pub(super) fn put(&mut self, key: &str, value: &str) {
        let (name, rest) = key.split_at(key.find('[').unwrap_or(key.len()));
        let mut place = &mut self.0;
        let mut last = name.to_owned();
        for step in rest.split('[').skip(1) {
            let step = step.trim_end_matches(']');
            let inner = place.entry(last).or_insert_with(|| Map::new().into());
            if !inner.is_object() {
                *inner = Map::new().into();
            }
            let Value::Object(inner) = inner else {
                return;
            };
            // Without a key it is the next of a list.
            last = if step.is_empty() {
                inner.len().to_string()
            } else {
                step.to_owned()
            };
            place = inner;
        }
        place.insert(last, Value::String(value.to_owned()));
    }

    /// Gives what was read; what is numbered from 0 is a list.
    pub(super) fn finish(self) -> Map<String, Value> {
        let fields = self.0.into_iter();
        fields.map(|(key, value)| (key, listed(value))).collect()
    }
}

fn listed(value: Value) -> Value {
    let Value::Object(mut fields) = value else {
        return value;
    };
    let is_list =
        !fields.is_empty() && (0..fields.len()).all(|n| fields.contains_key(&n.to_string()));
    if is_list {
        let items = 0..fields.len();
        let items = items.filter_map(|n| fields.remove(&n.to_string()));
        return Value::Array(items.map(listed).collect());
    }
    let fields = fields.into_iter();
    Value::Object(fields.map(|(key, value)| (key, listed(value))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_make_lists_and_objects() {
        let mut form = Form::default();
        form.read(b"a=1&ids[]=x&ids[]=y&invoices[0][amount]=5&invoices[1][amount]=6&o[k]=v&a=2");
        let expected = json!({
            "a": "2", "ids": ["x", "y"], "o": {"k": "v"},
            "invoices": [{"amount": "5"}, {"amount": "6"}],
        });
        assert_eq!(Value::Object(form.finish()), expected);
    }
}
