//! The region of a module or root.
//!
//! No attribute of `aws_region` is without a warning in both major versions of the provider: version 5 has `id` and
//! `name`, and version 6 deprecates both in favour of `region`, which version 5 lacks. `id` works in both.
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/region>

use crate::aws::data::{Region, RegionAttributes};
use crate::schema::DEPRECATED;
use crate::terraform::{
    Address, Addressed as _, Declaration, Exception, Instance, ProviderBlock as _, Scope, Target, Value,
};

/// The data source's logical name.
const NAME: &str = "current";

const REASON: &str = "no attribute of `aws_region` is welcome in both versions of the provider: 5.100.0 has `id` and \
                      `name`, and 6.69.1 wants `region` in their place; `id` gives the region in both";

/// The region of the provider that the document is used with. However often it is called, the document declares the
/// data source once. `gelato synth --explain-exceptions` lists the use of the deprecated attribute.
///
/// ```
/// use gelato::constructs::{region, versions};
/// use gelato::terraform::Module;
/// let module = Module::new("queue", "A queue.", versions());
/// let region = region(&module);
/// module.output("region", "Where it is.", region);
/// ```
#[track_caller]
pub fn region(scope: &Scope) -> Value<String> {
    let target = Target::Data { kind: Region::default().kind().to_owned(), name: NAME.to_owned() };
    except(scope, &format!("{target}.id"));
    if is_declared(scope, &target) {
        let address = Address { document: Some(scope.name()), target, instance: Instance::Single };
        return RegionAttributes::at_address(address).id();
    }
    scope.data(NAME, Region::default()).id()
}

#[track_caller]
fn except(scope: &Scope, subject: &str) {
    let same = |exception: &Exception| exception.rule == DEPRECATED && exception.subject == subject;
    let is_known = scope.document().exceptions().iter().any(same);
    if !is_known {
        scope.except(DEPRECATED, subject, REASON);
    }
}

/// Whether the document already declares the same data source.
fn is_declared(scope: &Scope, target: &Target) -> bool {
    scope.document().entries().get(target).is_some_and(|entry| match &entry.declaration {
        Declaration::Block { block, .. } => *block == Region::default().into_block(),
        _ => false,
    })
}
