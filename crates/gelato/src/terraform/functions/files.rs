//! Functions of files and paths. A path begins with [`path_module`](super::path_module) or
//! [`path_root`](super::path_root).

use super::call;
use crate::terraform::expression::Expression;
use crate::terraform::value::{Map, Set, Value};

/// Functions of a path, a line each.
macro_rules! of_a_path {
    ($( $(#[$doc:meta])* $function:ident -> $result:ty; )*) => {
        $(
            $(#[$doc])*
            #[doc = ""]
            #[doc = concat!("<https://developer.hashicorp.com/terraform/language/functions/", stringify!($function), ">")]
            pub fn $function(path: impl Into<Value<String>>) -> Value<$result> {
                call(stringify!($function), [path.into().into()])
            }
        )*
    };
}

of_a_path! {
    /// `abspath(path)`: an absolute path.
    abspath -> String;
    /// `basename(path)`: the last part of a path.
    basename -> String;
    /// `dirname(path)`: a path without its last part.
    dirname -> String;
    /// `file(path)`: the text of a file, read when Terraform plans.
    file -> String;
    /// `filebase64(path)`: the content of a file in Base64.
    filebase64 -> String;
    /// `filebase64sha256(path)`: the SHA-256 of a file in Base64, read when Terraform plans.
    filebase64sha256 -> String;
    /// `filebase64sha512(path)`: the SHA-512 of a file in Base64.
    filebase64sha512 -> String;
    /// `fileexists(path)`: whether a file exists.
    fileexists -> bool;
    /// `filemd5(path)`: the MD5 of a file, hexadecimal.
    filemd5 -> String;
    /// `filesha1(path)`: the SHA-1 of a file, hexadecimal.
    filesha1 -> String;
    /// `filesha256(path)`: the SHA-256 of a file, hexadecimal.
    filesha256 -> String;
    /// `filesha512(path)`: the SHA-512 of a file, hexadecimal.
    filesha512 -> String;
    /// `pathexpand(path)`: a path with the home folder instead of `~`.
    pathexpand -> String;
}

/// `fileset(folder, pattern)`: the paths of the files that match, relative to the folder, such as `**/*.html`.
/// <https://developer.hashicorp.com/terraform/language/functions/fileset>
pub fn fileset(folder: impl Into<Value<String>>, pattern: impl Into<Value<String>>) -> Value<Set<String>> {
    call("fileset", [folder.into().into(), pattern.into().into()])
}

/// `templatefile(path, values)`: a file with values in the places of `${…}`.
/// <https://developer.hashicorp.com/terraform/language/functions/templatefile>
pub fn templatefile(path: impl Into<Value<String>>, values: impl Into<Value<Map<String>>>) -> Value<String> {
    call("templatefile", [path.into().into(), Expression::from(values.into())])
}

/// `templatestring(template, values)`: a template that another part of the configuration gives.
/// <https://developer.hashicorp.com/terraform/language/functions/templatestring>
pub fn templatestring(template: impl Into<Value<String>>, values: impl Into<Value<Map<String>>>) -> Value<String> {
    call("templatestring", [template.into().into(), Expression::from(values.into())])
}
