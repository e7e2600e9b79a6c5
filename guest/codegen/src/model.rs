//! The schema folder as Rust values, read strictly: what the model does not know is an error, never
//! ignored.

mod clients;
mod definition;
mod dialect;
mod envelope;
mod features;
mod folder;
mod limits;
mod product;
mod surroundings;
mod types;

use crate::json::Json;

pub(crate) use dialect::{DIALECT, check_name};
pub(crate) use folder::{files, is_event_name, parse_version, read, sets};
pub(crate) use types::Types as Sets;

/// Longest text and longest list item, in bytes, of a field that sets no `maxLength`: an event may
/// not be longer either.
pub const LONGEST_TEXT: u32 = 65_536;

/// Everything that `guest/schema` says.
#[derive(Debug)]
pub struct Schema {
    /// Sorted by name, then by version as numbers.
    pub events: Vec<Definition>,
    /// Sorted by id.
    pub products: Vec<Product>,
    /// What the schema registry knows of the products' clients, in the order of the file.
    pub clients: Vec<Client>,
    /// The sets of words that several events share, in the order of the file.
    pub sets: Vec<WordSet>,
    /// In wire order.
    pub envelope: Vec<EnvelopeField>,
    /// A line that a host hands to `enqueue`.
    pub line: Definition,
    /// What a client is opened with.
    pub settings: Definition,
    /// An event that is kept for a later process.
    pub outbox_line: Definition,
    /// What the derivations of labels read, sorted by name.
    pub records: Vec<Definition>,
    /// Built-in features of Guardrails, in the order of the file.
    pub features: Vec<Feature>,
    /// Where nobody can be asked.
    pub surroundings: Surroundings,
    /// The numbers that hosts share, in the order of the file.
    pub limits: Vec<Limit>,
}

/// A set of words with a name of its own.
#[derive(Clone, Debug)]
pub struct WordSet {
    /// What events call it.
    pub name: String,
    /// Two to five words.
    pub title: String,
    /// What the words tell.
    pub description: String,
    /// In the order of the file.
    pub words: Vec<String>,
}

/// An object with fixed fields.
#[derive(Debug)]
pub struct Definition {
    /// Where it was read, relative to the schema folder.
    pub file: String,
    /// Name on the wire, or of the file.
    pub name: String,
    /// Wire version; empty for texts that never leave the machine.
    pub version: String,
    /// What it tells, in one line.
    pub title: String,
    /// When it is made and what it is for.
    pub description: String,
    /// Whole objects as a caller may pass them.
    pub examples: Vec<Json>,
    /// In wire order.
    pub fields: Vec<Field>,
}

/// One member of a [`Definition`].
#[derive(Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// What its value may be.
    pub kind: Kind,
    /// Without it the object is refused.
    pub required: bool,
    /// What stands in for an absent value.
    pub default: Option<Json>,
    /// It holds the instant of the event, as Unix seconds.
    pub is_instant: bool,
    /// Who fills it, when it is not the caller.
    pub filled_by: Option<FilledBy>,
    /// The record that describes its object or its objects; empty for none.
    pub record: String,
    /// What people read about it.
    pub notes: Notes,
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any string.
    Text {
        /// Longest value in bytes of UTF-8.
        max_length: u32,
    },
    /// One of these strings.
    OneOf(Vec<String>),
    /// A JSON integer within both bounds.
    Integer {
        /// Smallest value.
        minimum: i64,
        /// Largest value.
        maximum: i64,
    },
    /// A JSON number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    TextList {
        /// Longest item in bytes of UTF-8.
        max_length: u32,
    },
    /// A list of these strings.
    OneOfList(Vec<String>),
    /// A JSON object that another definition describes.
    Object,
    /// A list of JSON objects that another definition describes.
    ObjectList,
}

/// Who fills a field that the caller does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilledBy {
    /// Always the field's default, whatever the caller says.
    Constant,
    /// The session id of the client.
    Session,
    /// The instant of the event.
    Clock,
    /// A decision of `policy`.
    Policy,
    /// Whether the product finds itself in continuous integration.
    Ci,
}

