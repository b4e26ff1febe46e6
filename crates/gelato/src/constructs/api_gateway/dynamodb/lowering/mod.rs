//! From a declared item method to its template, models, parameters, integration and responses.
//!
//! Each operation has a file. It reads the inputs that it needs from the request and becomes a [`Lowered`](lowered::Lowered),
//! which `item_method.rs` declares as a method of the API.

mod name;
mod context;
mod number;
mod words;
mod source;
mod value;
mod attribute_lookup;
mod request;
mod call;
mod source_check;
mod key;
mod index;
mod page;
mod filter;
mod sort_condition;
mod lowered;
mod put_item;
mod get_item;
mod delete_item;
mod update_item;
mod query;
mod scan;
mod checks;
mod representation;
mod schema;
mod parameters;
mod item_method;
mod body_model;

use super::declaration;
