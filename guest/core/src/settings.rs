//! What a host sets when it opens a client.

use alloc::{format, string::String, vec, vec::Vec};

use crate::{
    catalog::{self, SETTINGS, settings as field},
    definition::{Meaning, Product},
    guard::{Guard, Mode, Redacted},
    json,
    limits::{BATCH_EVENTS, FLUSH_EVENTS, FLUSH_INTERVAL, MIN_HEARTBEAT, PATIENCE, QUEUE_EVENTS},
    policy::Fact,
    problem::{Code, Problem},
    queue::Key,
    scan::{Scanned, scan},
    session::Session,
    settled::Settled,
    sink::Sink,
    time::Timestamp,
};

/// Longest settings in bytes.
const MAX_SETTINGS: usize = 16 * 1024;

/// The settings of a client, checked, with defaults filled in from the product.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) product: &'static Product,
    /// Texts of the batch key as JSON; absent ones are the product's to fill.
    client_ver: Option<String>,
    session_id: Option<String>,
    cpu_architecture: String,
    endpoint: Option<String>,
    dry_run: bool,
    /// JSON of the deployment type of every event; empty for none.
    pub(crate) deployment_override: String,
    pub(crate) outbox: bool,
    pub(crate) refuse_overflow: bool,
    pub(crate) queue_events: usize,
    pub(crate) batch_events: usize,
    pub(crate) flush_events: usize,
    pub(crate) flush_interval_ms: u64,
    pub(crate) timeout_ms: u32,
    pub(crate) retries: u32,
    /// Longest time of an exit after several that reached no collector.
    pub(crate) patience_ms: u32,
    heartbeat_ms: Option<u64>,
    pub(crate) audit: bool,
    pub(crate) usage_stats: bool,
    pub(crate) guard: Mode,
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let found = scan(&SETTINGS, text, MAX_SETTINGS, "");
        if !found.problems.is_empty() {
            return Err(found.problems.into_vec());
        }
        let id = found.string(field::PRODUCT).unwrap_or_default();
        let endpoint = found.string(field::ENDPOINT);
        if endpoint
            .as_deref()
            .is_some_and(|endpoint| Sink::of(endpoint, false).0 == Sink::Denied)
        {
            return Err(vec![wrong_endpoint(&found)]);
        }
        let product = catalog::product(&id).ok_or_else(|| vec![unknown_product(&found)])?;
        let number = |field, otherwise: i64| found.integer(field).unwrap_or(otherwise);
        let size =
            |field, otherwise| usize::try_from(number(field, otherwise)).unwrap_or(usize::MAX);
        let flag = |field| found.flag(field).unwrap_or(false);
        let usage_stats = flag(field::USAGE_STATS);
        if usage_stats && !product.usage_stats {
            return Err(vec![no_usage_stats(&found)]);
        }
        Ok(Self {
            product,
            client_ver: found.string(field::CLIENT_VERSION),
            session_id: found.string(field::SESSION_ID),
            cpu_architecture: found
                .string(field::CPU_ARCHITECTURE)
                .unwrap_or_else(|| "undefined".into()),
            endpoint,
            dry_run: flag(field::DRY_RUN),
            deployment_override: found
                .json(field::DEPLOYMENT_TYPE)
                .unwrap_or_default()
                .into(),
            outbox: flag(field::OUTBOX),
            refuse_overflow: found.json(field::OVERFLOW) == Some("\"refuse\""),
            queue_events: size(field::QUEUE_EVENTS, QUEUE_EVENTS),
            batch_events: size(field::BATCH_EVENTS, BATCH_EVENTS),
            flush_events: size(field::FLUSH_EVENTS, FLUSH_EVENTS),
            flush_interval_ms: u64::try_from(number(field::FLUSH_INTERVAL_MS, FLUSH_INTERVAL))
                .unwrap_or(0),
            timeout_ms: u32::try_from(number(field::TIMEOUT_MS, product.timeout_ms.into()))
                .unwrap_or(product.timeout_ms),
            retries: u32::try_from(number(field::RETRIES, product.retries.into()))
                .unwrap_or(product.retries),
            patience_ms: u32::try_from(number(field::PATIENCE_MS, PATIENCE)).unwrap_or(0),
            guard: match found.json(field::GUARD) {
                Some("\"off\"") => Mode::Off,
                Some("\"reject\"") => Mode::Reject,
                _ => Mode::Redact,
            },
            audit: found.flag(field::AUDIT).unwrap_or(true),
            usage_stats,
            heartbeat_ms: found
                .integer(field::HEARTBEAT_INTERVAL_MS)
                .and_then(|ms| u64::try_from(ms).ok()),
        })
    }

    /// Takes what is private out of the texts that every envelope says. Returns what was taken out.
    pub(crate) fn redact(&mut self, guard: &Guard) -> Vec<Redacted> {
        let texts = [
            ("clientVersion", self.client_ver.as_mut(), Meaning::Version),
            ("sessionId", self.session_id.as_mut(), Meaning::Label),
            (
                "cpuArchitecture",
                Some(&mut self.cpu_architecture),
                Meaning::Label,
            ),
        ];
        texts
            .into_iter()
            .filter_map(|(name, text, meant)| guard.clean(name, text?, meant))
            .collect()
    }

    /// What the embedding program says in place of what the facts say. A dry run holds whoever asks
    /// for it.
    pub(crate) fn overrule(&self, settled: &mut Settled) {
        settled.dry_run |= self.dry_run;
        if self.session_id.is_some() && settled.prefix_by_default {
            settled.session_prefix.clear();
        }
        let named = core::mem::take(&mut settled.endpoint);
        settled.send_to(self.endpoint.as_deref().unwrap_or(&named));
        if let Some(ms) = self.heartbeat_ms {
            settled.heartbeat_ms = if ms == 0 { 0 } else { ms.max(MIN_HEARTBEAT) };
        }
    }

    /// The session of a client that is opened now. `random` is asked only when the product wants a
    /// new one.
    pub(crate) fn session(
        &self,
        facts: &[Fact],
        now: Timestamp,
        random: &mut dyn FnMut() -> u64,
    ) -> Session {
        match &self.session_id {
            Some(id) => Session::named(id.clone()),
            None => Session::find(self.product, facts, now, random),
        }
    }

    /// The part of the batch key that all events of this client share.
    pub(crate) fn key(&self, settled: &Settled, session: &Session) -> Key {
        // A system that names no processor leaves it empty.
        let cpu_architecture = if self.cpu_architecture.is_empty() {
            self.product.cpu_architecture
        } else {
            &self.cpu_architecture
        };
        Key {
            version: "",
            client_ver: json::string(
                self.client_ver
                    .as_deref()
                    .unwrap_or(self.product.client_version),
            ),
            session_id: json::string(&format!("{}{}", settled.session_prefix, session.id)),
            cpu_architecture: json::string(cpu_architecture),
        }
    }
}