/// What people read about a field.
#[derive(Debug, Default)]
pub struct Notes {
    /// Two to five words.
    pub title: String,
    /// Meaning, shape and what it never holds.
    pub description: String,
    /// Unit of a number; empty for none.
    pub unit: String,
    /// The value that means unknown.
    pub sentinel: Option<Json>,
    /// What stands in for an absent setting where a host opens the client, when that is not its
    /// default.
    pub host_default: Option<Json>,
    /// A value as people may see it; none where the kind says enough.
    pub example: Option<Json>,
    /// The label that makes the value; empty for none.
    pub label: String,
    /// How close it comes to a person.
    pub sensitivity: Option<Sensitivity>,
    /// What the owner of the schema uses it for.
    pub purpose: String,
    /// Where the definition comes from.
    pub source: String,
    /// What keeps user data out of a free string.
    pub guard: Option<Meaning>,
}

/// How close a field comes to a person. Nothing closer may be collected, so there are no further
/// cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// About software and hardware.
    Technical,
    /// About what a person did with the product.
    Interaction,
}

impl Sensitivity {
    /// The word in the schema.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Technical => "technical",
            Self::Interaction => "interaction",
        }
    }
}

/// What keeps user data out of a free string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A check of this name, made on every value.
    Check(&'static str),
    /// No check, for this reason.
    Reason(String),
}

/// One member of the envelope.
#[derive(Debug)]
pub struct EnvelopeField {
    /// Name on the wire.
    pub name: String,
    /// What it holds.
    pub value: EnvelopeValue,
    /// What people read about it.
    pub description: String,
}

/// What a member of the envelope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvelopeValue {
    /// Always this text.
    Constant(String),
    /// What the engine fills in.
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
#[derive(Debug, Default)]
pub struct Product {
    /// Where it was read, relative to the schema folder.
    pub file: String,
    /// Identifier in settings.
    pub id: String,
    /// Name as people know it.
    pub title: String,
    /// What it sends, and why its numbers are what they are.
    pub description: String,
    /// What its events hold, as the end of a sentence; a person who is asked reads it.
    pub collects: String,
    /// `clientId` of the envelope.
    pub client_id: String,
    /// `eventSysVer` of the envelope.
    pub event_sys_ver: String,
    /// `clientVer` when the settings name none.
    pub client_version: String,
    /// `cpuArchitecture` when the system names none; empty: it then stays empty.
    pub cpu_architecture: String,
    /// Where events go unless something else is asked for.
    pub endpoint: String,
    /// Event names with the wire version that the product sends today.
    pub events: Vec<(String, String)>,
    /// How a session id is made when the settings name none.
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
    /// Where a person's decision is stored.
    pub consent_file: Option<ConsentFile>,
    /// The product's own configuration: files in each of which a no may stand.
    pub setting_files: Vec<SettingFile>,
    /// Variables by which the product's events find themselves in continuous integration.
    pub ci_variables: Vec<String>,
    /// Nothing is sent in continuous integration.
    pub veto_ci: bool,
    /// Nothing is sent from a test.
    pub veto_test_runner: bool,
    /// What stands before the session id where the variable for it is not set.
    pub session_prefix: String,
    /// Where all this comes from.
    pub source: String,
    /// Who receives the events; empty where it is not known.
    pub owner: String,
    /// How long they are kept; empty where it is not known.
    pub retention: String,
    /// On what legal basis they are collected; empty where it is not known.
    pub legal_basis: String,
    /// Who answers a person's questions about them; empty where it is not known.
    pub contact: String,
    /// At the product's question Enter alone is a yes.
    pub enter_is_yes: bool,
    /// An event that is sent again and again while the process lives.
    pub heartbeat: Option<Heartbeat>,
    /// An event's name stands before its parameters.
    pub name_first: bool,
    /// It keeps the parameters of its events in a file of its own.
    pub usage_stats: bool,
}

/// A client as the schema registry of the collector knows it.
#[derive(Debug)]
pub struct Client {
    /// `clientId` of the envelope.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// Version of the registry's own format.
    pub definition_version: String,
    /// Who its events are for at the registry.
    pub service: String,
    /// Kind of collection under the GDPR, of each of its events.
    pub category: String,
}

