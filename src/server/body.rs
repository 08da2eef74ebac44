//! A request's body as it comes: of bounded size, in bounded time, and few large ones at a time.
//!
//! Nobody has a place among the operations before it is known what is asked, so bodies have places of their own.

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use tokio::time::timeout;

use crate::{
    error::ErrorKind,
    server::{
        refusal::Refusal,
        settings::ServerSettings,
        traffic::{Place, Places, Who},
    },
};

/// Bytes up to which a body is small: it comes whatever else does, and there are no more of them than connections.
const SMALL: usize = 64 << 10;

/// Where bodies come in.
#[derive(Debug)]
pub(super) struct Intake<'a> {
    /// Places of large ones.
    pub(super) places: &'a Places,
    /// Who sends it.
    pub(super) who: Option<&'a Who>,
    pub(super) settings: &'a ServerSettings,
}

impl Intake<'_> {
    /// Reads a body, whatever its `Content-Length` says.
    pub(super) async fn read(&self, headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
        let announced = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let announced = usize::try_from(announced.unwrap_or(0)).unwrap_or(usize::MAX);
        if announced > self.settings.max_body_bytes {
            return Err(self.too_large());
        }
        let reading = self.all(announced, body);
        timeout(self.settings.body_timeout, reading)
            .await
            .unwrap_or_else(|_| {
                Err(Refusal::http(
                    StatusCode::REQUEST_TIMEOUT,
                    ErrorKind::Timeout,
                    "the body took too long to arrive",
                ))
            })
    }

    async fn all(&self, announced: usize, body: Body) -> Result<Bytes, Refusal> {
        let mut place = match announced > SMALL {
            true => Some(self.enter().await?),
            false => None,
        };
        let mut all = BytesMut::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Refusal::malformed("the body broke off"))?;
            if chunk.len() > self.settings.max_body_bytes - all.len() {
                return Err(self.too_large());
            }
            if place.is_none() && all.len() + chunk.len() > SMALL {
                place = Some(self.enter().await?);
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    async fn enter(&self) -> Result<Place, Refusal> {
        let places = self.places;
        places.enter(self.who).await.map_err(|crowded| {
            let most = places.most(crowded);
            let instead = format!("wait for one to end, or send at most {SMALL} bytes");
            Refusal::too_crowded(crowded, most, "large bodies", &instead)
        })
    }

    fn too_large(&self) -> Refusal {
        let limit = self.settings.max_body_bytes;
        Refusal::http(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::LimitExceeded,
            format!("the body is larger than {limit} bytes: send less, or raise limits.body"),
        )
    }
}
