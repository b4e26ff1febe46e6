//! A piece of Rust that is a `Value<T>`.

use crate::rust_type::RustType;

/// Rust code, and the type of the value that it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    text: String,
    pub(crate) of: RustType,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A variable, which is cloned to be used again.
    Variable,
    /// An expression that a method call can follow.
    Plain,
    /// An expression with an operator.
    Compound,
}

impl Code {
    pub(crate) fn variable(name: &str, of: RustType) -> Self {
        Self { text: name.to_owned(), of, form: Form::Variable }
    }

    pub(crate) fn plain(text: String, of: RustType) -> Self {
        Self { text, of, form: Form::Plain }
    }

    pub(crate) fn compound(text: String, of: RustType) -> Self {
        Self { text, of, form: Form::Compound }
    }

    /// The value itself.
    pub(crate) fn owned(&self) -> String {
        if self.form == Form::Variable { format!("{}.clone()", self.text) } else { self.text.clone() }
    }

    /// The value before `.method()`.
    pub(crate) fn receiver(&self) -> String {
        if self.form == Form::Compound { format!("({})", self.text) } else { self.text.clone() }
    }

    /// The value before an operator.
    pub(crate) fn operand(&self) -> String {
        if self.form == Form::Compound { format!("({})", self.text) } else { self.owned() }
    }

    /// The value as exactly this type.
    pub(crate) fn exactly(&self, of: &RustType) -> String {
        if self.of == *of { self.owned() } else { format!("Value::<{of}>::from_expression({})", self.owned()) }
    }

    /// The same, as code.
    pub(crate) fn cast(self, of: &RustType) -> Self {
        if self.of == *of { self } else { Self::plain(self.exactly(of), of.clone()) }
    }
}
