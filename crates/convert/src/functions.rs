//! Terraform's functions: the typed form that `gelato::terraform` has for the most used ones, and the type of the result of
//! the others.

use hcl_edit::expr::{Expression, FuncCall};

use crate::code::Code;
use crate::context::Context;
use crate::rust_type::RustType as T;

/// Functions of one text: Terraform's name, the method, the types of the other arguments, the result.
const OF_TEXT: [(&str, &str, &[T], T); 27] = [
    ("lower", "lower", &[], T::Text),
    ("upper", "upper", &[], T::Text),
    ("title", "title", &[], T::Text),
    ("trimspace", "trim_space", &[], T::Text),
    ("chomp", "chomp", &[], T::Text),
    ("trimprefix", "trim_prefix", &[T::Text], T::Text),
    ("trimsuffix", "trim_suffix", &[T::Text], T::Text),
    ("trim", "trim", &[T::Text], T::Text),
    ("replace", "replace", &[T::Text, T::Text], T::Text),
    ("startswith", "starts_with", &[T::Text], T::Bool),
    ("endswith", "ends_with", &[T::Text], T::Bool),
    ("strcontains", "contains", &[T::Text], T::Bool),
    ("substr", "substring", &[T::Number, T::Number], T::Text),
    ("base64encode", "base64_encode", &[], T::Text),
    ("base64decode", "base64_decode", &[], T::Text),
    ("base64sha256", "base64_sha256", &[], T::Text),
    ("md5", "md5", &[], T::Text),
    ("sha1", "sha1", &[], T::Text),
    ("sha256", "sha256", &[], T::Text),
    ("sha512", "sha512", &[], T::Text),
    ("jsondecode", "json_decode", &[], T::Any),
    ("yamldecode", "yaml_decode", &[], T::Any),
    ("urlencode", "url_encode", &[], T::Text),
    ("timeadd", "time_add", &[T::Text], T::Text),
    ("strrev", "reverse", &[], T::Text),
    ("parseint", "parse_int", &[T::Number], T::Number),
    ("base64gzip", "base64_gzip", &[], T::Text),
];

/// Rust functions of one path.
const OF_PATH: [(&str, T); 13] = [
    ("abspath", T::Text),
    ("basename", T::Text),
    ("dirname", T::Text),
    ("file", T::Text),
    ("filebase64", T::Text),
    ("filebase64sha256", T::Text),
    ("filebase64sha512", T::Text),
    ("fileexists", T::Bool),
    ("filemd5", T::Text),
    ("filesha1", T::Text),
    ("filesha256", T::Text),
    ("filesha512", T::Text),
    ("pathexpand", T::Text),
];

