//! The definition of an API: everything that a deployment is a snapshot of, in a separate file.
//!
//! A deployment does not follow changes by itself, so it is replaced whenever the definition changes: its trigger is a
//! hash of the file and of the values that the file refers to. Both are read from the document, so that no list has to
//! be kept up to date.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::terraform::{
    Address, Declaration, Document, Expression, Instance, Map, Meta, Reference, Target, Value, concat, file,
    jsonencode, path_module,
};

/// The name of the definition's file.
const FILE: &str = "definition";

/// The meta-arguments of the definition's resources.
pub(super) fn meta() -> Meta {
    Meta { file: Some(FILE), ..Meta::default() }
}

/// The addresses of the definition's resources, which a deployment depends on.
pub(super) fn addresses(document: &Document) -> Vec<Address> {
    let name: Arc<str> = document.name().into();
    let address = |target: &Target| Address {
        document: Some(Arc::clone(&name)),
        target: target.clone(),
        instance: Instance::Single,
    };
    document.entries().keys().filter(|target| is_defined(document, target)).map(address).collect()
}

/// The triggers of a deployment: they change exactly when the definition does.
pub(super) fn triggers(document: &Document) -> Value<Map<String>> {
    let text = file(concat([path_module(), format!("/{FILE}.tf.json").into()]));
    // Decoded and encoded again, so that line endings and indentation do not matter.
    let content = jsonencode(text.json_decode()).sha1();
    let values = jsonencode(Expression::List(values(document))).sha1();
    [("definition", content), ("values", values)].into()
}

/// The references from the definition to anything outside it, each once, in a stable order.
fn values(document: &Document) -> Vec<Expression> {
    let mut found: BTreeMap<String, Reference> = BTreeMap::new();
    for (target, entry) in document.entries() {
        let Declaration::Block { block, .. } = &entry.declaration else { continue };
        if is_defined(document, target) {
            block.for_each_expression(target, &mut |_, expression| {
                expression.for_each_reference(&mut |reference| keep_outside(document, reference, &mut found));
            });
        }
    }
    found.into_values().map(Expression::Reference).collect()
}

fn keep_outside(document: &Document, reference: &Reference, found: &mut BTreeMap<String, Reference>) {
    let target = &reference.address.target;
    if !matches!(target, Target::Given(_)) && !is_defined(document, target) {
        found.insert(key(document, reference), reference.clone());
    }
}

/// The place of a reference in the order. A value of another module stands where its variable will.
fn key(document: &Document, reference: &Reference) -> String {
    let Address { document: owner, target, .. } = &reference.address;
    match owner.as_deref().filter(|owner| *owner != document.name()) {
        Some(owner) => format!("var.{owner}_{target}_{}", reference.attributes.join("_")),
        None => format!("{target}.{}", reference.attributes.join(".")),
    }
}

fn is_defined(document: &Document, target: &Target) -> bool {
    let entry = document.entries().get(target).map(|entry| &entry.declaration);
    matches!(entry, Some(Declaration::Block { meta, .. }) if meta.file == Some(FILE))
}
