//! `/graphql`: GraphQL over HTTP, as its specification and its audits have it.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Extension, Request, State},
    http::{HeaderMap, Method, Response},
};
use futures_util::future::join_all;

use crate::{
    auth::Scope,
    server::{
        access::Access,
        answer::{Answered, answered, refused},
        body::Intake,
        endpoint::{Around, Endpoint, Together},
        media::{Media, check_content, negotiate},
        params::{Asked, Params, from_body, from_query},
        refusal::Refusal,
        request_id::RequestId,
        upload::{Files, is_multipart, receive},
        upstream,
        viewer::Caller,
    },
};

/// Answers one request to `/graphql`, whatever its method.
pub(super) async fn graphql(
    State(endpoint): State<Arc<Endpoint>>,
    Extension(id): Extension<RequestId>,
    Extension(access): Extension<Arc<Access>>,
    request: Request,
) -> Response<Body> {
    let media = match negotiate(request.headers()) {
        Ok(media) => media,
        Err(refusal) => return refused(&refusal, Media::Json, &id, &access),
    };
    let around = Around {
        id: &id,
        access: &access,
        by_get: matches!(*request.method(), Method::GET | Method::HEAD),
        asks_for_upstream: upstream::is_asked(request.headers()),
    };
    match run(&endpoint, request, around).await {
        Ok(response) => answered(response, media, &id, &access),
        Err(refusal) => {
            endpoint.meter.refused(&refusal);
            refused(&refusal, media, &id, &access)
        }
    }
}

async fn run(
    endpoint: &Endpoint,
    request: Request,
    around: Around<'_>,
) -> Result<Answered, Refusal> {
    let (parts, body) = request.into_parts();
    // Before anything is read: who is not known costs nothing.
    let caller = endpoint.entry.admit(&parts, Scope::Read).await?;
    if parts.method == Method::POST && is_multipart(&parts.headers) {
        return upload(endpoint, &parts.headers, body, caller, around).await;
    }
    let settings = &endpoint.settings;
    let asked = match parts.method {
        Method::POST => {
            check_content(&parts.headers)?;
            let intake = Intake {
                places: &endpoint.bodies,
                who: caller.who.as_ref(),
                settings,
            };
            let body = intake.read(&parts.headers, body).await?;
            from_body(&body, settings)?
        }
        Method::GET | Method::HEAD => {
            let query = parts.uri.query().unwrap_or_default();
            Asked::One(from_query(query, settings)?)
        }
        _ => return Err(Refusal::method("GET, HEAD, POST", "use GET or POST")),
    };
    match asked {
        Asked::One(params) => {
            let together = Together::new(endpoint, caller, around);
            let response = endpoint.count(params.into(), &together).await?;
            Ok(Answered::One(response))
        }
        Asked::Many(all) => {
            // The request itself was counted as one.
            endpoint.entry.count(&caller, all.len() - 1)?;
            let together = Together::new(endpoint, caller, around);
            let answers = all
                .into_iter()
                .map(async |params| endpoint.count(params?.into(), &together).await);
            Ok(Answered::Many(join_all(answers).await))
        }
    }
}

async fn upload(
    endpoint: &Endpoint,
    headers: &HeaderMap,
    body: Body,
    caller: Caller,
    around: Around<'_>,
) -> Result<Answered, Refusal> {
    // Until it is answered: passing a file on takes as long as receiving it.
    let transfers = &endpoint.transfers;
    let _place = transfers
        .enter(caller.who.as_ref())
        .await
        .map_err(|crowded| {
            Refusal::crowded(
                crowded,
                transfers.most(crowded),
                "uploads and downloads",
                "transfers",
            )
        })?;
    let check = |params: &Params| {
        endpoint.document(params, &caller)?;
        // Files are for writing: whoever may not hears so before any is taken.
        Ok(match caller.viewer.may(Scope::Write) {
            true => Files::Wanted,
            false => Files::Unwanted,
        })
    };
    let received = receive(headers, body, &endpoint.settings, check).await?;
    let together = Together::new(endpoint, caller, around);
    let response = endpoint.count(received, &together).await?;
    Ok(Answered::One(response))
}
