//! What goes wrong, as `application/problem+json` (RFC 9457), with what to change.

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::client::ClientError;

/// Why a request was not fulfilled.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Problem {
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What went wrong, and what to change.
    detail: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
        }
    }

    /// The app has no token, so it has no API.
    pub(super) fn off() -> Self {
        let detail = "the API is off: set TRIGGER_API_TOKEN where the app serves, and send it as \
                      `Authorization: Bearer …`";
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub(super) fn unauthorized() -> Self {
        let detail = "send the app's TRIGGER_API_TOKEN as `Authorization: Bearer …`";
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, axum::Json(self)).into_response();
        let headers = response.headers_mut();
        let problem = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, problem);
        if status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        let status = match &error {
            ClientError::NoRun(_)
            | ClientError::NoDelivery(_)
            | ClientError::NoJob(_)
            | ClientError::NoSchedule(_)
            | ClientError::NoSource(_) => StatusCode::NOT_FOUND,
            ClientError::NotCalled { .. }
            | ClientError::NotNow { .. }
            | ClientError::Refused(_) => StatusCode::CONFLICT,
            ClientError::Payload(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ClientError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.to_string())
    }
}

macro_rules! of_rejection {
    ($($rejection:ident),*) => {$(
        impl From<$rejection> for Problem {
            fn from(rejection: $rejection) -> Self {
                Self::new(rejection.status(), rejection.body_text())
            }
        }
    )*};
}

of_rejection!(JsonRejection, PathRejection, QueryRejection);
