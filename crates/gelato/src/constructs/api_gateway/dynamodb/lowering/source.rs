//! Sources: how a template reads a value.
//!
//! AWS does not document whether `$input.params` returns a path parameter decoded or as the client sent it. The
//! template compares it with its segment of `$context.path`, which is as the client sent it. If they are equal, the
//! parameter is not decoded yet, and the template decodes it.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

use crate::constructs::api_gateway::vtl;

use super::context;
use super::declaration::{Kind, Source};

impl Source {
    /// Reads the value into a variable.
    pub(super) fn read(&self, variable: &str, path: &str) -> String {
        match self {
            Self::Body(member) => set(variable, &format!("$input.path('$.{member}')")),
            Self::Path(parameter) => read_path(variable, parameter, path),
            Self::Query(parameter) => set(variable, &format!("$input.params().querystring.get('{parameter}')")),
            Self::Context(name) => set(variable, &format!("\"{}\"", context::reference(name))),
            Self::Constant(text) => set(variable, &vtl::quoted(text)),
        }
    }

    /// The parameter's name, for a parameter.
    pub(super) fn parameter(&self) -> Option<&str> {
        match self {
            Self::Path(name) | Self::Query(name) => Some(name),
            Self::Body(_) | Self::Context(_) | Self::Constant(_) => None,
        }
    }

    /// The client's name for a value that no model checks completely.
    pub(super) fn unmodelled(&self, kind: &Kind) -> Option<&str> {
        match (self, kind) {
            // A model limits neither the digits of a number nor the names of a map's entries.
            (Self::Body(name), Kind::Number(decimal)) if !decimal.is_bounded() => Some(name),
            (Self::Body(name), Kind::Map { .. }) => Some(name),
            _ => self.parameter(),
        }
    }
}

fn set(variable: &str, value: &str) -> String {
    format!("#set(${variable} = {value})\n")
}

fn read_path(variable: &str, parameter: &str, path: &str) -> String {
    let behind = path.split('/').skip_while(|part| *part != format!("{{{parameter}}}")).skip(1).count();
    let rest = if behind == 0 { String::new() } else { format!("(?:/[^/]+){{{behind}}}") };
    [
        set(variable, &format!("$input.params('{parameter}')")),
        "## It is percent-decoded here where the gateway has not done so.\n".to_owned(),
        format!("#if(${variable}.contains('%'))\n"),
        set("sent", &format!("$context.path.replaceAll('^.*/([^/]+){rest}/*$', '$1')")),
        format!("#if(${variable} == $sent && !$sent.matches('.*%(?![0-9A-Fa-f]{{2}}).*'))\n"),
        set(variable, "$util.urlDecode($sent.replace('+', '%2B'))"),
        "#end\n#end\n".to_owned(),
    ]
    .concat()
}
