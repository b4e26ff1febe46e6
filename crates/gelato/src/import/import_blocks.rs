//! A file of `import` blocks, which Terraform supports since version 1.5.
//! <https://developer.hashicorp.com/terraform/language/import>

use std::collections::BTreeMap;

use serde_json::json;

/// The imported resources' ids, by address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportBlocks(BTreeMap<String, String>);

/// A text that is not `ADDRESS=ID`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` says no id: allowed is ADDRESS=ID, such as module.table.aws_dynamodb_table.books=books")]
pub struct InvalidImport(pub String);

impl ImportBlocks {
    /// Parses texts such as `module.table.aws_dynamodb_table.books=books`.
    ///
    /// ```
    /// use gelato::import::ImportBlocks;
    /// assert!(ImportBlocks::parse(&["aws_sqs_queue.failures=https://queue".to_owned()]).is_ok());
    /// assert!(ImportBlocks::parse(&["aws_sqs_queue.failures".to_owned()]).is_err());
    /// ```
    ///
    /// # Errors
    /// If one of them is anything else.
    pub fn parse(texts: &[String]) -> Result<Self, InvalidImport> {
        let parse = |text: &String| {
            let (address, id) = text.split_once('=').ok_or_else(|| InvalidImport(text.clone()))?;
            let fits = address.contains('.') && !id.is_empty();
            if fits { Ok((address.to_owned(), id.to_owned())) } else { Err(InvalidImport(text.clone())) }
        };
        Ok(Self(texts.iter().map(parse).collect::<Result<_, _>>()?))
    }

    /// Adds a resource.
    pub fn add(&mut self, address: &str, id: String) {
        self.0.insert(address.to_owned(), id);
    }

    /// Whether a resource is imported.
    pub fn has(&self, address: &str) -> bool {
        self.0.contains_key(address)
    }

    /// The number of resources.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is empty.
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
