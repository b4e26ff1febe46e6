//! The names of the functions that Terraform has, and the versions that introduced the newer ones.
//!
//! `terraform metadata functions -json` lists them.

use crate::terraform::refusal::Refusal;
use crate::terraform::settings::MinorVersion;
use crate::terraform::suggestion::closest;

/// The functions of Terraform 1.11.
const FUNCTIONS: [&str; 118] = [
    "abs",
    "abspath",
    "alltrue",
    "anytrue",
    "base64decode",
    "base64encode",
    "base64gzip",
    "base64sha256",
    "base64sha512",
    "basename",
    "bcrypt",
    "can",
    "ceil",
    "chomp",
    "chunklist",
    "cidrhost",
    "cidrnetmask",
    "cidrsubnet",
    "cidrsubnets",
    "coalesce",
    "coalescelist",
    "compact",
    "concat",
    "contains",
    "csvdecode",
    "dirname",
    "distinct",
    "element",
    "endswith",
    "ephemeralasnull",
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "flatten",
    "floor",
    "format",
    "formatdate",
    "formatlist",
    "indent",
    "index",
    "issensitive",
    "join",
    "jsondecode",
    "jsonencode",
    "keys",
    "length",
    "log",
    "lookup",
    "lower",
    "matchkeys",
    "max",
    "md5",
    "merge",
    "min",
    "nonsensitive",
    "one",
    "parseint",
    "pathexpand",
    "plantimestamp",
    "pow",
    "range",
    "regex",
    "regexall",
    "replace",
    "reverse",
    "rsadecrypt",
    "sensitive",
    "setintersection",
    "setproduct",
    "setsubtract",
    "setunion",
    "sha1",
    "sha256",
    "sha512",
    "signum",
    "slice",
    "sort",
    "split",
    "startswith",
    "strcontains",
    "strrev",
    "substr",
    "sum",
    "templatefile",
    "templatestring",
    "textdecodebase64",
    "textencodebase64",
    "timeadd",
    "timecmp",
    "timestamp",
    "title",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
    "transpose",
    "trim",
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "try",
    "upper",
    "urlencode",
    "uuid",
    "uuidv5",
    "values",
    "yamldecode",
    "yamlencode",
    "zipmap",
];

/// The functions that the oldest supported version does not have.
const NEWER: [(&str, MinorVersion); 3] =
    [("ephemeralasnull", (1, 10)), ("issensitive", (1, 8)), ("templatestring", (1, 9))];

/// The beginning of the names of providers' functions, and the version that introduced them.
const PROVIDER: (&str, MinorVersion) = ("provider::", (1, 8));

/// Another way to write a function of Terraform itself.
const CORE: &str = "core::";

/// The version that a function needs, if it needs a particular one.
pub(in crate::terraform) fn needs(function: &str) -> Option<MinorVersion> {
    if function.starts_with(PROVIDER.0) || function.starts_with(CORE) {
        return Some(PROVIDER.1);
    }
    NEWER.iter().find(|(name, _)| *name == function).map(|(_, version)| *version)
}

/// The refusal of a function that Terraform does not have. The functions of a provider are only known to itself.
pub(in crate::terraform) fn unknown_function(function: &str) -> Option<Refusal> {
    if let Some(path) = function.strip_prefix(PROVIDER.0) {
        let is_complete =
            path.split_once("::").is_some_and(|(provider, name)| !provider.is_empty() && !name.is_empty());
        let refused = Refusal::new(format!("`{function}` is no function of a provider"));
        return (!is_complete)
            .then(|| refused.allowing("`provider::NAME::FUNCTION`, such as `provider::aws::arn_parse`"));
    }
    let name = function.strip_prefix(CORE).unwrap_or(function);
    if FUNCTIONS.contains(&name) {
        return None;
    }
    let refused = Refusal::new(format!("Terraform has no function `{function}`"));
    Some(match closest(name, FUNCTIONS) {
        Some(meant) => refused.hint(format!("did you mean `{meant}`?")),
        None => refused.hint("developer.hashicorp.com/terraform/language/functions lists them"),
    })
}
