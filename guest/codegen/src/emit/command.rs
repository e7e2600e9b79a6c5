//! What the command knows of products: their names, and examples to show.

use super::text::ORIGIN;
use crate::json::{Json, quote};
use crate::model::{Product, Schema};

/// The table of the command's products.
#[must_use]
pub fn products(schema: &Schema) -> String {
    let mut out = format!(
        "//! {ORIGIN}\n\nuse super::Product;\n\n\
         /// Every product of the catalog, sorted by id.\npub(super) static PRODUCTS: &[Product] = &[\n"
    );
    for product in &schema.products {
        out += &format!(
            "    Product {{\n        id: {:?},\n        examples: {},\n    }},\n",
            product.id,
            raw(&examples(product, schema))
        );
    }
    out + "];\n"
}

/// The examples of the versions that a product sends, as lines for `enqueue`.
fn examples(product: &Product, schema: &Schema) -> String {
    let mut lines = String::new();
    for (name, version) in &product.events {
        let event = schema
            .events
            .iter()
            .find(|event| event.name == *name && event.version == *version);
        for example in event.into_iter().flat_map(|event| &event.examples) {
            lines += &line(name, example);
        }
    }
    lines
}

fn line(name: &str, example: &Json) -> String {
    format!(
        "{{\"event\":{},\"parameters\":{}}}\n",
        quote(name),
        example.canonical()
    )
}

/// A text as a raw literal, which shows it as it is.
fn raw(text: &str) -> String {
    let mut marks = "#".to_owned();
    while text.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    format!("r{marks}\"{text}\"{marks}")
}
