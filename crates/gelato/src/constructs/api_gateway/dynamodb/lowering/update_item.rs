//! `UpdateItem`: sets the attributes that the request gives, and keeps or removes the others.

use std::fmt::Write as _;

use crate::constructs::api_gateway::vtl::members;
use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition};
use crate::terraform::Refusal;

use super::call::{Call, name};
use super::declaration::{Absent, Answer, Attributes, UpdateItem};
use super::lowered::Lowered;
use super::request::{Request, object};
use super::value::Input;

/// An attribute to change: its number, and its input.
type Change = (usize, Input);

impl Call<'_> {
    pub(super) fn update_item(&self, update: &UpdateItem) -> Result<Lowered, Refusal> {
        let changes = self.changes(update)?;
        let mut request = Request::default();
        let mut inputs = self.key(&mut request, &update.sources)?;
        for (_, input) in &changes {
            request.read(input, &self.resource.path);
        }
        let must_exist = update.must_exist.then(|| self.partition_name()).transpose()?;
        expressions(&mut request, &changes, update.absent, must_exist);
        if update.answer == Answer::Item {
            request.member("ReturnValues", "\"ALL_NEW\"");
        }
        inputs.extend(changes.iter().map(|(_, input)| input.clone()));
        self.check_sources(&update.sources, &inputs)?;
        Ok(Lowered {
            action: DynamoDbAction::UpdateItem,
            template: request.into_template("UpdateItem", &self.items.table_name),
            inputs,
            rule: rule(&changes, update.absent),
            success: update.answer.clone().into_success(),
            condition: update.must_exist.then_some(FailedCondition::MISSING),
            index: None,
        })
    }

    fn changes(&self, update: &UpdateItem) -> Result<Vec<Change>, Refusal> {
        let chosen = self.chosen(&update.attributes)?;
        if let (Attributes::Only(_), Some((_, key))) =
            (&update.attributes, chosen.iter().find(|(_, name)| self.items.is_key(name)))
        {
            let others = self.items.attributes.iter().map(|attribute| attribute.name.as_str());
            let others = others.filter(|name| !self.items.is_key(name));
            return Err(Refusal::new(format!("`{key}` is a key, which cannot change")).listing(others));
        }
        let rest = chosen.into_iter().filter(|(_, name)| !self.items.is_key(name));
        let changes = rest.map(|(number, name)| Ok((number, self.input(&name, &update.sources)?)));
        let changes = changes.collect::<Result<Vec<_>, Refusal>>()?;
        if changes.is_empty() {
            let refused = Refusal::new("there is nothing to change except the key");
            return Err(refused.hint("name the attributes that may change: `.update([…])`"));
        }
        Ok(changes)
    }
}

/// If every input is optional, the request must give at least one: an update has to change something.
fn rule(changes: &[Change], absent: Absent) -> Option<String> {
    let names: Vec<_> = changes.iter().map(|(_, input)| input.attribute.name.as_str()).collect();
    let is_free = absent == Absent::Unchanged && required(changes).next().is_none();
    is_free.then(|| format!("something of {} is given", names.join(", ")))
}

/// Writes the expressions of an update. They leave out the attributes that the request omits, since DynamoDB refuses
/// names and values that no expression uses.
fn expressions(request: &mut Request, changes: &[Change], absent: Absent, must_exist: Option<(String, String)>) {
    let expression = update_expression(request, changes, absent);
    request.member("UpdateExpression", &format!("\"{expression}\""));
    let mut always: Vec<_> = must_exist.iter().map(|(_, name)| name.clone()).collect();
    if let Some((placeholder, _)) = must_exist {
        request.member("ConditionExpression", &format!("\"attribute_exists({placeholder})\""));
    }
    let removes = absent == Absent::Removed;
    let named = |(number, input): &Change| name(&(*number, input.attribute.name.clone()));
    always.extend(changes.iter().filter(|(_, input)| input.required || removes).map(named));
    let conditional = changes.iter().filter(|(_, input)| !input.required && !removes);
    let conditional: Vec<_> = conditional.map(|change| (change.1.is_there(), named(change))).collect();
    request.member("ExpressionAttributeNames", &object(&members(&always, &conditional)));
    values(request, changes, absent);
}

fn update_expression(request: &mut Request, changes: &[Change], absent: Absent) -> String {
    let sets: String = required(changes).map(set).collect();
    if changes.iter().all(|(_, input)| input.required) {
        return format!("SET {}", &sets[2..]);
    }
    request.prepare(&prepared(changes, absent, &sets));
    let set = "SET $sets.substring(2)";
    match absent {
        Absent::Removed => format!("#if($sets != \"\"){set}#end#if($removes != \"\") REMOVE $removes.substring(2)#end"),
        Absent::Unchanged => {
            if sets.is_empty() {
                request.guard("$sets != \"\"".to_owned());
            }
            set.to_owned()
        }
    }
}

fn values(request: &mut Request, changes: &[Change], absent: Absent) {
    let value = |(number, input): &Change| format!("\":v{number}\": {}", input.value());
    let always: Vec<_> = required(changes).map(value).collect();
    let conditional = changes.iter().filter(|(_, input)| !input.required);
    let conditional: Vec<_> = conditional.map(|change| (change.1.is_there(), value(change))).collect();
    let member = format!(",\n  \"ExpressionAttributeValues\": {}", object(&members(&always, &conditional)));
    let is_certain = !always.is_empty() || absent == Absent::Unchanged;
    request.append(if is_certain { member } else { format!("#if($sets != \"\"){member}#end") });
}

/// The lines that collect the attributes to set and to remove, each after a comma.
fn prepared(changes: &[Change], absent: Absent, sets: &str) -> String {
    let mut lines = format!("#set($sets = '{sets}')\n");
    if absent == Absent::Removed {
        lines += "#set($removes = '')\n";
    }
    for change in changes.iter().filter(|(_, input)| !input.required) {
        let (number, input) = change;
        let _ = write!(lines, "#if({})#set($sets = $sets + '{}')", input.is_there(), set(change));
        if absent == Absent::Removed {
            let _ = write!(lines, "#else#set($removes = $removes + ', #a{number}')");
        }
        lines += "#end\n";
    }
    lines
}

fn required(changes: &[Change]) -> impl Iterator<Item = &Change> {
    changes.iter().filter(|(_, input)| input.required)
}

fn set((number, _): &Change) -> String {
    format!(", #a{number} = :v{number}")
}
