//! Constructs stand for their main resource wherever Terraform wants a resource: in `depends_on`, `moved` and the like.

/// Makes a construct with a field `attributes` stand for that resource.
macro_rules! stands_for_its_resource {
    ($construct:ident) => {
        impl $crate::terraform::Referable for $construct {
            fn reference(&self) -> Option<$crate::terraform::Reference> {
                self.attributes.reference()
            }
        }
    };
}

pub(in crate::constructs) use stands_for_its_resource;
