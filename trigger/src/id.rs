//! Identifiers: time-ordered, prefixed where a person reads them, never mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A text that is not the identifier it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}: it looks like `{prefix}_` and 32 hexadecimal digits")]
pub struct InvalidId {
    text: String,
    expected: &'static str,
    prefix: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $article:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier, later than every one made before it.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            pub(crate) fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            pub(crate) fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|digits| Uuid::try_parse(digits).ok())
                    .map(Self)
                    .ok_or_else(|| InvalidId {
                        text: text.to_owned(),
                        expected: concat!($article, " id"),
                        prefix: $prefix,
                    })
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, Type};

                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id! {
    /// One run of one job.
    RunId, "run", "a run"
}

id! {
    /// One request that arrived at a source. Its last twelve digits are the number of the delivery in
    /// its database; those before them are the time at which it was recorded, and chance.
    DeliveryId, "delivery", "a delivery"
}

id! {
    /// One process that executes runs.
    WorkerId, "worker", "a worker"
}

impl DeliveryId {
    /// Where the number of the delivery's row begins: behind the time and 26 random bits.
    const ROW: usize = 10;

    /// The id with the number of the delivery's row in place of its end: it says where the row is.
    pub(crate) fn numbered(self, row: i64) -> Self {
        let mut bytes = *self.as_bytes();
        let [_, _, row @ ..] = row.to_be_bytes();
        bytes[Self::ROW..].copy_from_slice(&row);
        Self::from_bytes(bytes)
    }

    /// The number of the row, if there is a delivery of this id.
    pub(crate) fn row(self) -> i64 {
        let mut row = [0; 8];
        row[2..].copy_from_slice(&self.as_bytes()[Self::ROW..]);
        i64::from_be_bytes(row)
    }
}

impl RunId {
    /// The id of the run that repeats this one under a key: the same for the same key, and for no
    /// other run and key.
    pub(crate) fn replayed_as(&self, key: &str) -> Self {
        let digest = Sha256::new_with_prefix(self.as_bytes())
            .chain_update(key)
            .finalize();
        let mut bytes = [0; 16];
        bytes
            .iter_mut()
            .zip(digest)
            .for_each(|(to, from)| *to = from);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_what_it_prints() {
        let id = RunId::new();
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn a_later_id_sorts_after_an_earlier_one() {
        assert!(RunId::new() < RunId::new());
    }

    #[test]
    fn a_deliverys_id_says_which_row_is_its_own_and_sorts_as_before() {
        let (earlier, later) = (DeliveryId::new(), DeliveryId::new());
        for row in [1, 256, (1 << 48) - 1] {
            assert_eq!(earlier.numbered(row).row(), row);
        }
        assert!(earlier.numbered(1) < later.numbered(2));
    }

    #[test]
    fn another_kinds_id_is_refused_with_the_expected_shape() {
        let error = DeliveryId::new().to_string().parse::<RunId>();
        let message = error.expect_err("a delivery is not a run").to_string();
        assert!(message.contains("is not a run id"), "{message}");
        assert!(message.contains("run_"), "{message}");
    }
}
