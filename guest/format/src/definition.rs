//! What a schema file becomes: const tables, written by the build script from `guest/schema`.

/// An object with fixed fields: an event's parameters, the settings, a line of JSON Lines.
#[derive(Debug)]
pub struct Definition {
    /// Name on the wire, such as `nat_cli_command`.
    pub name: &'static str,
    /// Wire version, such as `1.5`; empty for texts that never leave the machine.
    pub version: &'static str,
    /// What it tells, in one line.
    pub title: &'static str,
    /// When it is made and what it is for.
    pub description: &'static str,
    /// In wire order.
    pub fields: &'static [Field],
    /// Indexes of `fields`, sorted by length of the name and then by its bytes.
    pub sorted: &'static [u8],
    /// Index of the field that holds the instant of the event, as Unix seconds; none: the
    /// envelope's `ts` is the caller's or now.
    pub instant: Option<usize>,
}

/// One member of a [`Definition`].
#[derive(Debug)]
pub struct Field {
    /// Name on the wire, such as `taskStatus`.
    pub name: &'static str,
    /// The name as it stands between two members: `,"taskStatus":`.
    pub prefix: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Without it the object is refused.
    pub required: bool,
    /// Canonical JSON that stands in for an absent value; none: the field is then left out.
    pub default: Option<&'static str>,
    /// Who fills it, when it is not the caller.
    pub filled_by: Option<FilledBy>,
    /// What a free string is meant to hold; none: it is no free string, or cannot hold user data.
    pub guard: Option<Meaning>,
    /// What people read about it. A reference, because versions of an event share most of them, and
    /// equal ones are stored once.
    pub notes: &'static Notes,
}

/// What a value may be. JSON numbers stay text: `Number` never goes through a float.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any string.
    Text {
        /// Longest value in bytes of UTF-8.
        max_length: u32,
    },
    /// One of these strings, exactly.
    OneOf(&'static [&'static str]),
    /// A JSON integer within both bounds.
    Integer {
        /// Smallest value.
        minimum: i64,
        /// Largest value.
        maximum: i64,
    },
    /// A JSON number, written with a fraction or an exponent.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    TextList {
        /// Longest item in bytes of UTF-8.
        max_length: u32,
    },
    /// A list of these strings.
    OneOfList(&'static [&'static str]),
    /// A JSON object that another definition describes.
    Object,
    /// A list of JSON objects that another definition describes. No event has one; what labels are
    /// derived from does.
    ObjectList,
}

/// What a free string is meant to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A word or a few, or several with commas between them.
    Label,
    /// The id of a model on a hub: a name, or an owner, a slash and a name.
    RepoId,
    /// A version.
    Version,
    /// The name of a platform.
    Platform,
    /// The name of a class.
    ClassName,
}

impl Meaning {
    /// What it is meant to be, for a message.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Label => "a label",
            Self::RepoId => "the id of a model",
            Self::Version => "a version",
            Self::Platform => "the name of a platform",
            Self::ClassName => "the name of a class",
        }
    }
}

/// Who fills a field that the caller does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilledBy {
    /// Always this constant, as JSON, whatever the caller says.
    Constant(&'static str),
    /// The session id of the client.
    Session,
    /// The instant of the event.
    Clock,
    /// A decision of `policy`.
    Policy,
    /// Whether the product finds itself in continuous integration.
    Ci,
}

/// What people read about a field; the inventory and the JSON Schema are rendered from it.
#[derive(Clone, Copy, Debug)]
pub struct Notes {
    /// Two to five words.
    pub title: &'static str,
    /// Meaning, shape and what it never holds.
    pub description: &'static str,
    /// Unit of a number; empty for none.
    pub unit: &'static str,
    /// The value that means unknown, as JSON; empty for none.
    pub sentinel: &'static str,
    /// A value as people may see it, as JSON; empty where the kind says enough.
    pub example: &'static str,
    /// The label that makes the value; empty for none.
    pub label: &'static str,
    /// `technical` or `interaction`.
    pub sensitivity: &'static str,
    /// What the owner of the schema uses it for.
    pub purpose: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    /// Why a free string cannot hold user data, or how it is guarded; empty for other kinds.
    pub guard: &'static str,
}

/// One piece of the envelope's text.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// Literal text.
    Text(&'static str),
    /// A JSON value that the engine fills in.
    Slot(Slot),
}

/// What the engine fills into the envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Client id of the product.
    ClientId,
    /// Version of the product.
    ClientVer,
    /// Machine name of the processor.
    CpuArchitecture,
    /// Wire version of the batch.
    EventSchemaVer,
    /// Name and version of the event system.
    EventSysVer,
    /// Instant at which the payload was built.
    SentTs,
    /// Session id with its prefix.
    SessionId,
    /// The array of events.
    Events,
}

