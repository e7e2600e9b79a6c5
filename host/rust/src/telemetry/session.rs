//! A client that outlives its instance: after a trap another one goes on with the same token.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::settings::Settings;
use crate::{
    bindings::{Decision, Fact, Ledger, Life, Order, Query, Report, Source},
    client::{Client, OpenError},
    component::Component,
    facts::{self, Facts},
    folder::FileFolder,
    imports::{Imports, Random as _, SystemRandom},
    instance::Instance,
    limits::MAX_TRAPS,
    surroundings::Options,
    transport::Waker,
};

/// A client, and what those before it have seen.
pub(super) struct Session<'s> {
    component: &'s Component,
    settings: &'s Settings,
    options: &'s Arc<Options>,
    life: Life,
    client: Client,
    asked: Asked,
}

/// What an instance has to be told again.
#[derive(Default)]
struct Asked {
    /// The notice was shown.
    notice: bool,
    flush: bool,
    /// When it has to have ended, once it was closed.
    close: Option<Instant>,
    opt_out: bool,
}

impl<'s> Session<'s> {
    pub(super) fn open(
        component: &'s Component,
        settings: &'s Settings,
        options: &'s Arc<Options>,
    ) -> anyhow::Result<Self> {
        let asked = Asked::default();
        let mut life = Life::new(SystemRandom.next());
        let client = open(component, settings, options, &mut life, &asked)?;
        Ok(Self {
            component,
            settings,
            options,
            life,
            client,
            asked,
        })
    }

    /// What is next.
    pub(super) fn poll(&mut self) -> anyhow::Result<Order> {
        self.attempt(Client::poll)
    }

    /// Looks at these, and tells what they find.
    pub(super) fn look(&mut self, queries: &[Query]) -> anyhow::Result<()> {
        let facts: Vec<Fact> = queries
            .iter()
            .filter_map(|query| facts::look(query, self.options))
            .collect();
        self.attempt(|client| client.tell(&facts))
    }

    /// The notice was shown.
    pub(super) fn tell_notice(&mut self) -> anyhow::Result<()> {
        self.asked.notice = true;
        self.attempt(|client| client.tell(&[notice()]))
    }

    /// Passes lines; none: two instances have trapped over them, and they are given up.
    pub(super) fn enqueue(&mut self, lines: &str) -> anyhow::Result<Option<Report>> {
        for _ in 0..2 {
            let before = self.life.ledger.accepted;
            match self.client.enqueue(lines) {
                Ok(report) => {
                    self.ledger()?;
                    return Ok(Some(report));
                }
                Err(error) => self.reopen(error)?,
            }
            let accepted = self.ledger()?.accepted.saturating_sub(before);
            if accepted > 0 {
                // They were in the folder before it trapped.
                return Ok(Some(Report {
                    accepted,
                    ignored: 0,
                    rejected: Vec::new(),
                }));
            }
        }
        Ok(None)
    }

    pub(super) fn flush(&mut self) -> anyhow::Result<()> {
        self.attempt(Client::flush)?;
        self.asked.flush = true;
        Ok(())
    }

    /// Ends within that time. Returns how long it may take.
    pub(super) fn close(&mut self, within: Duration) -> anyhow::Result<Duration> {
        let may_take = self.attempt(|client| client.close(milliseconds(within)))?;
        let may_take = Duration::from_millis(may_take.into());
        self.asked.close = Some(Instant::now() + may_take);
        Ok(may_take)
    }

    pub(super) fn opt_out(&mut self) -> anyhow::Result<()> {
        self.attempt(Client::opt_out)?;
        self.asked.opt_out = true;
        Ok(())
    }

    /// Where every event is.
    pub(super) fn ledger(&mut self) -> anyhow::Result<Ledger> {
        self.life.ledger = self.attempt(Client::ledger)?;
        // What was to be sent at once is gone.
        self.asked.flush &= self.life.ledger.pending > 0;
        Ok(self.life.ledger.clone())
    }

    pub(super) fn decision(&mut self) -> anyhow::Result<Decision> {
        self.attempt(Client::decision)
    }

    /// How many instances have trapped.
    pub(super) fn traps(&self) -> u32 {
        self.life.traps
    }

    /// Ends a wait from another thread.
    pub(super) fn waker(&mut self) -> Waker {
        self.imports().transport.waker()
    }

    /// Waits for an answer, a call of the waker, or so long.
    pub(super) fn wait(&mut self, timeout: Duration) {
        self.imports().transport.wait(timeout);
    }

    /// Why the folder failed last.
    pub(super) fn folder_problem(&mut self) -> Option<String> {
        self.imports().folder.problem()
    }

    fn imports(&mut self) -> &mut Imports {
        self.client.instance().imports()
    }

    /// Calls, once more each time that the instance traps.
    fn attempt<T>(&mut self, call: impl Fn(&mut Client) -> anyhow::Result<T>) -> anyhow::Result<T> {
        loop {
            match call(&mut self.client) {
                Ok(answer) => return Ok(answer),
                Err(error) => self.reopen(error)?,
            }
        }
    }

    /// Goes on in another instance, because of that error.
    fn reopen(&mut self, error: anyhow::Error) -> anyhow::Result<()> {
        count_trap(&mut self.life, error)?;
        self.client = open(
            self.component,
            self.settings,
            self.options,
            &mut self.life,
            &self.asked,
        )?;
        Ok(())
    }
}

/// Opens a client, in as many instances as may trap.
fn open(
    component: &Component,
    settings: &Settings,
    options: &Options,
    life: &mut Life,
    asked: &Asked,
) -> anyhow::Result<Client> {
    loop {
        match open_once(component, settings, options, life, asked) {
            Ok(client) => return Ok(client),
            Err(error @ OpenError::Settings(_)) => return Err(error.into()),
            Err(OpenError::Component(error)) => count_trap(life, error)?,
        }
    }
}

fn open_once(
    component: &Component,
    settings: &Settings,
    options: &Options,
    life: &Life,
    asked: &Asked,
) -> Result<Client, OpenError> {
    let imports = Imports {
        clock: (options.clock)(),
        random: Box::new(SystemRandom),
        transport: (options.transport)(),
        folder: Box::new(FileFolder::new(
            &options.paths,
            &settings.product,
            (options.clock)(),
        )),
    };
    let mut instance = Instance::new(component, imports).map_err(OpenError::Component)?;
    let facts =
        Facts::gather(&mut instance, &settings.product, options).map_err(OpenError::Component)?;
    let mut facts = facts.as_slice().to_vec();
    facts.extend(asked.notice.then(notice));
    let mut client = Client::open_in(instance, &settings.text, &facts, life)?;
    repeat(&mut client, asked).map_err(OpenError::Component)?;
    Ok(client)
}

fn repeat(client: &mut Client, asked: &Asked) -> anyhow::Result<()> {
    if asked.flush {
        client.flush()?;
    }
    if let Some(ends) = asked.close {
        client.close(milliseconds(ends.saturating_duration_since(Instant::now())))?;
    }
    if asked.opt_out {
        client.opt_out()?;
    }
    Ok(())
}

/// One more instance has trapped. Errs where that was one too many.
fn count_trap(life: &mut Life, error: anyhow::Error) -> anyhow::Result<()> {
    life.traps += 1;
    if life.traps >= MAX_TRAPS {
        return Err(error.context(format!(
            "the component was started {MAX_TRAPS} times and trapped each time"
        )));
    }
    Ok(())
}

fn notice() -> Fact {
    Fact {
        source: Source::Host,
        name: "notice".into(),
        value: "true".into(),
    }
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
