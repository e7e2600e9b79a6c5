use std::io::Write as _;

use clap::Args;
use nemo_telemetry::{
    Component,
    status::{self, Report},
    telemetry::Options,
};

use super::{Exit, Failure, arguments::Product};
use crate::output;

/// Tell whether telemetry is on, why, how to turn it off, and where everything is
///
/// It looks at what a program that starts now would look at, and says what such a program would do.
/// Nothing is sent, and no file is made. What a program itself says, such as its own settings, is
/// not known here.
#[derive(Args, Debug)]
pub(crate) struct Status {
    /// Product to tell of; without it every product
    #[arg(long, value_enum)]
    product: Option<Product>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let options = Options::default();
        let products = Product::or_all(self.product);
        let reports = products
            .iter()
            .map(|product| Report::of(product.id(), &options))
            .collect::<anyhow::Result<Vec<_>>>()?;
        Component::leave_nothing();
        let mut out = output::out();
        if self.json {
            writeln!(out, "{}", status::json(&reports))?;
        } else {
            write!(out, "{}", status::text(&reports))?;
        }
        Ok(Exit::Done)
    }
}