/// What is particular to one product.
#[derive(Debug)]
pub struct Product {
    /// Identifier in settings, such as `agent-toolkit`.
    pub id: &'static str,
    /// Name as people know it.
    pub title: &'static str,
    /// `clientId` of the envelope.
    pub client_id: &'static str,
    /// `eventSysVer` of the envelope.
    pub event_sys_ver: &'static str,
    /// `clientVer` when the settings name none.
    pub client_version: &'static str,
    /// `cpuArchitecture` when the system names none; empty: it then stays empty.
    pub cpu_architecture: &'static str,
    /// Where events go unless something else is asked for.
    pub endpoint: &'static str,
    /// Event names with the wire version that the product sends today.
    pub events: &'static [(&'static str, &'static str)],
    /// How the session id is made when the settings name none.
    pub session: Session,
    /// Where the session id is kept for later processes.
    pub session_file: Option<SessionFile>,
    /// What holds when no fact speaks.
    pub default: ByDefault,
    /// Total time of one attempt in milliseconds.
    pub timeout_ms: u32,
    /// Attempts after the first.
    pub retries: u32,
    /// Environment variables that the product reads.
    pub variables: Variables,
    /// What its events hold, as the end of a sentence; a person who is asked reads it.
    pub collects: &'static str,
    /// Where a person's decision is stored.
    pub consent_file: Option<ConsentFile>,
    /// The product's own configuration: files in each of which a no may stand.
    pub setting_files: &'static [SettingFile],
    /// Variables by which the product's events find themselves in continuous integration.
    pub ci_variables: &'static [&'static str],
    /// Nothing is sent in continuous integration.
    pub veto_ci: bool,
    /// Nothing is sent from a test.
    pub veto_test_runner: bool,
    /// What stands before the session id where the variable for it is not set.
    pub session_prefix: &'static str,
    /// An event that is sent again and again while the process lives.
    pub heartbeat: Option<Heartbeat>,
    /// An event's name stands before its parameters.
    pub name_first: bool,
    /// It keeps the parameters of its events in a file of its own.
    pub usage_stats: bool,
    /// Who receives the events; empty where it is not known.
    pub owner: &'static str,
    /// How long they are kept; empty where it is not known.
    pub retention: &'static str,
    /// On what legal basis they are collected; empty where it is not known.
    pub legal_basis: &'static str,
    /// Who answers a person's questions about them; empty where it is not known.
    pub contact: &'static str,
    /// At the product's question Enter alone is a yes.
    pub enter_is_yes: bool,
}

/// A client as the schema registry of the collector knows it. Products may share one.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// `clientId` of the envelope.
    pub id: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// Version of the registry's own format.
    pub definition_version: &'static str,
    /// Who its events are for at the registry.
    pub service: &'static str,
    /// Kind of collection under the GDPR, of each of its events.
    pub category: &'static str,
}

/// An event that is sent again and again while the process lives: a copy of the first one of its
/// kind, with another word in one field and another instant.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    /// Name of the event.
    pub event: &'static str,
    /// Name of the field that tells a heartbeat from the event that it repeats.
    pub field: &'static str,
    /// What the field says in the event that is repeated.
    pub first: &'static str,
    /// What the field says in a heartbeat.
    pub value: &'static str,
    /// Shortest time between two of them, in milliseconds.
    pub interval_ms: u32,
    /// Environment variable that changes the interval, in seconds; empty for none.
    pub interval_variable: &'static str,
    /// Longest random time that is added, in milliseconds; it is at most a tenth of the interval.
    pub jitter_ms: u32,
}

/// What shows that a built-in feature of Guardrails is in use.
#[derive(Debug)]
pub struct Feature {
    /// What the product calls it.
    pub name: &'static str,
    /// The only generation of the product in which it holds; empty: in all.
    pub generation: &'static str,
    /// Sections of the configuration, with a line feed between two.
    pub sections: &'static str,
    /// Flows of the product's library, with a line feed between two.
    pub flows: &'static str,
}

/// How a session id is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// The word `undefined`.
    Undefined,
    /// 32 hexadecimal digits of a random UUID.
    Hex,
    /// A random UUID with dashes.
    Uuid,
}

/// What holds when no fact speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByDefault {
    /// Nothing is sent.
    Off,
    /// A person may be asked.
    Ask,
    /// Sent once a notice was shown.
    Notify,
    /// Sent.
    On,
}

/// Where a person's decision is stored.
#[derive(Clone, Copy, Debug)]
pub struct ConsentFile {
    /// Relative to the configuration folder, with `/` between its steps.
    pub path: &'static str,
    /// Environment variable that holds another path; empty for none.
    pub variable: &'static str,
    /// What its text looks like.
    pub format: ConsentFormat,
}

/// What a stored decision looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentFormat {
    /// TOML that says yes or no.
    Toml,
    /// A file that says no by being there.
    Marker,
}

/// Where a session id is kept for later processes.
#[derive(Clone, Copy, Debug)]
pub struct SessionFile {
    /// Relative to the configuration folder, or after `~/` to the person's own.
    pub path: &'static str,
    /// Environment variables that hold another path, or a folder for one; empty for none.
    pub variable: &'static str,
    /// Days after which another id takes its place.
    pub days: u32,
}

/// A file of a product's own configuration, in which a no may stand.
#[derive(Clone, Copy, Debug)]
pub struct SettingFile {
    /// Relative to the configuration folder, or after `~/` to the person's own.
    pub path: &'static str,
    /// Environment variables that hold another path, or a folder for one; empty for none.
    pub variable: &'static str,
    /// The member whose no counts.
    pub key: &'static str,
}

/// Environment variables of a product; empty names are not read.
#[derive(Clone, Copy, Debug)]
pub struct Variables {
    /// On and off.
    pub enabled: &'static str,
    /// Any value but no is a veto.
    pub disabled: &'static str,
    /// Address of the collector.
    pub endpoint: &'static str,
    /// Build and print, do not send.
    pub dry_run: &'static str,
    /// Put before the session id.
    pub session_prefix: &'static str,
    /// Deployment type of the product's events.
    pub deployment_type: &'static str,
}