#[cold]
fn wrong_endpoint(found: &Scanned<'_>) -> Problem {
    Problem {
        pointer: "/endpoint".into(),
        code: Code::InvalidEndpoint,
        message: "expected an address with https, or http to this machine, without credentials, or `stdout:`, `stderr:` or `file:` with an \
                  absolute path; found another text"
            .into(),
        suggestion: None,
        offset: found.offset(field::ENDPOINT),
    }
}

#[cold]
fn no_usage_stats(found: &Scanned<'_>) -> Problem {
    Problem {
        pointer: "/usageStats".into(),
        code: Code::NotAllowed,
        message: "expected false: the product has no file of usage stats; found true".into(),
        suggestion: None,
        offset: found.offset(field::USAGE_STATS),
    }
}

/// The schema lists the products, so this happens only if the two have drifted apart.
#[cold]
fn unknown_product(found: &Scanned<'_>) -> Problem {
    Problem {
        pointer: "/product".into(),
        code: Code::NotAllowed,
        message: "expected a product of the catalog, found another name".into(),
        suggestion: None,
        offset: found.offset(field::PRODUCT),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{
        BATCH_EVENTS, FLUSH_EVENTS, FLUSH_INTERVAL, PATIENCE, QUEUE_EVENTS, SETTINGS, field,
    };

    #[test]
    fn the_schema_tells_the_defaults_that_hold() {
        for (field, default) in [
            (field::QUEUE_EVENTS, QUEUE_EVENTS),
            (field::BATCH_EVENTS, BATCH_EVENTS),
            (field::FLUSH_EVENTS, FLUSH_EVENTS),
            (field::FLUSH_INTERVAL_MS, FLUSH_INTERVAL),
            (field::PATIENCE_MS, PATIENCE),
        ] {
            assert_eq!(
                SETTINGS.fields[field].default,
                Some(default.to_string().as_str())
            );
        }
    }
}
