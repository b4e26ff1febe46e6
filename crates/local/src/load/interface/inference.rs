//! The type of an expression, as far as its form tells: outputs do not declare one.
//!
//! What cannot be told for certain has no type. Nothing is guessed from names.

use hcl::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, Operation, TemplateExpr, Traversal, TraversalOperator, UnaryOperator,
};
use hcl::template::{Element, Template};

use super::super::constraint::Type;
use super::scope::ModuleScope;

/// The type of an expression.
pub(super) fn type_of(expression: &Expression, scope: &ModuleScope<'_>) -> Option<Type> {
    match expression {
        Expression::Bool(_) => Some(Type::Bool),
        Expression::Number(_) => Some(Type::Number),
        Expression::String(_) => Some(Type::Text),
        Expression::TemplateExpr(template) => template_type(template, scope),
        Expression::Parenthesis(inner) => type_of(inner, scope),
        Expression::Conditional(conditional) => {
            first([&conditional.true_expr, &conditional.false_expr].into_iter(), scope)
        }
        Expression::Operation(operation) => Some(operation_type(operation)),
        Expression::Traversal(traversal) => traversal_type(traversal, scope),
        Expression::FuncCall(call) => call_type(call, scope),
        Expression::ForExpr(each) => for_type(each, scope),
        Expression::Array(items) => list_type(items, scope),
        _ => None,
    }
}

/// The first type that is known, of several expressions that have the same one.
fn first<'e>(mut expressions: impl Iterator<Item = &'e Expression>, scope: &ModuleScope<'_>) -> Option<Type> {
    expressions.find_map(|expression| type_of(expression, scope))
}

/// A list whose elements have one type.
fn list_type(items: &[Expression], scope: &ModuleScope<'_>) -> Option<Type> {
    let mut types = items.iter().map(|item| type_of(item, scope));
    let first = types.next()??;
    types.all(|other| other.as_ref() == Some(&first)).then(|| Type::List(Box::new(first)))
}

/// A template of one interpolation is its value; any other is text.
fn template_type(template: &TemplateExpr, scope: &ModuleScope<'_>) -> Option<Type> {
    let template = Template::from_expr(template).ok()?;
    match template.elements() {
        [Element::Interpolation(only)] => type_of(&only.expr, scope),
        _ => Some(Type::Text),
    }
}

fn operation_type(operation: &Operation) -> Type {
    use BinaryOperator as B;
    match operation {
        Operation::Unary(unary) if unary.operator == UnaryOperator::Neg => Type::Number,
        Operation::Binary(binary) if matches!(binary.operator, B::Plus | B::Minus | B::Mul | B::Div | B::Mod) => {
            Type::Number
        }
        _ => Type::Bool,
    }
}

fn traversal_type(traversal: &Traversal, scope: &ModuleScope<'_>) -> Option<Type> {
    let Expression::Variable(root) = &traversal.expr else {
        return match instances(&traversal.expr) {
            Some((data, kind)) => attribute(data, kind, &traversal.operators, scope),
            None => below(type_of(&traversal.expr, scope)?, &traversal.operators),
        };
    };
    match (root.as_str(), traversal.operators.as_slice()) {
        ("var", [TraversalOperator::GetAttr(name), rest @ ..]) => below(scope.variable(name)?, rest),
        ("local", [TraversalOperator::GetAttr(name), rest @ ..]) => below(scope.local(name, type_of)?, rest),
        ("path" | "terraform", [TraversalOperator::GetAttr(_)]) => Some(Type::Text),
        ("module" | "each" | "count" | "self", _) => None,
        ("data", [TraversalOperator::GetAttr(kind), TraversalOperator::GetAttr(_), rest @ ..]) => {
            attribute(true, kind, rest, scope)
        }
        (kind, [TraversalOperator::GetAttr(_), rest @ ..]) => attribute(false, kind, rest, scope),
        _ => None,
    }
}

/// The type of an attribute of a resource, of one of its instances, or of all.
fn attribute(data: bool, kind: &str, operators: &[TraversalOperator], scope: &ModuleScope<'_>) -> Option<Type> {
    match operators {
        [TraversalOperator::GetAttr(name), rest @ ..] => below(scope.attributes.of(data, kind, name)?, rest),
        [TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_), rest @ ..] => {
            attribute(data, kind, rest, scope)
        }
        [TraversalOperator::FullSplat | TraversalOperator::AttrSplat, rest @ ..] => {
            Some(Type::List(Box::new(attribute(data, kind, rest, scope)?)))
        }
        [] => None,
    }
}

