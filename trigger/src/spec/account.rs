//! Several accounts of one integration.

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Integration, IntegrationMeta};

/// Which account of the integration `I` something is of: the one whose client is an `I` itself, or
/// one that was declared with `#[integration(account)]`, whose `ACCOUNT` this is.
///
/// ```
/// use trigger::integrations::stripe::{self, Stripe};
/// use trigger::prelude::*;
///
/// /// The account of our shop in Europe.
/// #[integration(id = "stripe-eu", account)]
/// #[derive(Clone)]
/// struct StripeEu(Stripe);
///
/// #[job(trigger = stripe::on_price_created(account = StripeEu::ACCOUNT))]
/// async fn translate(price: stripe::Price, stripe: StripeEu) -> Result<()> {
///     let product = price.product.map(|product| product.id().to_owned());
///     stripe.products().retrieve("product", product.unwrap_or_default()).await?;
///     Ok(())
/// }
/// ```
pub struct AccountOf<I> {
    meta: IntegrationMeta,
    kind: PhantomData<fn() -> I>,
}

impl<I: Integration> AccountOf<I> {
    /// The account whose client is an `A`; what `A::ACCOUNT` is made with.
    #[doc(hidden)]
    pub const fn of<A: Integration>() -> Self {
        Self {
            meta: A::META,
            kind: PhantomData,
        }
    }

    /// The id, name and icon of the account's own integration.
    pub const fn meta(&self) -> IntegrationMeta {
        self.meta
    }

    /// Whether it is the account whose client is an `I` itself.
    pub fn is_default(&self) -> bool {
        self.meta.id == I::META.id
    }
}

impl<I: Integration> Default for AccountOf<I> {
    /// The account whose client is an `I` itself.
    fn default() -> Self {
        Self::of::<I>()
    }
}

impl<I> Clone for AccountOf<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for AccountOf<I> {}

impl<I> PartialEq for AccountOf<I> {
    fn eq(&self, other: &Self) -> bool {
        self.meta == other.meta
    }
}

impl<I> Eq for AccountOf<I> {}

impl<I> fmt::Debug for AccountOf<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.meta.id)
    }
}

impl<I> Serialize for AccountOf<I> {
    /// The id of the account's own integration.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.meta.id)
    }
}

impl<'de, I: Integration> Deserialize<'de> for AccountOf<I> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        if id == I::META.id {
            return Ok(Self::default());
        }
        let known = inventory::iter::<KnownAccount>
            .into_iter()
            .find(|known| known.meta.id == id && (known.of)() == TypeId::of::<I>());
        match known {
            Some(known) => Ok(Self {
                meta: known.meta,
                kind: PhantomData,
            }),
            None => Err(D::Error::custom(format!(
                "this program has no account `{id}` of `{}`: declare it with `#[integration(id = \
                 \"{id}\", account)]`",
                I::META.type_name
            ))),
        }
    }
}

/// An account that the program declares, so that it can be found by its id.
#[doc(hidden)]
pub struct KnownAccount {
    meta: IntegrationMeta,
    of: fn() -> TypeId,
}

impl KnownAccount {
    /// An account of `I`.
    pub const fn of<I: Integration>(account: AccountOf<I>) -> Self {
        Self {
            meta: account.meta,
            of: TypeId::of::<I>,
        }
    }
}

inventory::collect!(KnownAccount);
