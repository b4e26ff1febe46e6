//! The macros of generated code, which say in a line what would be a method or an implementation.

/// Declares the struct through which a configuration refers to the attributes of a resource or data source.
///
/// `gelato bindings` generates calls of this macro. Each attribute becomes a method of its name; a name that Rust or the
/// struct reserves is followed by the attribute's own name.
///
/// ```
/// use gelato::terraform::{List, attributes};
///
/// attributes! {
///     /// The attributes of a declared `kitchen_menu`.
///     MenuAttributes {
///         /// Computed.
///         dishes: List<String>,
///         r#type("type"): String,
///     }
/// }
/// ```
#[macro_export]
macro_rules! attributes {
    (@name $method:ident) => { stringify!($method) };
    (@name $method:ident $attribute:literal) => { $attribute };
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$doc:meta])* $method:ident $(($attribute:literal))?: $value_type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name($crate::terraform::Address);

        impl $name {
            $(
                #[doc = concat!("`", $crate::attributes!(@name $method $($attribute)?), "`.")]
                $(#[$doc])*
                pub fn $method(&self) -> $crate::terraform::Value<$value_type> {
                    self.0.attribute($crate::attributes!(@name $method $($attribute)?)).into()
                }
            )*
        }

        impl $crate::terraform::Addressed for $name {
            fn at_address(address: $crate::terraform::Address) -> Self {
                Self(address)
            }

            fn address(&self) -> &$crate::terraform::Address {
                &self.0
            }
        }
    };
}

/// Makes a struct that converts to a [`Block`](crate::terraform::Block) a [`NestedBlock`](crate::terraform::NestedBlock):
/// its field `dynamic` says what repeats it.
#[macro_export]
macro_rules! nested_block {
    ($name:ident) => {
        impl $crate::terraform::NestedBlock for $name {
            fn dynamic(&mut self) -> &mut Option<$crate::terraform::Dynamic> {
                &mut self.dynamic
            }
        }
    };
}