/// The type of a part of a value.
fn below(of: Type, operators: &[TraversalOperator]) -> Option<Type> {
    match (of, operators) {
        (of, []) => Some(of),
        (
            Type::List(inner) | Type::Set(inner),
            [TraversalOperator::FullSplat | TraversalOperator::AttrSplat, rest @ ..],
        ) => Some(Type::List(Box::new(below(*inner, rest)?))),
        (Type::List(inner), [TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_), rest @ ..])
        | (Type::Map(inner), [TraversalOperator::Index(_) | TraversalOperator::GetAttr(_), rest @ ..]) => {
            below(*inner, rest)
        }
        (object @ Type::Object(_), [TraversalOperator::GetAttr(name), rest @ ..]) => {
            below(object.member_type(name)?.clone(), rest)
        }
        _ => None,
    }
}

fn call_type(call: &FuncCall, scope: &ModuleScope<'_>) -> Option<Type> {
    let arguments = || call.args.iter();
    let of_first = || type_of(call.args.first()?, scope);
    let texts = || Type::List(Box::new(Type::Text));
    match call.name.name.as_str() {
        "try" | "coalesce" | "coalescelist" | "merge" | "concat" => first(arguments(), scope),
        "nonsensitive" | "sensitive" | "tomap" | "distinct" | "reverse" | "slice" | "setunion" | "setintersection"
        | "setsubtract" => of_first(),
        "one" | "element" => inner(of_first()?),
        "lookup" => first(call.args.get(2).into_iter(), scope).or_else(|| inner(of_first()?)),
        "values" | "tolist" => Some(Type::List(Box::new(inner(of_first()?)?))),
        "toset" => Some(Type::Set(Box::new(inner(of_first()?)?))),
        "keys" | "compact" | "sort" | "split" | "formatlist" | "cidrsubnets" => Some(texts()),
        "join" | "format" | "jsonencode" | "yamlencode" | "lower" | "upper" | "title" | "trim" | "trimspace"
        | "trimprefix" | "trimsuffix" | "replace" | "substr" | "tostring" | "base64encode" | "base64decode"
        | "file" | "templatefile" | "sha1" | "sha256" | "md5" | "base64sha256" | "filebase64sha256" | "cidrsubnet"
        | "cidrhost" | "uuid" | "timestamp" | "formatdate" | "chomp" | "basename" | "dirname" | "abspath" => {
            Some(Type::Text)
        }
        "length" | "max" | "min" | "ceil" | "floor" | "abs" | "sum" | "tonumber" | "parseint" | "index" => {
            Some(Type::Number)
        }
        "contains" | "can" | "anytrue" | "alltrue" | "startswith" | "endswith" | "tobool" | "fileexists" => {
            Some(Type::Bool)
        }
        _ => None,
    }
}

/// The type of a collection's elements.
fn inner(of: Type) -> Option<Type> {
    match of {
        Type::List(inner) | Type::Set(inner) | Type::Map(inner) => Some(*inner),
        _ => None,
    }
}

/// A `for` expression whose body tells its type without the loop's variables.
fn for_type(each: &ForExpr, scope: &ModuleScope<'_>) -> Option<Type> {
    let value = element_type(each, scope)?;
    let is_object = each.key_expr.is_some();
    Some(if is_object && each.grouping {
        Type::Map(Box::new(Type::List(Box::new(value))))
    } else if is_object {
        Type::Map(Box::new(value))
    } else {
        Type::List(Box::new(value))
    })
}

/// The type of the elements: an attribute of the instances of a resource, or what the body tells by itself.
fn element_type(each: &ForExpr, scope: &ModuleScope<'_>) -> Option<Type> {
    if let (Expression::Traversal(body), Some((data, kind))) = (&each.value_expr, instances(&each.collection_expr))
        && matches!(&body.expr, Expression::Variable(variable) if variable.as_str() == each.value_var.as_str())
    {
        return attribute(data, kind, &body.operators, scope);
    }
    type_of(&each.value_expr, scope)
}

/// The resource whose instances a collection has.
fn instances(collection: &Expression) -> Option<(bool, &str)> {
    match collection {
        Expression::FuncCall(call) if call.name.name.as_str() == "values" => instances(call.args.first()?),
        Expression::Traversal(traversal) => {
            let Expression::Variable(root) = &traversal.expr else { return None };
            match (root.as_str(), traversal.operators.as_slice()) {
                ("var" | "local" | "module", _) => None,
                ("data", [TraversalOperator::GetAttr(kind), TraversalOperator::GetAttr(_)]) => {
                    Some((true, kind.as_str()))
                }
                (kind, [TraversalOperator::GetAttr(_)]) => Some((false, kind)),
                _ => None,
            }
        }
        _ => None,
    }
}
