//! A provider of forms, in memory: hooks that send the answers to some forms, and what somebody may
//! do to them behind the app's back.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use secrecy::SecretString;
use serde_json::value::RawValue;

use super::*;
use crate::integration;
use crate::source::{
    Check, Deregister, ExternalSource, Handled, Incoming, Options, Readiness, Register,
    Registration, Rejected, Request, Response, Source, SourceMeta, Standing,
};

/// A hook at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hook {
    pub(super) id: u32,
    pub(super) url: String,
    pub(super) events: Vec<String>,
    pub(super) forms: Vec<String>,
    /// Of which account it is.
    pub(super) account: String,
    pub(super) secret: String,
}

#[derive(Default)]
pub(super) struct Account {
    pub(super) hooks: Vec<Hook>,
    made: u32,
    /// How many of the next calls fail.
    pub(super) failing: u32,
    /// How many of the next removals fail.
    pub(super) keeping: u32,
    /// How often it was asked whether a hook is there.
    pub(super) looks: u32,
}

/// The client of the provider.
#[integration(id = "forms", name = "Forms")]
#[derive(Clone, Default)]
pub(super) struct Forms {
    account: Arc<Mutex<Account>>,
}

impl Forms {
    pub(super) fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap()
    }

    /// A call to the provider.
    fn call(&self) -> Result<MutexGuard<'_, Account>> {
        let mut account = self.account();
        if account.failing > 0 {
            account.failing -= 1;
            return Err(Error::new("the provider is out of order"));
        }
        Ok(account)
    }

    /// The only hook.
    #[track_caller]
    pub(super) fn hook(&self) -> Hook {
        match &self.account().hooks[..] {
            [hook] => hook.clone(),
            hooks => panic!("one hook is expected: {hooks:?}"),
        }
    }
}

pub(super) struct FormsHook;

/// What a job's trigger can be given.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct FormsParams {
    pub(super) team: String,
    /// The forms of which the job wants to hear; not a part of the key.
    pub(super) form: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct HookId {
    pub(super) id: u32,
}

impl ExternalSource for FormsHook {
    type Integration = Forms;
    type Params = FormsParams;
    type Data = HookId;

    const META: SourceMeta = SourceMeta {
        id: "forms.hook",
        version: "0.1.0",
    };

    fn segments(params: &FormsParams) -> Vec<String> {
        vec![params.team.clone()]
    }

    fn options(params: &FormsParams) -> Options {
        Options::new().with("form", [params.form.clone()])
    }

    fn readiness(_: &Forms, _: &FormsParams) -> Readiness {
        Readiness::Registers
    }

    async fn register(call: Register<Self>) -> Result<Option<Registration<HookId>>> {
        let settled = call.events.is_settled() && call.options.is_settled();
        if call.active && settled {
            return Ok(None);
        }
        let mut account = call.integration.call()?;
        let forms = call.options.desired();
        let events: Vec<_> = call.events.desired.iter().cloned().collect();
        let known = call.data.filter(|_| call.has_secret).map(|data| data.id);
        // What an attempt that was not heard of has left is of no use: its secret is not known.
        let is_ours = |hook: &Hook| Some(hook.id) == known || hook.url != call.url;
        account.hooks.retain(is_ours);
        let place = account.hooks.iter().position(|hook| Some(hook.id) == known);
        let is_new = place.is_none();
        let place = place.unwrap_or_else(|| {
            account.made += 1;
            let id = account.made;
            account.hooks.push(Hook {
                id,
                url: String::new(),
                events: Vec::new(),
                forms: Vec::new(),
                account: call.account.clone().unwrap_or_default(),
                secret: format!("secret_{id}"),
            });
            account.hooks.len() - 1
        });
        let hook = &mut account.hooks[place];
        hook.url = call.url;
        hook.events.clone_from(&events);
        hook.forms = forms.values("form").map(str::to_owned).collect();
        Ok(Some(Registration {
            data: HookId { id: hook.id },
            secret: is_new.then(|| SecretString::from(hook.secret.clone())),
            events: events.into_iter().collect(),
            options: forms,
        }))
    }

    async fn check(call: Check<Self>) -> Result<Standing> {
        let mut account = call.integration.call()?;
        account.looks += 1;
        let hook = account.hooks.iter().find(|hook| hook.id == call.data.id);
        Ok(match hook {
            None => Standing::Drifted("the hook is gone".to_owned()),
            Some(hook) if hook.url != call.url => {
                Standing::Drifted("it sends elsewhere".to_owned())
            }
            Some(_) => Standing::AsRegistered,
        })
    }

    async fn deregister(call: Deregister<Self>) -> Result<()> {
        let mut account = call.integration.call()?;
        if account.keeping > 0 {
            account.keeping -= 1;
            return Err(Error::new("the provider removes nothing now"));
        }
        account.hooks.retain(|hook| hook.id != call.data.id);
        Ok(())
    }

    fn handle<'r>(
        request: &'r Request,
        source: &Source<'_, Self>,
    ) -> Result<Handled<'r>, Rejected> {
        let given = SecretString::from(request.header("x-secret")?);
        let given = format!("{:?}", secrecy::ExposeSecret::expose_secret(&given));
        let fits = source
            .data()
            .is_some_and(|hook| given == format!("{:?}", format!("secret_{}", hook.id)));
        if !fits {
            return Err(Rejected::unauthorized("another secret"));
        }
        let count = source.metadata["count"].as_u64().unwrap_or_default() + 1;
        let payload: &RawValue = serde_json::from_slice(&request.body)
            .map_err(|error| Rejected::bad_request(error.to_string()))?;
        let said = request.header("x-said").unwrap_or("null");
        let said: Box<RawValue> =
            serde_json::from_str(said).map_err(|error| Rejected::bad_request(error.to_string()))?;
        let event = Incoming {
            id: Some(request.header("x-id")?.to_owned()),
            name: request.header("x-event")?.to_owned(),
            payload: Cow::Borrowed(payload),
            timestamp: None,
            context: said.into(),
        };
        let response = Response {
            status: StatusCode::ACCEPTED,
            headers: HeaderMap::new(),
            body: Bytes::from(format!("the {count}. answer")),
        };
        Ok(Handled::event(event)
            .response(response)
            .metadata(json!({ "count": count })))
    }
}

/// An answer to a form, sent through a hook.
pub(super) fn answered(hook: &Hook, event: &str, id: &str) -> (String, Request) {
    let mut headers = HeaderMap::new();
    headers.insert("x-secret", hook.secret.parse().unwrap());
    headers.insert("x-event", event.parse().unwrap());
    headers.insert("x-id", id.parse().unwrap());
    let (_, key) = hook.url.rsplit_once('/').unwrap();
    let request = Request {
        method: Method::POST,
        uri: format!("/sources/{key}"),
        headers,
        body: Bytes::from(r#"{"form":"f_1"}"#),
        received_at: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    (key.to_owned(), request)
}
