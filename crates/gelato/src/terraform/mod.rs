//! Terraform JSON documents: values, references, blocks, modules, roots and rendering, independent of AWS.
//!
//! A program declares resources in a document and gets their attributes as typed [`Value`]s. The document is checked as a
//! whole and then rendered, always to the same bytes.
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

mod name;
mod reference;
mod expression;
mod value;
mod functions;
mod operators;
mod loops;
mod escape;
mod syntax;
mod json;
mod block;
mod iterator;
mod dynamic;
mod nested_block;
mod provider_block;
mod condition;
mod lifecycle;
mod referable;
mod meta;
mod configured;
mod address_path;
mod assertion;
mod refactoring;
mod block_path;
mod overrides;
mod attributes;
mod terraform_data;
mod remote_state;
mod variable;
mod output;
mod settings;
mod suggestion;
mod refusal;
mod problem;
mod exception;
mod origin;
mod document;
mod scope;
mod module;
mod module_call;
mod module_source;
mod foreign_module;
mod root;
mod check;
mod mark;
mod files;

pub use crate::{attributes, nested_block};
pub use address_path::{AddressPath, InvalidAddress, ResourceStep, Step};
pub use assertion::{Check, CheckScope, ScopedData};
pub use block::{Argument, Block};
pub use check::{check, check_module_providers, check_providers, check_refactoring};
pub use condition::Condition;
pub use configured::{Configure, Configured};
pub use document::{Declaration, Document, Entry};
pub use dynamic::Dynamic;
pub use escape::{escape_template, quote};
pub use exception::Exception;
pub use expression::{Expression, Loop, Operator};
pub use files::Files;
pub use foreign_module::{
    CallMeta, ConfigureCall, ConfiguredCall, ForeignModule, ModuleInterface, ModuleOutput, ModuleVariable,
    UntypedModule,
};
pub use functions::{
    abspath, attribute_by_key, basename, call_function, cidrhost, cidrnetmask, cidrsubnet, cidrsubnets, coalesce,
    coalescelist, concat, concat_lists, count_index, dirname, each_key, each_value, file, filebase64, filebase64sha256,
    filebase64sha512, fileexists, filemd5, fileset, filesha1, filesha256, filesha512, format, formatlist, heredoc,
    jsonencode, matchkeys, max, merge, min, path_module, path_root, pathexpand, plantimestamp, range, rsadecrypt,
    setproduct, templatefile, templatestring, timestamp, try_each, uuid, uuidv5, yamlencode, zipmap,
};
pub use iterator::{Each, Elements};
pub use json::Json;
pub use lifecycle::{Ignored, Lifecycle};
pub use mark::Mark;
pub use meta::{ForEach, Meta};
pub use module::Module;
pub use module_call::{CalledModule, ExpectedInput, ExpectedOutput, ModuleCall};
pub use module_source::ModuleSource;
pub use name::{InvalidName, Name};
pub use nested_block::NestedBlock;
pub use origin::{PartOrigin, TextOrigin};
pub use output::Output;
pub(crate) use problem::file_and_line;
pub use problem::{NotCrossing, Problem, ProblemKind, Problems};
pub use provider_block::{Addressed, DataSource, ProviderBlock, Resource, Untyped, UntypedAttributes};
pub use refactoring::{Destination, Fate, Import, Moved, Refactoring, Removed};
pub use referable::Referable;
pub use reference::{Address, Instance, Reference, Target};
pub use refusal::Refusal;
pub use remote_state::{RemoteState, RemoteStateAttributes};
pub use root::Root;
pub(crate) use root::expected_outputs;
pub use scope::Scope;
pub use settings::{Backend, ProviderConfiguration, ProviderName, ProviderRequirement, Versions};
pub use suggestion::closest;
pub use terraform_data::{TerraformData, TerraformDataAttributes};
pub use value::{Any, List, Map, Number, Set, Type, Value};
pub use variable::{DeclaredVariable, Variable};
