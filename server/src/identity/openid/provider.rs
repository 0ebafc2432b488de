//! The provider: what it says of itself, where people are sent, what its word is worth.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bailiwick_engine::identity::Vouched;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndUserEmail,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use tokio::sync::Mutex;

use super::attempt::Attempt;
use super::fetch::{client, fetch};
use crate::config::{Config, OpenidClaim};

/// How long is believed what the provider says of itself, its keys among it.
const FRESH: Duration = Duration::from_mins(10);
/// When a token does not fit the keys, they are asked for again, but no more often than this.
const AGAIN: Duration = Duration::from_secs(10);

/// Why the provider cannot be used, or its word does not count.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct ProviderError {
    what: &'static str,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl ProviderError {
    fn new(what: &'static str) -> impl Fn(Box<dyn Error + Send + Sync>) -> Self {
        move |source| Self { what, source: Some(source) }
    }

    fn bare(what: &'static str) -> Self {
        Self { what, source: None }
    }

    /// The causes, for the log.
    pub(super) fn cause(&self) -> String {
        let mut causes = Vec::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        causes.join(": ")
    }
}

/// A configured provider.
pub struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    scopes: Vec<Scope>,
    claim: OpenidClaim,
    http: reqwest::Client,
    known: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    since: Instant,
    metadata: Arc<CoreProviderMetadata>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// The provider that the configuration names; none when it names none. Nothing is asked of
    /// it before the first sign-in: the server starts without it.
    ///
    /// # Errors
    /// An address is none.
    pub fn configured(config: &Config) -> Result<Option<Self>, ProviderError> {
        if config.openid_issuer.is_empty() {
            return Ok(None);
        }
        let callback = format!("{}/signin/openid/callback", config.public_url());
        let secret = &config.openid_client_secret;
        let scopes = config.openid_scopes.split_whitespace().filter(|scope| *scope != "openid");
        Ok(Some(Self {
            issuer: IssuerUrl::new(config.openid_issuer.clone())
                .map_err(|error| ProviderError::new("`openid_issuer` is no address")(error.into()))?,
            client_id: ClientId::new(config.openid_client_id.clone()),
            client_secret: (!secret.is_empty()).then(|| ClientSecret::new(secret.clone())),
            redirect: RedirectUrl::new(callback)
                .map_err(|error| ProviderError::new("`base_url` is no address")(error.into()))?,
            scopes: scopes.map(|scope| Scope::new(scope.to_owned())).collect(),
            claim: config.openid_claim,
            http: client().map_err(|error| ProviderError::new("there is no HTTP client")(error.into()))?,
            known: Mutex::new(None),
        }))
    }

    /// Begins a try: what the browser keeps, and where it goes.
    pub(super) async fn begin(&self, next: &str) -> Result<(Attempt, String), ProviderError> {
        let client = self.client(self.known(FRESH).await?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        );
        for scope in &self.scopes {
            request = request.add_scope(scope.clone());
        }
        let (address, state, nonce) = request.set_pkce_challenge(challenge).url();
        let attempt = Attempt {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            next: next.to_owned(),
        };
        Ok((attempt, address.to_string()))
    }

    /// Redeems the code that the browser brought back, and verifies what comes for it.
    pub(super) async fn redeem(&self, code: String, attempt: &Attempt) -> Result<Vouched, ProviderError> {
        let known = self.known(FRESH).await?;
        let client = self.client(known.clone());
        let ask = |request| self.ask(request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| ProviderError::new("the provider names no token address")(error.into()))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request_async(&ask)
            .await
            .map_err(|error| ProviderError::new("the code is worth nothing")(error.into()))?;
        let token = answer.id_token().ok_or_else(|| ProviderError::bare("there is no ID token"))?;

        let nonce = Nonce::new(attempt.nonce.clone());
        let claims = match verify(&client, token, &nonce) {
            // The provider may have taken new keys since.
            Err(ClaimsVerificationError::SignatureVerification(_)) if known.since.elapsed() > AGAIN => {
                verify(&self.client(self.known(AGAIN).await?), token, &nonce)
            }
            verified => verified,
        };
        let claims =
            claims.map_err(|error| ProviderError::new("the ID token does not count")(error.into()))?;
        Ok(Vouched {
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            user_name: self.user_name(&client, &claims, &answer).await?,
        })
    }

    /// The name by which the person is found here: from the ID token, or else from the
    /// provider's answer about the user. A mail address counts only when the provider has verified it.
    async fn user_name(
        &self,
        client: &Client,
        claims: &CoreIdTokenClaims,
        answer: &CoreTokenResponse,
    ) -> Result<Option<String>, ProviderError> {
        let told = match self.claim {
            OpenidClaim::Sub => return Ok(Some(claims.subject().to_string())),
            OpenidClaim::PreferredUsername => claims.preferred_username().map(|name| name.to_string()),
            OpenidClaim::Email => verified_mail(claims.email(), claims.email_verified()),
        };
        if told.is_some() {
            return Ok(told);
        }
        let subject = claims.subject().clone();
        // A provider without that address has said all it says.
        let Ok(request) = client.user_info(answer.access_token().clone(), Some(subject)) else {
            return Ok(None);
        };
        let ask = |request| self.ask(request);
        let user: CoreUserInfoClaims = request
            .request_async(&ask)
            .await
            .map_err(|error| ProviderError::new("the provider does not tell about the user")(error.into()))?;
        Ok(match self.claim {
            OpenidClaim::Email => verified_mail(user.email(), user.email_verified()),
            _ => user.preferred_username().map(|name| name.to_string()),
        })
    }

    fn client(&self, known: Known) -> Client {
        let metadata = Arc::unwrap_or_clone(known.metadata);
        let methods = metadata.token_endpoint_auth_methods_supported();
        let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        CoreClient::from_provider_metadata(metadata, self.client_id.clone(), self.client_secret.clone())
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody })
    }

    /// What the provider says of itself, asked for again when it is older than `age`. Who comes
    /// at the same time waits for the one answer.
    async fn known(&self, age: Duration) -> Result<Known, ProviderError> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < age) {
            return Ok(known.clone());
        }
        let ask = |request| self.ask(request);
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &ask)
            .await
            .map_err(|error| ProviderError::new("the provider does not say what it is")(error.into()))?;
        let fresh = Known { since: Instant::now(), metadata: Arc::new(metadata) };
        *known = Some(fresh.clone());
        Ok(fresh)
    }

    fn ask(
        &self,
        request: HttpRequest,
    ) -> impl Future<Output = Result<openidconnect::HttpResponse, super::fetch::FetchError>> + use<> {
        fetch(self.http.clone(), request)
    }
}

fn verify(
    client: &Client,
    token: &CoreIdToken,
    nonce: &Nonce,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    token.claims(&client.id_token_verifier(), nonce).cloned()
}

fn verified_mail(mail: Option<&EndUserEmail>, verified: Option<bool>) -> Option<String> {
    mail.filter(|_| verified == Some(true)).map(|mail| mail.as_str().to_owned())
}
