//! The region of a module or root.
//!
//! No attribute of `aws_region` is without a warning in both major versions of the provider: version 5 has `id` and
//! `name`, and version 6 deprecates both in favour of `region`, which version 5 lacks. `id` works in both.
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/region>

use crate::aws::data::{Region, RegionAttributes};
use crate::schema::DEPRECATED;
use crate::terraform::{Address, Addressed as _, DataSource as _, Declaration, Document, Instance, Target, Value};

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
/// let mut module = Module::new("queue", "A queue.", versions());
/// let region = region(&mut module);
/// module.output("region", "Where it is.", region);
/// ```
#[track_caller]
pub fn region(document: &mut Document) -> Value<String> {
    let target = Target::Data { kind: Region::default().kind().to_owned(), name: NAME.to_owned() };
    except(document, &format!("{target}.id"));
    if is_declared(document, &target) {
        let address = Address { document: Some(document.name().into()), target, instance: Instance::Single };
        return RegionAttributes::at_address(address).id();
    }
    document.data(NAME, Region::default()).id()
}

#[track_caller]
fn except(document: &mut Document, subject: &str) {
    let mut exceptions = document.exceptions().iter();
    if !exceptions.any(|exception| exception.rule == DEPRECATED && exception.subject == subject) {
        document.except(DEPRECATED, subject, REASON);
    }
}

/// Whether the document already declares the same data source.
fn is_declared(document: &Document, target: &Target) -> bool {
    document.entries().get(target).is_some_and(|entry| match &entry.declaration {
        Declaration::Block { block, .. } => *block == Region::default().into_block(),
        _ => false,
    })
}
