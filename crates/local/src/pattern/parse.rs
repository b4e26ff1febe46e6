//! Parses patterns, and rejects those that AWS rejects.

use ipnet::IpNet;
use serde_json::{Map, Value};

use super::matcher::{Comparison, Matcher};
use super::{Dialect, Fields, Node, dots};

type Parsed<T> = Result<T, String>;

/// The conditions on an object with at most this many levels.
pub(super) fn fields(members: &Map<String, Value>, dialect: Dialect, levels: usize) -> Parsed<Fields> {
    let mut parsed = Fields::default();
    for (name, value) in members {
        let levels = dots::levels_below(name, levels)
            .ok_or_else(|| format!("it has more than {} levels; each dot in a name is one", dots::MOST_LEVELS))?;
        match value {
            Value::Array(list) if is_alternatives(name, list) => {
                parsed.alternatives.push(alternatives(list, dialect, levels)?);
            }
            Value::Object(_) if dialect == Dialect::Attributes => {
                return Err(format!(
                    "`{name}` is an object; attributes have no members, so it must be a list of values"
                ));
            }
            Value::Object(members) => parsed.add(name, Node::Object(fields(members, dialect, levels)?)),
            Value::Array(list) => parsed.add(name, Node::OneOf(matchers(name, list, dialect)?)),
            other => return Err(format!("`{name}` is `{other}`; it must be a list of values, or an object")),
        }
    }
    Ok(parsed)
}

/// Whether a field is a list of alternatives. With only one element, `$or` is an ordinary name.
pub(super) fn is_alternatives(name: &str, list: &[Value]) -> bool {
    name == "$or" && list.len() > 1 && list.iter().all(Value::is_object)
}

fn alternatives(list: &[Value], dialect: Dialect, levels: usize) -> Parsed<Vec<Fields>> {
    list.iter().filter_map(Value::as_object).map(|members| fields(members, dialect, levels)).collect()
}

fn matchers(name: &str, list: &[Value], dialect: Dialect) -> Parsed<Vec<Matcher>> {
    if list.is_empty() {
        return Err(format!("`{name}` is an empty list, which matches nothing"));
    }
    list.iter().map(|value| matcher(value, dialect)).collect()
}

fn matcher(value: &Value, dialect: Dialect) -> Parsed<Matcher> {
    let members = match value {
        Value::Object(members) => members,
        Value::Array(_) => return Err(format!("`{value}` is a list in a list; it must be a value or an operator")),
        value => return Ok(Matcher::Equal(value.clone())),
    };
    let mut members = members.iter();
    let (Some((name, value)), None) = (members.next(), members.next()) else {
        return Err(format!("`{value}` must hold one operator"));
    };
    match name.as_str() {
        "exists" => value.as_bool().map(Matcher::Exists).ok_or_else(|| "`exists` takes true or false".into()),
        "numeric" => numeric(value).map(Matcher::Numeric),
        "anything-but" => anything_but(value, dialect).map(Matcher::AnythingBut),
        "cidr" if dialect != Dialect::EventSource => cidr(value).map(Matcher::Address),
        name => textual(name, value).unwrap_or_else(|| Err(unknown(name, dialect))),
    }
}

/// An operator on text; `None` for any other operator.
fn textual(name: &str, value: &Value) -> Option<Parsed<Matcher>> {
    let made: fn(&str) -> Matcher = match name {
        "prefix" => |text| Matcher::Prefix(text.to_owned()),
        "suffix" => |text| Matcher::Suffix(text.to_owned()),
        "equals-ignore-case" => |text| Matcher::EqualIgnoringCase(text.to_lowercase()),
        _ => return None,
    };
    Some(value.as_str().map(made).ok_or_else(|| format!("`{name}` takes a string")))
}

fn unknown(name: &str, dialect: Dialect) -> String {
    let cidr = if dialect == Dialect::EventSource { "" } else { "`cidr`, " };
    format!(
        "`{name}` is not an operator; allowed are `prefix`, `suffix`, `equals-ignore-case`, `anything-but`, {cidr}`numeric` \
         and `exists`"
    )
}

fn anything_but(value: &Value, dialect: Dialect) -> Parsed<Vec<Matcher>> {
    let several = |value: &Value| match value {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    match value {
        Value::Object(members) => {
            let mut matchers = Vec::new();
            for (name, value) in members {
                // SNS supports only prefixes here.
                if dialect != Dialect::EventSource && (name != "prefix" || !value.is_string()) {
                    return Err(format!(
                        "`anything-but` is `{{\"{name}\":{value}}}`; only `prefix` is allowed in it, with a string"
                    ));
                }
                let of = |one: &Value| {
                    textual(name, one).unwrap_or_else(|| Err(format!("`{name}` is not allowed in `anything-but`")))
                };
                matchers.extend(several(value).iter().map(of).collect::<Parsed<Vec<_>>>()?);
            }
            Ok(matchers)
        }
        value => {
            let list = several(value);
            let fits = list.iter().all(Value::is_string) || list.iter().all(Value::is_number);
            if list.is_empty() || !fits {
                return Err(format!("`anything-but` is `{value}`; it takes only strings, or only numbers"));
            }
            Ok(list.into_iter().map(Matcher::Equal).collect())
        }
    }
}

/// An address with the length of its prefix; the other bits are ignored.
fn cidr(value: &Value) -> Parsed<IpNet> {
    let net = value.as_str().and_then(|text| text.parse::<IpNet>().ok());
    net.map(|net| net.trunc())
        .ok_or_else(|| format!("`cidr` is `{value}`; it takes an address with a mask, such as `10.0.0.0/24`"))
}

/// One comparison, or a lower and an upper bound.
fn numeric(value: &Value) -> Parsed<Vec<(Comparison, f64)>> {
    const WRONG: &str = "`numeric` takes comparisons and numbers in turn, such as `[\">\", 0, \"<=\", 5]`";
    let list = value.as_array().filter(|list| !list.is_empty() && list.len() % 2 == 0).ok_or(WRONG)?;
    let pairs = list.chunks_exact(2).map(|pair| {
        let comparison = match pair.first()?.as_str()? {
            "=" => Comparison::Equal,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            _ => return None,
        };
        Some((comparison, pair.get(1)?.as_f64()?))
    });
    let pairs: Vec<_> = pairs.collect::<Option<_>>().ok_or(WRONG)?;
    let is_range = |pairs: &[(Comparison, f64)]| matches!(pairs, [(Comparison::Greater | Comparison::AtLeast, low), (Comparison::Less | Comparison::AtMost, high)] if low < high);
    if pairs.len() > 1 && !is_range(&pairs) {
        return Err(format!(
            "`numeric` is `{value}`; two comparisons are `>` or `>=`, and then `<` or `<=` a greater number"
        ));
    }
    Ok(pairs)
}
