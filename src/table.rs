//! The module `table`: the flavours.

use gelato::constructs::dynamodb::{Billing, Key, StreamView, Table, TableProps};
use gelato::constructs::versions;
use gelato::terraform::{Module, Rule, Value, Variable, matches};

/// The partition key of a flavour.
pub(crate) const KEY: &str = "flavour";

/// Creates the module.
pub(crate) fn module() -> Module {
    let mut module = Module::new("table", "The table of promoted flavours, with a stream of new items.", versions());
    let props = TableProps {
        name: name(&mut module),
        partition_key: Key::string(KEY),
        sort_key: None,
        indexes: Vec::new(),
        billing: Billing::OnDemand,
        stream: Some(StreamView::NewImage),
        time_to_live: None,
        point_in_time_recovery: recovery(&mut module),
        deletion_protection: protection(&mut module),
    };
    let table = Table::new(&mut module, "flavours", props);
    module.output("name", "The table's name.", table.name());
    module.output("arn", "The table's ARN.", table.arn());
    module.output("stream_arn", "The ARN of the table's stream.", table.stream_arn());
    module
}

fn name(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |name| matches("[a-zA-Z0-9_.-]{3,255}", name),
        error_message: "A table's name has 3 to 255 letters, digits, `_`, `.` and `-`.",
    };
    module.validated_variable("name", Variable::required("The table's name in the region."), &[rule])
}

fn recovery(module: &mut Module) -> Value<bool> {
    let description = "Whether the table can be restored to any second of the last 35 days.";
    module.variable("point_in_time_recovery", Variable::required(description))
}

fn protection(module: &mut Module) -> Value<bool> {
    let description = "Whether AWS refuses to delete the table.";
    module.variable("deletion_protection", Variable::required(description))
}
