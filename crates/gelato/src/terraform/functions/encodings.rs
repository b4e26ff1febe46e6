//! Functions that encode, decode and hash.

use super::call;
use super::methods::methods;
use crate::terraform::expression::Expression;
use crate::terraform::value::{Any, List, Map, Number, Value};

methods! {
    [] String {
        /// The text whose UTF-8 is encoded in Base64.
        base64_decode "base64decode"() -> String;
        /// Its UTF-8 in Base64.
        base64_encode "base64encode"() -> String;
        /// Its UTF-8, compressed with gzip, in Base64.
        base64_gzip "base64gzip"() -> String;
        /// Its SHA-256 in Base64.
        base64_sha256 "base64sha256"() -> String;
        /// Its SHA-512 in Base64.
        base64_sha512 "base64sha512"() -> String;
        /// Its bcrypt hash, of a cost from 4 to 31. Each plan computes another one.
        bcrypt "bcrypt"(cost: Number) -> String;
        /// The rows of a CSV text with a header.
        csv_decode "csvdecode"() -> List<Map<String>>;
        /// The value of a JSON text.
        json_decode "jsondecode"() -> Any;
        /// Its MD5, hexadecimal.
        md5 "md5"() -> String;
        /// Its SHA-1, hexadecimal.
        sha1 "sha1"() -> String;
        /// Its SHA-256, hexadecimal.
        sha256 "sha256"() -> String;
        /// Its SHA-512, hexadecimal.
        sha512 "sha512"() -> String;
        /// The text that is encoded in a character set, such as `UTF-16LE`, and Base64.
        text_decode_base64 "textdecodebase64"(character_set: String) -> String;
        /// In a character set, such as `UTF-16LE`, and Base64.
        text_encode_base64 "textencodebase64"(character_set: String) -> String;
        /// With `%` before the codes of characters that a URL cannot contain.
        url_encode "urlencode"() -> String;
        /// The value of a YAML text.
        yaml_decode "yamldecode"() -> Any;
    }
}

/// `jsonencode(value)`: the value as compact JSON text.
/// <https://developer.hashicorp.com/terraform/language/functions/jsonencode>
pub fn jsonencode(value: impl Into<Expression>) -> Value<String> {
    call("jsonencode", [value.into()])
}

/// `yamlencode(value)`: the value as YAML text.
/// <https://developer.hashicorp.com/terraform/language/functions/yamlencode>
pub fn yamlencode(value: impl Into<Expression>) -> Value<String> {
    call("yamlencode", [value.into()])
}

/// `rsadecrypt(ciphertext, private_key)`. <https://developer.hashicorp.com/terraform/language/functions/rsadecrypt>
pub fn rsadecrypt(ciphertext: impl Into<Value<String>>, private_key: impl Into<Value<String>>) -> Value<String> {
    call("rsadecrypt", [ciphertext.into().into(), private_key.into().into()])
}

/// `uuid()`: another one in each plan. <https://developer.hashicorp.com/terraform/language/functions/uuid>
pub fn uuid() -> Value<String> {
    call("uuid", [])
}

/// `uuidv5(namespace, name)`: always the same one.
/// <https://developer.hashicorp.com/terraform/language/functions/uuidv5>
pub fn uuidv5(namespace: impl Into<Value<String>>, name: impl Into<Value<String>>) -> Value<String> {
    call("uuidv5", [namespace.into().into(), name.into().into()])
}
