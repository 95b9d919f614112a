//! How values stand in columns.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, ValueRef};
use serde::Serialize;
use serde::de::value::{Error as NoSuchName, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer as _};

use super::StoreError;
use crate::id::{DeliveryId, RunId, WorkerId};
use crate::time::Timestamp;

/// A time as microseconds since 1970.
pub(super) fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// A time as it is read back: a run must not see another one when it is executed again.
pub(super) fn as_stored(now: Timestamp) -> Result<Timestamp, StoreError> {
    time(micros(now))
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
    fn named<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError>;
}

impl Columns for Row<'_> {
    fn column<T: FromSql>(&self, name: &str) -> Result<T, StoreError> {
        Ok(self.get(name)?)
    }

    fn named<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        by_name(self, self.as_ref().column_index(name)?)
    }
}

/// A value stored under a name of its own in a column.
fn by_name<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    let text = row.get_ref(column)?.as_str();
    let text = text.map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let name: StrDeserializer<'_, NoSuchName> = text.into_deserializer();
    T::deserialize(name).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Reads a row's columns in their order, which spares what is read often the search for names.
pub(super) struct InOrder<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl<'r> InOrder<'r> {
    pub(super) fn of(row: &'r Row<'_>) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn column<T: FromSql>(&mut self) -> Result<T, StoreError> {
        Ok(self.row.get(self.take())?)
    }

    pub(super) fn maybe_time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        self.column::<Option<i64>>()?.map(time).transpose()
    }

    /// A value stored under a name of its own; `None` where there is none.
    pub(super) fn maybe_named<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StoreError> {
        let column = self.take();
        match self.row.get_ref(column)? {
            ValueRef::Null => Ok(None),
            _ => by_name(self.row, column).map(Some),
        }
    }

    pub(super) fn named<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        by_name(self.row, self.take())
    }

    pub(super) fn time(&mut self) -> Result<Timestamp, StoreError> {
        time(self.column()?)
    }

    pub(super) fn json<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        let Text(text) = self.column()?;
        serde_json::from_slice(&text).map_err(|error| StoreError::Corrupt(error.to_string()))
    }

    /// JSON that is read later.
    pub(super) fn unread(&mut self) -> Result<Box<str>, StoreError> {
        let Text(text) = self.column()?;
        let text = String::from_utf8(text);
        let text = text.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        Ok(text.into_boxed_str())
    }

    fn take(&mut self) -> usize {
        self.next += 1;
        self.next - 1
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