impl Context<'_> {
    pub(crate) fn call(&self, call: &FuncCall, wanted: Option<&T>) -> Code {
        let arguments: Vec<&Expression> = call.args.iter().collect();
        let name = name(call);
        let typed = if call.args.expand_final() { None } else { self.typed_call(&name, &arguments, wanted) };
        typed.unwrap_or_else(|| self.untyped_call(&name, &arguments, call.args.expand_final(), wanted))
    }

    #[expect(clippy::too_many_lines, reason = "a function of Terraform each")]
    fn typed_call(&self, name: &str, arguments: &[&Expression], wanted: Option<&T>) -> Option<Code> {
        if let Some((_, method, others, result)) = OF_TEXT.iter().find(|(known, ..)| *known == name) {
            // `replace` and the like take the text first.
            let (text, rest) = arguments.split_first().filter(|(_, rest)| rest.len() == others.len())?;
            let text = self.infer(text, Some(&T::Text)).cast(&T::Text);
            let rest: Vec<_> = rest.iter().zip(*others).map(|(one, of)| self.argument(one, of)).collect();
            return Some(Code::plain(format!("{}.{method}({})", text.receiver(), rest.join(", ")), result.clone()));
        }
        if let Some((function, result)) = OF_PATH.iter().find(|(known, _)| *known == name) {
            let [path] = arguments else { return None };
            return Some(Code::plain(
                format!("{}({})", self.import(function), self.argument(path, &T::Text)),
                result.clone(),
            ));
        }
        match (name, arguments) {
            ("jsonencode", [value]) => {
                Some(Code::plain(format!("jsonencode({})", self.plain_argument(value)), T::Text))
            }
            ("yamlencode", [value]) => {
                Some(Code::plain(format!("{}({})", self.import("yamlencode"), self.plain_argument(value)), T::Text))
            }
            ("format", [Expression::String(format), values @ ..]) => {
                let values: Vec<_> = values.iter().map(|value| self.expression(value)).collect();
                let function = "gelato::terraform::format";
                let text = format!("{function}({}, [{}])", crate::literal::text(format), values.join(", "));
                Some(Code::plain(text, T::Text))
            }
            ("join", [Expression::String(separator), list]) => {
                let list = self.infer(list, Some(&T::list(T::Text)));
                let list = if list.of == T::Set(Box::new(T::Text)) { list } else { list.cast(&T::list(T::Text)) };
                let list = if let T::Set(_) = list.of {
                    Code::plain(format!("{}.to_list()", list.receiver()), T::list(T::Text))
                } else {
                    list
                };
                Some(Code::plain(format!("{}.join({})", list.receiver(), crate::literal::text(separator)), T::Text))
            }
            ("split", [Expression::String(separator), text]) => {
                let text = self.infer(text, Some(&T::Text)).cast(&T::Text);
                let code = format!("{}.split({})", text.receiver(), crate::literal::text(separator));
                Some(Code::plain(code, T::list(T::Text)))
            }
            ("toset", [list]) => {
                let of = match wanted {
                    Some(T::Set(of)) => (**of).clone(),
                    _ => self.infer(list, None).of.element(),
                };
                let list = self.infer(list, Some(&T::list(of.clone())));
                match list.of {
                    T::List(_) => {
                        Some(Code::plain(format!("{}.to_set()", list.receiver()), T::Set(Box::new(list.of.element()))))
                    }
                    _ => Some(Code::plain(
                        format!("{}.to_set::<{of}>()", list.cast(&T::Any).receiver()),
                        T::Set(Box::new(of)),
                    )),
                }
            }
            ("keys", [map]) => {
                let map = self.infer(map, None);
                let map = if matches!(map.of, T::Map(_)) { map } else { map.cast(&T::map(T::Any)) };
                Some(Code::plain(format!("{}.keys()", map.receiver()), T::list(T::Text)))
            }
            ("values", [map]) => {
                let map = self.infer(map, None);
                let map = if matches!(map.of, T::Map(_)) { map } else { map.cast(&T::map(T::Any)) };
                let of = map.of.element();
                Some(Code::plain(format!("{}.values()", map.receiver()), T::list(of)))
            }
            ("length", [value]) => {
                let value = self.infer(value, None);
                let value = match value.of {
                    T::Text | T::List(_) | T::Set(_) | T::Map(_) => value,
                    _ => value.cast(&T::list(T::Any)),
                };
                Some(Code::plain(format!("{}.length()", value.receiver()), T::Number))
            }
            ("tostring", [value]) => {
                let value = self.infer(value, None);
                let value = match value.of {
                    T::Number | T::Bool => value,
                    _ => value.cast(&T::Any),
                };
                Some(Code::plain(format!("{}.to_text()", value.receiver()), T::Text))
            }
            ("contains", [list, value]) => {
                let list = self.infer(list, None);
                let list = if matches!(list.of, T::List(_) | T::Set(_)) { list } else { list.cast(&T::list(T::Any)) };
                let value = self.argument(value, &list.of.element());
                Some(Code::plain(format!("{}.contains({value})", list.receiver()), T::Bool))
            }
            ("regex", [Expression::String(pattern), text]) => {
                let of = wanted.cloned().unwrap_or(T::Any);
                let text = self.infer(text, Some(&T::Text)).cast(&T::Text);
                Some(Code::plain(format!("{}.regex::<{of}>({})", text.receiver(), crate::literal::text(pattern)), of))
            }
            ("can", [value]) => {
                let value = self.infer(value, None);
                Some(Code::plain(format!("{}.can()", value.receiver()), T::Bool))
            }
            ("nonsensitive" | "sensitive", [value]) => {
                let value = self.infer(value, wanted);
                Some(Code::plain(format!("{}.{name}()", value.receiver()), value.of))
            }
            ("cidrsubnet", [prefix, bits, number]) => {
                let (prefix, bits, number) = (
                    self.argument(prefix, &T::Text),
                    self.argument(bits, &T::Number),
                    self.argument(number, &T::Number),
                );
                Some(Code::plain(format!("{}({prefix}, {bits}, {number})", self.import("cidrsubnet")), T::Text))
            }
            ("timestamp" | "plantimestamp" | "uuid", []) => {
                let function = if name == "timestamp" {
                    "timestamp"
                } else if name == "uuid" {
                    "uuid"
                } else {
                    "plantimestamp"
                };
                Some(Code::plain(format!("{}()", self.import(function)), T::Text))
            }
            ("merge", maps) if !maps.is_empty() => {
                let of = self.common(maps, wanted, |of| matches!(of, T::Map(_)))?;
                let maps: Vec<_> = maps.iter().map(|map| self.concrete(map, &of)).collect();
                Some(Code::plain(format!("{}([{}])", self.import("merge"), maps.join(", ")), of))
            }
            ("concat", lists) if !lists.is_empty() => {
                let of = self.common(lists, wanted, |of| matches!(of, T::List(_)))?;
                let lists: Vec<_> = lists.iter().map(|list| self.concrete(list, &of)).collect();
                Some(Code::plain(format!("{}([{}])", self.import("concat_lists"), lists.join(", ")), of))
            }
            ("coalesce", values) if !values.is_empty() => {
                let of = self.common(values, wanted, |of| *of != T::Any)?;
                let values: Vec<_> = values.iter().map(|value| self.concrete(value, &of)).collect();
                Some(Code::plain(format!("{}([{}])", self.import("coalesce"), values.join(", ")), of))
            }
            _ => None,
        }
    }

    /// The type that all arguments have, or that is wanted of them.
    fn common(&self, arguments: &[&Expression], wanted: Option<&T>, fits: impl Fn(&T) -> bool) -> Option<T> {
        if let Some(wanted) = wanted.filter(|wanted| fits(wanted)) {
            return Some(wanted.clone());
        }
        let first = self.infer(arguments.first()?, None).of;
        (fits(&first) && arguments.iter().all(|one| self.infer(one, Some(&first)).of == first)).then_some(first)
    }

    fn untyped_call(&self, name: &str, arguments: &[&Expression], expands: bool, wanted: Option<&T>) -> Code {
        let of = result(name).or_else(|| wanted.cloned()).unwrap_or(T::Any);
        let last = arguments.len().saturating_sub(1);
        let arguments = arguments.iter().enumerate().map(|(index, argument)| {
            let code = self.expression(argument);
            if expands && index == last {
                format!("{}::Expanded(Box::new({code}))", self.import("Expression"))
            } else {
                code
            }
        });
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        Code::plain(format!("{}::<{of}>({name:?}, [{arguments}])", self.import("call_function")), of)
    }
}

/// The result of functions without a typed form here, where it does not depend on their arguments.
fn result(name: &str) -> Option<T> {
    match name {
        "format" | "join" | "templatefile" | "templatestring" | "formatdate" | "cidrhost" | "cidrnetmask"
        | "indent" | "uuidv5" | "tostring" | "jsonencode" | "yamlencode" | "bcrypt" | "rsadecrypt"
        | "textencodebase64" | "substr" => Some(T::Text),
        "abs" | "ceil" | "floor" | "log" | "pow" | "signum" | "max" | "min" | "sum" | "length" | "tonumber"
        | "index" | "timecmp" => Some(T::Number),
        "alltrue" | "anytrue" | "tobool" | "issensitive" | "contains" => Some(T::Bool),
        "keys" | "split" | "compact" | "sort" | "formatlist" | "cidrsubnets" => Some(T::list(T::Text)),
        "fileset" => Some(T::Set(Box::new(T::Text))),
        "range" => Some(T::list(T::Number)),
        _ => None,
    }
}

fn name(call: &FuncCall) -> String {
    let parts = call.name.namespace.iter().map(|part| part.as_str()).chain([call.name.name.as_str()]);
    parts.collect::<Vec<_>>().join("::")
}