/// How a session id is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Session {
    /// The word `undefined`.
    #[default]
    Undefined,
    /// 32 hexadecimal digits of a random UUID.
    Hex,
    /// A random UUID with dashes.
    Uuid,
}

/// What holds when no fact speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ByDefault {
    /// Nothing is sent.
    #[default]
    Off,
    /// A person may be asked.
    Ask,
    /// Sent once a notice was shown.
    Notify,
    /// Sent.
    On,
}

/// Where a person's decision is stored.
#[derive(Debug)]
pub struct ConsentFile {
    /// Relative to the configuration folder, with `/` between its steps.
    pub path: String,
    /// Environment variable that holds another path; empty for none.
    pub variable: String,
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
#[derive(Debug)]
pub struct SessionFile {
    /// Relative to the configuration folder, or after `~/` to the person's own.
    pub path: String,
    /// Environment variables that hold another path, or a folder for one; empty for none.
    pub variable: String,
    /// Days after which another id takes its place.
    pub days: u32,
}

/// A file of a product's own configuration, in which a no may stand.
#[derive(Debug)]
pub struct SettingFile {
    /// Relative to the configuration folder, or after `~/` to the person's own.
    pub path: String,
    /// Environment variables that hold another path, or a folder for one; empty for none.
    pub variable: String,
    /// The member whose no counts.
    pub key: String,
}

/// Environment variables of a product; empty names are not read.
#[derive(Debug, Default)]
pub struct Variables {
    /// On and off.
    pub enabled: String,
    /// Any value but no is a veto.
    pub disabled: String,
    /// Address of the collector.
    pub endpoint: String,
    /// Build and print, do not send.
    pub dry_run: String,
    /// Put before the session id.
    pub session_prefix: String,
    /// Deployment type of the product's events.
    pub deployment_type: String,
}

/// An event that is sent again and again while the process lives.
#[derive(Debug)]
pub struct Heartbeat {
    /// Name of the event.
    pub event: String,
    /// Name of the field that tells a heartbeat from the event that it repeats.
    pub field: String,
    /// What the field says in the event that is repeated.
    pub first: String,
    /// What the field says in a heartbeat.
    pub value: String,
    /// Shortest time between two of them, in milliseconds.
    pub interval_ms: u32,
    /// Environment variable that changes the interval, in seconds; empty for none.
    pub interval_variable: String,
    /// Longest random time that is added, in milliseconds.
    pub jitter_ms: u32,
}

/// Where nobody can be asked. An entry holds when all of its conditions hold.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Continuous integration.
    pub ci: Vec<Vec<Condition>>,
    /// AI agents that run programs.
    pub agents: Vec<Vec<Condition>>,
    /// Test runners.
    pub test_runners: Vec<Vec<Condition>>,
}

/// What environment variables have to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// One of them is set, and not empty.
    Set(Vec<String>),
    /// It has exactly this value.
    Equals {
        /// Its name.
        variable: String,
        /// The value.
        value: String,
    },
    /// Its value has this in it.
    Includes {
        /// Its name.
        variable: String,
        /// The part.
        part: String,
    },
}

/// What shows that a built-in feature of Guardrails is in use.
#[derive(Debug)]
pub struct Feature {
    /// What the product calls it.
    pub name: String,
    /// The only generation of the product in which it holds; none: in all.
    pub generation: Option<&'static str>,
    /// Sections of the configuration.
    pub sections: Vec<String>,
    /// Flows of the product's library.
    pub flows: Vec<String>,
}

/// A number that hosts share.
#[derive(Debug)]
pub struct Limit {
    /// Name of the constant.
    pub name: String,
    /// The number.
    pub value: u32,
    /// What is counted, such as `ms`.
    pub unit: String,
    /// What it bounds.
    pub description: String,
    /// Why it is that number.
    pub reason: String,
    /// Who needs it.
    pub hosts: Vec<Host>,
}

/// A host that is kept in this repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `host/rust`.
    Rust,
    /// `host/python`.
    Python,
    /// `host/js`.
    JavaScript,
}
