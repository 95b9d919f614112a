//! How values stand in columns.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::id::{DeliveryId, RunId, WorkerId};
use crate::time::Timestamp;

/// A time as microseconds since 1970.
pub(super) fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// A value as JSON text.
pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// A count that a column of SQLite's can hold.
pub(super) fn integer(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Reads columns by name, as what they were written from.
pub(super) trait Columns {
    fn column<T: FromSql>(&self, name: &str) -> Result<T, StoreError>;

    fn time(&self, name: &str) -> Result<Timestamp, StoreError> {
        time(self.column(name)?)
    }

    fn maybe_time(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        self.column::<Option<i64>>(name)?.map(time).transpose()
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        self.maybe_json(name)?
            .ok_or_else(|| StoreError::Corrupt(format!("the column `{name}` is empty")))
    }

    fn maybe_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let Some(Text(text)) = self.column(name)? else {
            return Ok(None);
        };
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|error| StoreError::Corrupt(format!("the column `{name}`: {error}")))
    }

    /// A value stored under a name of its own, such as a status.
    fn named<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        let text: String = self.column(name)?;
        serde_json::from_value(serde_json::Value::String(text))
            .map_err(|error| StoreError::Corrupt(format!("the column `{name}`: {error}")))
    }
}

impl Columns for Row<'_> {
    fn column<T: FromSql>(&self, name: &str) -> Result<T, StoreError> {
        Ok(self.get(name)?)
    }
}

/// JSON, whether the column is text or bytes.
struct Text(Vec<u8>);

impl FromSql for Text {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Ok(Self(value.as_bytes()?.to_vec()))
    }
}

fn time(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| StoreError::Corrupt(error.to_string()))
}

macro_rules! id_column {
    ($($name:ident),*) => {$(
        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::from(self.as_bytes().as_slice()))
            }
        }

        impl FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                <[u8; 16]>::try_from(value.as_blob()?)
                    .map(Self::from_bytes)
                    .map_err(|_| FromSqlError::InvalidType)
            }
        }
    )*};
}

id_column!(RunId, DeliveryId, WorkerId);
