mod bodies;
mod checker;
mod events;
mod told;

use clap::{Args, ValueEnum};

use self::told::Told;
use super::{Exit, Failure, arguments::Product};

/// Check events, or bodies of requests, against their schemas; nothing is sent
///
/// Every problem of every line is shown with its place. A rejected value is never printed: of a
/// line only the words are shown that stand in a schema, and stars for the rest.
#[derive(Args, Debug)]
pub(crate) struct Validate {
    /// Files of JSON Lines, each line {"event", "schemaVersion"?, "ts"?, "parameters"}; `-` is
    /// standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Product that the events belong to
    #[arg(long, value_enum, required_unless_present = "bodies")]
    product: Option<Product>,
    /// The files hold bodies of requests, one a line, or a single one. Each is checked as a collector
    /// does: the envelope, and each event with every field and no other
    #[arg(long, conflicts_with = "product")]
    bodies: bool,
    /// How problems are shown
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Most problems that are shown; the others are counted
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    max_problems: u64,
    /// Show lines as they are; what is wrong in them may be private
    #[arg(long)]
    show_values: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each with its line and a mark, on standard error
    Human,
    /// A JSON object for each, one a line, on standard output
    Json,
    /// Commands that make GitHub Actions mark the lines, on standard output
    Github,
}

impl Validate {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut told = Told::new(self.format, self.max_problems, self.show_values);
        match self.product {
            Some(product) => events::check(self.files, product, &mut told),
            None => bodies::check(&self.files, &mut told),
        }
    }
}
