//! The macro that declares Terraform's functions of one value as methods: a line each.

/// Declares methods of a value: the Rust name, Terraform's name, the other arguments and the result.
macro_rules! methods {
    ($(
        [$($generic:ident),*] $receiver:ty {
            $( $(#[$doc:meta])* $method:ident $function:literal ($($argument:ident: $kind:ty),*) -> $result:ty; )*
        }
    )*) => {
        $(
            impl<$($generic),*> $crate::terraform::Value<$receiver> {
                $(
                    $(#[$doc])*
                    #[doc = ""]
                    #[doc = concat!("<https://developer.hashicorp.com/terraform/language/functions/", $function, ">")]
                    #[must_use]
                    pub fn $method(
                        &self,
                        $($argument: impl Into<$crate::terraform::Value<$kind>>),*
                    ) -> $crate::terraform::Value<$result> {
                        $crate::terraform::functions::call($function, [self.clone().into(), $($argument.into().into()),*])
                    }
                )*
            }
        )*
    };
}

pub(super) use methods;
