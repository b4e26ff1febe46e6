//! The region that a module or root is in.
//!
//! The provider's two major versions have no attribute of `aws_region` that both welcome: version 5 has `id` and `name`,
//! and version 6 calls both deprecated in favour of `region`, which version 5 does not have. `id` gives the region in both.
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/region>

use crate::aws::data::{Region, RegionAttributes};
use crate::schema::DEPRECATED;
use crate::terraform::{Address, Addressed as _, DataSource as _, Declaration, Document, Instance, Target, Value};

/// The logical name of the data source.
const NAME: &str = "current";

const REASON: &str = "no attribute of `aws_region` is welcome in both versions of the provider: 5.100.0 has `id` and \
                      `name`, and 6.69.1 wants `region` in their place; `id` gives the region in both";

/// The region of the provider that the document is used with. However often it is asked for, the document declares the
/// data source once. That it uses a deprecated attribute is an exception that `gelato synth --explain-exceptions` lists.
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

/// Whether the very same data source stands there already.
fn is_declared(document: &Document, target: &Target) -> bool {
    document.entries().get(target).is_some_and(|entry| match &entry.declaration {
        Declaration::Block { block, .. } => *block == Region::default().into_block(),
        _ => false,
    })
}
