//! A file of `import` blocks, which Terraform reads since version 1.5.
//! <https://developer.hashicorp.com/terraform/language/import>

use std::collections::BTreeMap;

use serde_json::json;

/// Which resources are taken over, by address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportBlocks(BTreeMap<String, String>);

/// A text that does not say what to import.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` says no id: allowed is ADDRESS=ID, such as module.table.aws_dynamodb_table.books=books")]
pub struct InvalidImport(pub String);

impl ImportBlocks {
    /// Takes texts such as `module.table.aws_dynamodb_table.books=books`.
    ///
    /// ```
    /// use gelato::import::ImportBlocks;
    /// assert!(ImportBlocks::parse(&["aws_sqs_queue.failures=https://queue".to_owned()]).is_ok());
    /// assert!(ImportBlocks::parse(&["aws_sqs_queue.failures".to_owned()]).is_err());
    /// ```
    ///
    /// # Errors
    /// When one of them is none.
    pub fn parse(texts: &[String]) -> Result<Self, InvalidImport> {
        let parse = |text: &String| {
            let (address, id) = text.split_once('=').ok_or_else(|| InvalidImport(text.clone()))?;
            let fits = address.contains('.') && !id.is_empty();
            if fits { Ok((address.to_owned(), id.to_owned())) } else { Err(InvalidImport(text.clone())) }
        };
        Ok(Self(texts.iter().map(parse).collect::<Result<_, _>>()?))
    }

    /// Takes a resource over.
    pub fn add(&mut self, address: &str, id: String) {
        self.0.insert(address.to_owned(), id);
    }

    /// Whether a resource is taken over.
    pub fn has(&self, address: &str) -> bool {
        self.0.contains_key(address)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file's text, in Terraform's JSON.
    pub fn to_json(&self) -> String {
        let blocks: Vec<_> = self.0.iter().map(|(address, id)| json!({ "to": address, "id": id })).collect();
        let mark = "Written by `gelato import-plan`. Remove it once it is applied.";
        format!("{:#}\n", json!({ "//": mark, "import": blocks }))
    }
}
